"""Opaque keyset cursors and one page of a list. A cursor names a place, never a page number."""

from __future__ import annotations

import base64
import binascii
import json
from typing import TYPE_CHECKING, Annotated, Generic, TypeVar

from fastapi import Query

from app.errors import Problem
from app.frozen import dataclass
from app.wire_forms import Answered

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

T = TypeVar("T")
Out = TypeVar("Out")
MAX_LIMIT = 100

Limit = Annotated[int, Query(ge=1, le=MAX_LIMIT, description="How many at most.")]
Cursor = Annotated[str | None, Query(max_length=400, description="`next_cursor` of the page before.")]


class Page(Answered, Generic[T]):
    """What every list answers."""

    data: list[T]
    next_cursor: str | None = None
    has_more: bool = False


@dataclass(frozen=True, slots=True)
class Slice(Generic[T]):
    """One page inside the service, before it becomes JSON."""

    items: tuple[T, ...]
    next_cursor: str | None

    @property
    def has_more(self) -> bool:
        return self.next_cursor is not None


def page_of(found: Slice[T], draw: Callable[[T], Out]) -> Page[Out]:
    """Return the page as it is answered, each thing drawn by its feature's own form."""
    return Page(data=[draw(one) for one in found.items], next_cursor=found.next_cursor, has_more=found.has_more)


def cut(rows: Sequence[T], limit: int, *, scope: str, place: Callable[[T], str]) -> Slice[T]:
    """Return the page out of `limit + 1` fetched rows; `place` gives a row's sort key."""
    items = tuple(rows[:limit])
    more = len(rows) > limit
    return Slice(items, encode_cursor(scope, place(items[-1])) if more else None)


def encode_cursor(scope: str, place: str) -> str:
    raw = json.dumps([scope, place], separators=(",", ":")).encode()
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def decode_cursor(scope: str, cursor: str | None) -> str | None:
    """Return the place, `None` for the first page; a cursor of another list is a 400."""
    if cursor is None:
        return None
    try:
        raw = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))
        found = json.loads(raw)
    except (binascii.Error, ValueError, RecursionError):
        raise Problem("bad_cursor") from None
    match found:
        case [str(of), str(place)] if of == scope and place.isprintable():
            return place
        case _:
            raise Problem("bad_cursor")
