"""What one developer needs to build a client alone: a clock that moves, and a partner who plays the other side.

It exists only with `REJOIN_SANDBOX=true`, which production refuses; without it these routes are not there at all.
"""
