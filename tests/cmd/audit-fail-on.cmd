audit examples/riverbend/inventory.yaml --format table --fail-on stop
