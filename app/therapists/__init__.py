"""Therapists and the couples who let them in: profiles, consents, what was read. It reads nothing of a couple."""
