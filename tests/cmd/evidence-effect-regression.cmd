evidence effect regression --coefficient 3 --sd 20 --n-with 100 --n-without 90 --interval -0.5,6.5
