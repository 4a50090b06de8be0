audit examples/pueblo/inventory.yaml --format table
