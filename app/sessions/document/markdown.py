"""The few Markdown shapes that the document is made of."""

from __future__ import annotations

import inspect
import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import timedelta


def table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [_row(heads), _row(["---"] * len(heads)), *(_row(row) for row in rows)]
    return "\n".join(lines) + "\n"


def _row(cells: Sequence[str]) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|").replace("\n", " ") for cell in cells) + " |"


def code(text: object) -> str:
    return f"`{text}`"


def codes(texts: Iterable[object]) -> str:
    return ", ".join(code(text) for text in texts) or "–"


def block(text: str, *, language: str = "") -> str:
    return f"```{language}\n{text.rstrip()}\n```\n"


def example(frame: str) -> str:
    """A frame as it travels, made readable."""
    return block(json.dumps(json.loads(frame), indent=1, ensure_ascii=False), language="json")


def said_of(thing: Any) -> str:  # Any: whatever has a docstring.
    """The docstring as one line; a dataclass without one would show its signature, so that is left out."""
    text = inspect.cleandoc(thing.__doc__ or "")
    return "" if text.startswith(f"{thing.__name__}(") else " ".join(text.split())


def lasting(length: timedelta) -> str:
    """A length of time in the largest unit that fits it."""
    seconds = int(length.total_seconds())
    for unit, size in (("h", 3600), ("min", 60)):
        if seconds >= size and seconds % size == 0:
            return f"{seconds // size} {unit}"
    return f"{seconds} s"
