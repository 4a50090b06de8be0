audit examples/riverbend/inventory.yaml --edition needs-analysis
