audit examples/riverbend/inventory.yaml --as-of 2026-13-01
