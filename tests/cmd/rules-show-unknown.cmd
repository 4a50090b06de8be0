rules show guard-too-yung
