evidence effect error --effect 0.2 --p-below 0.05
