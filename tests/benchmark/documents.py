"""Tables that a command wrote stand between two marks in a document; what is around them is written by hand."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


def put_into(file: Path, text: str, *, begins: str, ends: str) -> None:
    before, _, rest = file.read_text().partition(begins)
    _, found, after = rest.partition(ends)
    assert found, f"{file} has no place for it: {begins} … {ends}"
    file.write_text(f"{before}{begins}\n{text}\n{ends}{after}")
