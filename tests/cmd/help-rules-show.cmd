rules show --help
