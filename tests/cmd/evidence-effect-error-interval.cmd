evidence effect error --effect 0.2 --interval 0.04,0.36
