explain examples/riverbend/inventory.yaml test-prep --why full
