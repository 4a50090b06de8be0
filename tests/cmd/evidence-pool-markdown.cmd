evidence pool crates/statistics/tests/data/meta/csv/raudenbush1985.csv --label author --by weeks --bias --leave-one-out --compare --format markdown
