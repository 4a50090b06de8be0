audit examples/riverbend/inventory.yaml --rules examples/overlay --edition board
