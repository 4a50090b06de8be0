audit examples/wake/inventory.yaml --locale de-DE
