"""Session templates as data: steps, the check that keeps the clinical limits, and the built-in library."""
