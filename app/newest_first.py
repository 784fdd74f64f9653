"""Lists that begin with the newest: their order, the place of a row in it, and what comes after a place."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlmodel import and_, or_

from app.errors import Problem
from app.wire_time import parse

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import ColumnElement, UnaryExpression
    from sqlalchemy.orm import Mapped


def newest_first(moment: Mapped[Any], row_id: Mapped[str]) -> tuple[UnaryExpression[Any], UnaryExpression[str]]:
    return moment.desc(), row_id.desc()


def place_of(moment: datetime, row_id: str) -> str:
    return f"{moment.isoformat()} {row_id}"


def behind(place: str, moment: Mapped[Any], row_id: Mapped[str]) -> ColumnElement[bool]:
    """Return the condition for what comes after a place; a made-up one is a 400."""
    told, _, last_id = place.partition(" ")
    try:
        last = parse(told)
    except ValueError:
        raise Problem("bad_cursor") from None
    return or_(moment < last, and_(moment == last, row_id < last_id))
