"""Logs that cannot carry words, the context of one request, and health."""
