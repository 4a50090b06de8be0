check tests/import/sheets
