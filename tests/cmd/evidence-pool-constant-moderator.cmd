evidence pool - --by hours
---
yi,vi,hours
0.1,0.02,3
0.2,0.03,3
0.3,0.03,3
