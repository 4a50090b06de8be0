check tests/import/sheets --diagnostics json
