"""Talking with Valkey. Knows commands and replies, not what they are for."""
