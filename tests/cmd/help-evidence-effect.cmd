evidence effect --help
