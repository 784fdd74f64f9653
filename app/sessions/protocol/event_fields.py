"""How a field of an event is marked that holds what a person wrote. It seals nothing; the codec does."""

from __future__ import annotations

from dataclasses import field, fields
from typing import Any, Literal

# Whose key it is that the words of a field are sealed under.
Under = Literal["author", "couple"]


def said(default: Any = "") -> Any:  # Any: a dataclass field stands for the type of its annotation.
    """A field with what a person wrote; it never shows in a repr, and so in no log or traceback."""
    return field(default=default, repr=False, metadata={"words": "author"})


def cosigned(default: Any = "") -> Any:
    """A field with a text that belongs to both once both accepted it."""
    return field(default=default, repr=False, metadata={"words": "couple"})


def words_in(kind: Any) -> dict[str, Under]:
    """The fields of an event that are words, and under whose key they are sealed."""
    return {one.name: one.metadata["words"] for one in fields(kind) if "words" in one.metadata}
