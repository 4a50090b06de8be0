audit examples/riverbend/inventory.yaml --as-of 2030-06-15 --format table
