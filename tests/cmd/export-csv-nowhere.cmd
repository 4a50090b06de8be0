export examples/wake/inventory.yaml --to csv
