evidence pool crates/statistics/tests/data/meta/csv/bcg.csv --label author
