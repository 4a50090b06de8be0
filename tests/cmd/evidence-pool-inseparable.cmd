evidence pool crates/statistics/tests/data/meta/csv/edge_two_disagree.csv --cluster row --robust CR2 --format markdown
