rules show no-owner --rules examples/overlay
