evidence grade --help
