"""Which addresses of Valkey are understood. Apart, so that checking one loads nothing."""

from typing import Final

SCHEMES: Final = ("valkey", "valkeys", "redis", "rediss", "unix")
