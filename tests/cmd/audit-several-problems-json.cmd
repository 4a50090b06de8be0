audit - --diagnostics json
---
as_of: 2026-06-30
initiatives:
  - id: a
    name: A
    kind: tablet
