audit examples/riverbend/inventory.yaml --param min_years_before_judging=5 --format table
