explain examples/riverbend/inventory.yaml test-prep --rule guard-too-young
