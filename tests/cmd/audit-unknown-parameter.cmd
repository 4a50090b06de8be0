audit examples/riverbend/inventory.yaml --param min_years=5
