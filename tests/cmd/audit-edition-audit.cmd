audit examples/riverbend/inventory.yaml
