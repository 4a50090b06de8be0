evidence grade - --format json
---
study,effect,significant
Lee 2019,0.12,yes
