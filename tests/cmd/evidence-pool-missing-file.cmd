evidence pool no-such-file.csv
