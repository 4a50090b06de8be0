evidence effect shares --points 6 --share-without 0.58
