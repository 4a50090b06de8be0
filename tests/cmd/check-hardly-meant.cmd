check -
---
as_of: 2026-06-30
initiatives:
  - id: a
    name: A
    results:
      - { year: 2023, measure: reading, effect: 25, se: 8, students: 400 }
      - { year: 2024, measure: reading, effect: -99, students: 400 }
      - { year: 2025, measure: reading, effect: 0.12, se: 0.01, students: 400 }
      - { year: 2025, measure: days of absence, effect: -0.1 }
      - { year: 2026, measure: attendance, effect: 0.1, se: 0.1, students: 400 }
    studies:
      - { name: Baker 2019, outcome: reading, effect: 0.1, se: 0.1, significant: yes }
