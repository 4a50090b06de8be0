evidence pool crates/statistics/tests/data/meta/csv/konstantopoulos2011.csv --label study --cluster district --robust CR1,CR2 --by year
