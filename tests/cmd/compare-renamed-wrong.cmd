compare examples/riverbend/inventory.yaml examples/riverbend/spring.yaml --renamed -
---
renamed:
  - { from: family-programms, to: family-academy, confirmed_by: A. Diaz }
  - { from: math-labs, to: study-skills, sure: yes }
