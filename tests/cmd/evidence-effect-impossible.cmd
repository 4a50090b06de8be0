evidence effect p --p 0 --way better --n-with 30 --n-without 30
