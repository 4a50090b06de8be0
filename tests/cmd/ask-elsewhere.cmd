ask examples/pueblo/inventory.yaml --elsewhere
---
?
1 99
1 = sumer-learning
yes
back
quit
