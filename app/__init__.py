"""Rejoin: a live repair conversation for two partners, enforced on the server."""
