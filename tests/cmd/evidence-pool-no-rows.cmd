evidence pool -
---
yi,vi
