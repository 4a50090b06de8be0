explain examples/riverbend/inventory.yaml early-redding --format html --quiet
