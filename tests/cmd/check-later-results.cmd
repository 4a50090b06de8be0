check -
---
as_of: 2024-06-30
schools:
  - { id: S1, name: School }
initiatives:
  - id: a
    name: A
    results:
      - { school: S1, year: 2026, direction: better }
