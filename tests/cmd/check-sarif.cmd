check - --diagnostics sarif
---
format: 1
as_of: 2026-06-30
initiatives:
  - { id: a, name: A, kind: curiculum }
