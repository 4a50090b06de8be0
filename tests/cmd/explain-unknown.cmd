explain examples/riverbend/inventory.yaml tset-prep
