"""The weekly check-in: both answer, then both see. Until then nobody learns even that the other has begun."""
