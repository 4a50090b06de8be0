rules diff shipped shipped --param fidelity_ok=0.9 --inventory examples/riverbend/inventory.yaml
