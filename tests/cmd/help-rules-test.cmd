rules test --help
