ask examples/riverbend/inventory.yaml
---
?
banana
skip
quit
