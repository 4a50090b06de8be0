evidence pool crates/statistics/tests/data/meta/csv/edge_one_study.csv --format json
