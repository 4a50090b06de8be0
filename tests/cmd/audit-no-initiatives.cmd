audit -
---
as_of: 2026-06-30
initiatives: []
