evidence grade -
---
name,value
a,1
