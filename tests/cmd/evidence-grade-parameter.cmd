evidence grade - --param kraft_large=0.3 --format markdown
---
study,effect,design,significant
A,0.2,matched,yes
A | B *x* <b>,,lottery,
