evidence effect growth --gain -21 --scale-sd 40
