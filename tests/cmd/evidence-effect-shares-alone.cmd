evidence effect shares --share-with 0.64
