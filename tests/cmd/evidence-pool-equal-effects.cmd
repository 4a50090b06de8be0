evidence pool - --test knha
---
yi,vi
0.1,0.02
0.1,0.03
