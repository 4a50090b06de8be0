ask examples/dallas/inventory.yaml --list scope.share_of_schools
---
?
1 4
1 = 1
16 = all
back
quit
