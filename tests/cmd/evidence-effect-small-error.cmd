evidence effect regression --coefficient 9 --sd 42 --se 1 --n-with 120 --n-without 118
