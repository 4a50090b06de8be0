rules check --rules examples/overlay
