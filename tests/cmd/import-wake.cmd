import tests/import/wake.csv --as-of 2025-06-30
