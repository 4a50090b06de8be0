export examples/rulesets/six-questions/inventory.yaml --rules examples/rulesets/six-questions/rules --to yaml
