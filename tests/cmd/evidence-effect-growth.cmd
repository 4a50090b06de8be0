evidence effect growth --before 480 --after 501 --sd-before 40 --correlation 0.7 --n 150
