audit examples/wake/inventory.yaml --format table --locale en-GB
