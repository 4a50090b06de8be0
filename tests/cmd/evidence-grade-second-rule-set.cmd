evidence grade - --rules examples/rulesets/six-questions/rules
---
study
A
