"""Each one's own picture of the future: a draft that nobody else sees, and what of it was shown. The joint one is in
`joint`.
"""

from __future__ import annotations

from dataclasses import field
from typing import TYPE_CHECKING

from sqlmodel import select

from app.couples.access import require_partner, require_record
from app.errors import Conflict
from app.frozen import dataclass
from app.sharing.joint import Joint, open_picture
from app.sharing.tables import SceneDraftRow
from app.sharing.words import seal, unseal

if TYPE_CHECKING:
    from sqlmodel import Session

    from app.accounts.actor import Actor
    from app.database.unit_of_work import UnitOfWork
    from app.security.encryption import Keyring


@dataclass(frozen=True, slots=True)
class Scene:
    """The future as one of the two may see it."""

    draft: str | None = field(repr=False)
    shown: str | None = field(repr=False)
    partners: str | None = field(repr=False)
    joint: Joint | None


def read_scene(db: Session, actor: Actor, *, couple_id: str, keyring: Keyring) -> Scene:
    """Return one's own draft, what each showed, and the picture of both."""
    require_record(db, actor, couple_id)
    rows = {row.account_id: row for row in db.exec(select(SceneDraftRow).where(SceneDraftRow.couple_id == couple_id))}
    own = rows.pop(actor.account_id, None)
    other = next(iter(rows.values()), None)
    return Scene(
        draft=None if own is None else _opened(db, keyring, own, "draft"),
        shown=None if own is None else _opened(db, keyring, own, "shown"),
        partners=None if other is None else _opened(db, keyring, other, "shown"),
        joint=open_picture(db, actor, couple_id=couple_id, keyring=keyring),
    )


def keep_draft(uow: UnitOfWork, actor: Actor, *, couple_id: str, text: str, keyring: Keyring) -> Scene:
    """Keep a draft for oneself. What was shown of an earlier one stays as it was."""
    require_partner(uow.db, actor, couple_id)
    row = _row(uow, actor, couple_id)
    row.draft = _sealed(uow.db, keyring, row, "draft", text)
    return _after(uow, actor, row, keyring=keyring)


def drop_draft(uow: UnitOfWork, actor: Actor, *, couple_id: str) -> None:
    """Forget one's own draft, also when the couple is over."""
    require_record(uow.db, actor, couple_id)
    row = _row(uow, actor, couple_id)
    row.draft = None
    _kept(uow, row)


def draft_to_show(db: Session, actor: Actor, *, couple_id: str, keyring: Keyring) -> str:
    """Return the draft, for the coach to read before anybody else does."""
    require_partner(db, actor, couple_id)
    row = db.get(SceneDraftRow, (couple_id, actor.account_id))
    text = None if row is None else _opened(db, keyring, row, "draft")
    if text is None:
        raise Conflict("not_now", detail="There is no draft to show.")
    return text


def show_draft(uow: UnitOfWork, actor: Actor, *, couple_id: str, text: str, keyring: Keyring) -> Scene:
    """Show exactly the words that the coach has read to the partner."""
    require_partner(uow.db, actor, couple_id)
    row = _row(uow, actor, couple_id)
    if _opened(uow.db, keyring, row, "draft") != text:
        # Changed from another device since the coach read it.
        raise Conflict("wrong_version")
    row.shown = _sealed(uow.db, keyring, row, "shown", text)
    return _after(uow, actor, row, keyring=keyring)


def hide_shown(uow: UnitOfWork, actor: Actor, *, couple_id: str, keyring: Keyring) -> Scene:
    """Show one's own picture no longer; the draft stays."""
    require_partner(uow.db, actor, couple_id)
    row = _row(uow, actor, couple_id)
    row.shown = None
    return _after(uow, actor, row, keyring=keyring)


def _row(uow: UnitOfWork, actor: Actor, couple_id: str) -> SceneDraftRow:
    found = uow.db.get(SceneDraftRow, (couple_id, actor.account_id))
    return found or SceneDraftRow(couple_id=couple_id, account_id=actor.account_id, draft=None, shown=None)


def _after(uow: UnitOfWork, actor: Actor, row: SceneDraftRow, *, keyring: Keyring) -> Scene:
    _kept(uow, row)
    return read_scene(uow.db, actor, couple_id=row.couple_id, keyring=keyring)


def _kept(uow: UnitOfWork, row: SceneDraftRow) -> None:
    uow.db.add(row)
    uow.db.flush()


def _sealed(db: Session, keyring: Keyring, row: SceneDraftRow, column: str, text: str) -> bytes:
    return seal(db, keyring, ("account", row.account_id), text, place=_place(row, column))


def _opened(db: Session, keyring: Keyring, row: SceneDraftRow, column: str) -> str | None:
    words = row.draft if column == "draft" else row.shown
    return unseal(db, keyring, ("account", row.account_id), words, place=_place(row, column))


def _place(row: SceneDraftRow, column: str) -> tuple[str, str, str]:
    return "future_scene_draft", column, f"{row.couple_id}/{row.account_id}"
