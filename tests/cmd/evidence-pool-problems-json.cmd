evidence pool - --diagnostics json
---
yi,vi
0.1,12%
