ask examples/dallas/inventory.yaml --list drivers.competency.level
---
?
partal
4
partial; weak
partial; 16 = weak
back
quit
