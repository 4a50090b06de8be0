evidence pool tests/data/meta/csv/edge_one_study.csv --format json
