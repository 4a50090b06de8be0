evidence effect means --mean-with 512 --sd-with 4 --n-with 120 --mean-without 503 --sd-without 4.1 --n-without 118
