"""What our server and our socket agree upon beyond ASGI itself. Names only."""

from __future__ import annotations

from typing import Final

# In a socket's `extensions`: a function that writes one text frame without waiting, or returns False.
AT_ONCE: Final = "rejoin.at_once"
