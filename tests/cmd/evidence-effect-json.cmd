evidence effect clusters --t -2.5 --cluster-size 20 --icc 0.2 --n-with 200 --n-without 200 --format json
