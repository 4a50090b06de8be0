evidence pool tests/data/meta/csv/bcg.csv --label author
