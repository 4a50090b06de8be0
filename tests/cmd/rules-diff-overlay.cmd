rules diff shipped examples/overlay --inventory examples/riverbend/inventory.yaml
