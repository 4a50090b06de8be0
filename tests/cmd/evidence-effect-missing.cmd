evidence effect means --n-with 3 --n-without 2
