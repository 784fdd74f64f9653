"""Keeping: how promises and rituals went, in each one's own words, and what the other noticed."""
