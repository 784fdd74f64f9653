"""How a field of an event is marked that holds what a person wrote. It seals nothing; the codec does."""

from __future__ import annotations

from dataclasses import field
from typing import Any


def said(default: Any = "") -> Any:  # Any: a dataclass field stands for the type of its annotation.
    """A field with what a person wrote; it never shows in a repr, and so in no log or traceback."""
    return field(default=default, repr=False, metadata={"words": "author"})


def cosigned(default: Any = "") -> Any:
    """A field with a text that belongs to both once both accepted it."""
    return field(default=default, repr=False, metadata={"words": "couple"})
