evidence grade -
---
Study,Effect,signficant,es,design,students
A,x,maybe,1,coin,-4
,1,yes,,,
