ask tests/import/sheets
