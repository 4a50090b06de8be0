evidence pool results.csv --robust CR2
