ask examples/riverbend/inventory.yaml --initiative early-readng
