evidence effect means --mean-with 512 --sd-with 41 --n-with 120 --mean-without 503 --sd-without 43 --n-without 118 --growth-per-year 0.4
