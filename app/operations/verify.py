"""`rejoin verify`: look at everything that is stored, and count what is wrong. It reads only, and prints no id."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.accounts.auditing import audit_people
from app.agreements.auditing import audit_agreements
from app.authoring.auditing import audit_templates
from app.crossings.auditing import audit_crossings
from app.ids import SystemIds
from app.journal.auditing import audit_pages, audit_room
from app.security.auditing import Audit, audit_keys
from app.security.encryption import Keyring
from app.sessions.engine.auditing import audit_session, audit_sessions
from app.sharing.auditing import audit_joint_texts
from app.therapists.auditing import audit_notes, audit_therapists

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sqlmodel import Session as Db

    from app.database import Database
    from app.security.master_key import MasterKey


def verify(
    database: Database, master: MasterKey, other: MasterKey | None = None, *, session_id: str | None = None
) -> Audit:
    """Return what was found, in all data or in one session. It may run while the service serves."""
    audit = Audit()
    # A key ring of its own: one that serves may still hold what is not stored any more.
    keyring = Keyring(master, SystemIds(), other=other)
    if session_id is not None:
        database.read_now(lambda db: audit_session(db, keyring, audit, session_id=session_id))
        return audit
    masters = {one.id: one for one in (master, other) if one is not None}
    parts: tuple[Callable[[Db, str], str | None], ...] = (
        lambda db, after: audit_keys(db, masters, audit, after=after),
        lambda db, after: audit_people(db, keyring, audit, after=after),
        lambda db, after: audit_agreements(db, keyring, audit, after=after),
        lambda db, after: audit_crossings(db, keyring, audit, after=after),
        lambda db, after: audit_joint_texts(db, keyring, audit, after=after),
        lambda db, after: audit_pages(db, keyring, audit, after=after),
        lambda db, after: audit_room(db, audit, after=after),
        lambda db, after: audit_templates(db, keyring, audit, after=after),
        lambda db, after: audit_therapists(db, keyring, audit, after=after),
        lambda db, after: audit_notes(db, keyring, audit, after=after),
        lambda db, after: audit_sessions(db, keyring, audit, after=after),
    )
    for part in parts:
        after: str | None = ""
        while after is not None:
            # Short transactions: a long one would keep the log of a busy database from being put away.
            after = _step(database, part, after)
    return audit


def sentences(audit: Audit) -> Iterator[str]:
    """Say it in counts."""
    yield ", ".join(f"{count} {kind}" for kind, count in audit.looked_at.items()) or "There is nothing to look at."
    for code, count in sorted(audit.faults.items()):
        if count:
            yield f"✗ {code}: {count}"
    if audit.sound:
        yield "✓ Everything that was looked at is whole."


def _step(database: Database, part: Callable[[Db, str], str | None], after: str) -> str | None:
    return database.read_now(lambda db: part(db, after))
