audit - --format json
---
as_of: 2026-06-30
initiatives:
  - id: a
    name: "Names | stay `data` <script>"
    kind: device
    scope: { since: 2025-09 }
