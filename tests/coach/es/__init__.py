"""The Spanish pack: rules alone, so far."""
