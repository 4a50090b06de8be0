rules docs --help
