"""One person's own window: how their talks felt to them, and how their own promises went. Nobody else's is opened."""

from __future__ import annotations

from dataclasses import field
from typing import TYPE_CHECKING

from app.couples.members import couples_of
from app.frozen import dataclass
from app.keeping.reading import AgreementWindow, windows_of
from app.sessions.trends import read_trends

if TYPE_CHECKING:
    from datetime import date, datetime

    from sqlmodel import Session

    from app.accounts.actor import Actor
    from app.security.encryption import Keyring
    from app.sessions.own_readings import OwnReading


@dataclass(frozen=True, slots=True)
class Own:
    """What one person sees of themselves, where they live. Nothing is concluded from it."""

    since: date
    until: date
    readings: tuple[OwnReading, ...] = field(repr=False)
    kept: tuple[AgreementWindow, ...]


def own_progress(db: Session, actor: Actor, *, keyring: Keyring, days: int, at: datetime) -> Own:
    trends = read_trends(db, keyring, actor.account_id, days=days, at=at)
    figures = (
        one
        for couple_id in couples_of(db, actor.account_id)
        for one in windows_of(db, couple_id, actor.account_id, at=at, days=days)
    )
    return Own(trends.since, trends.until, trends.readings, tuple(one for one in figures if one.window.whose == "you"))
