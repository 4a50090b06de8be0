rules fmt --help
