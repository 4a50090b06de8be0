rules show guard-too-young
