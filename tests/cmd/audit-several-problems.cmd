audit -
---
as_of: 2026-06-30
initiatives:
  - id: a
    nmae: A
    kind: tablet
    implementation: { fidelity: 80 }
  - id: a
    name: B
    scope: { schools: [S1] }
    name: C
