rules test
