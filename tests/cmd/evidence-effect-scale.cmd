evidence effect scale --points -8 --sd 40 --format json
