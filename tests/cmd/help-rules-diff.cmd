rules diff --help
