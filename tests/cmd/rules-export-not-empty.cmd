rules export rules
