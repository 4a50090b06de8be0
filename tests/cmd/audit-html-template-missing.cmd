audit examples/riverbend/inventory.yaml --format html --template no-such-file.html
