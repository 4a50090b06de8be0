what-if examples/riverbend/inventory.yaml --scenarios -
---
format: 1
scenarios:
  - name: One
    ends: [data-warehouse]
    grants:
      - { name: T, initiatives: [kinder-kamp], ends: soon, lost: 300% }
    covered: [half]
  - name: One
    delay: [ { initiative: math-labs, years: 1 } ]
    set: [ { initiative: math-labs, fact: implementation.fidelty, value: 3 }, { initiative: math-labs, fact: implementation.fidelity, value: 3 } ]
  - end: [roofs]
  - name: Three
    covered: [50%]
    positions: [ { title: Aide, count: -2 } ]
