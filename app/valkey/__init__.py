"""Talking with Valkey. Knows commands and replies, not what they are for."""

from app.valkey.client import Valkey
from app.valkey.link import Away

__all__ = ["Away", "Valkey"]
