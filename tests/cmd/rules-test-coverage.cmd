rules test --coverage
