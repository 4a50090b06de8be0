rules check --help
