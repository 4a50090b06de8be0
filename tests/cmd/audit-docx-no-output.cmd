audit examples/riverbend/inventory.yaml --format docx
