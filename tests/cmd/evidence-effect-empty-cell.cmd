evidence effect proportions --share-with 1 --share-without 0.8 --n-with 40 --n-without 40
