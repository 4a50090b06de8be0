evidence effect means --help
