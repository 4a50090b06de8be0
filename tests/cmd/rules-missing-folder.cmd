rules check --rules nowhere
