"""Therapists and the couples who let them in: profiles, consents of both, what was read. It reads nothing of a couple."""
