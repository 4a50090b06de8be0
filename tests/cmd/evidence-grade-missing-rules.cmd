evidence grade - --rules tests/no-such-folder
---
study
A
