evidence grade - --param kraft_large=0.3
---
measure,effect,design,significant
Days,0.2,matched,yes
