audit examples/riverbend/inventory.yaml --fail-on close
