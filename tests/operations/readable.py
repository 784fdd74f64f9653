"""Everything that whoever holds a database and its master key can read in it: what a restored backup gives away."""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING

from sqlmodel import select

from app.accounts.people import names_of
from app.accounts.personal import unseal_personal
from app.accounts.tables import AccountRow, LoginRow
from app.main import make_resources
from app.security.auditing import key_if_any
from app.sessions.engine.codec import decode
from app.sessions.engine.loading import load_session
from app.sessions.engine.store import events_after
from app.sessions.tables import SessionRow, TalkRequestRow

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlmodel import Session as Db

    from app.security.encryption import Keyring
    from app.settings import Settings


def readable(settings: Settings) -> str:
    """Open whatever opens."""
    resources = make_resources(settings)
    try:
        return resources.database.read_now(lambda db: "\n".join(_all(db, resources.keyring)))
    finally:
        resources.close()


def _all(db: Db, keyring: Keyring) -> Iterator[str]:
    people = {row.id: key_if_any(db, keyring, ("account", row.id)) for row in db.exec(select(AccountRow)).all()}
    yield str(names_of(db, keyring, people))
    for row in db.exec(select(AccountRow)).all():
        if row.personal is not None and (key := people[row.id]):
            yield str(_plain(unseal_personal(key, row.personal, account_id=row.id)))
    for login in db.exec(select(LoginRow)).all():
        if login.label is not None and (key := people[login.account_id]):
            yield key.unseal(login.label, table="login", column="label", row=login.id).decode()
    for asked in db.exec(select(TalkRequestRow)).all():
        if asked.purpose is not None and (key := people[asked.requester_id]):
            yield key.unseal(asked.purpose, table="talk_request", column="purpose", row=asked.id).decode()
    for session in db.exec(select(SessionRow)).all():
        loaded = load_session(db, keyring, session.id)
        assert loaded is not None
        yield str(_plain(loaded.session))
        yield str([_plain(mark) for mark in loaded.marks])
        for event in events_after(db, session.id, after=0):
            yield str(_plain(decode(event, keys=loaded.keys)))


def _plain(value: object) -> dict[str, object]:
    """Every field, also those that a `repr` keeps to itself."""
    return {one.name: getattr(value, one.name) for one in fields(value)}  # type: ignore[arg-type]  # all are dataclasses
