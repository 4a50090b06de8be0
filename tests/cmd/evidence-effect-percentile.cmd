evidence effect percentile --reached 58
