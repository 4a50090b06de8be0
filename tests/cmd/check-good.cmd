check examples/riverbend/inventory.yaml
