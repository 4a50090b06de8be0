evidence pool results.csv --method DLIT
