import examples/wake/inventory.yaml
