audit examples/riverbend/inventory.yaml --edition board
