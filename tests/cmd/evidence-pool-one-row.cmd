evidence pool tests/data/meta/csv/edge_one_study.csv --bias --leave-one-out --by row
