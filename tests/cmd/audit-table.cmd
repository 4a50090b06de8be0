audit examples/riverbend/inventory.yaml --format table
