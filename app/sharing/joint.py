"""Goals and the picture of the future as they are stored: propose, reword, say yes, end; both see the same."""

from __future__ import annotations

from dataclasses import field
from typing import TYPE_CHECKING

from sqlmodel import and_, col, func, select

from app.couples.access import require_partner, require_record
from app.errors import Conflict, NotFound
from app.frozen import dataclass
from app.newest_first import behind
from app.pagination import cut, decode_cursor
from app.sharing import joint_text
from app.sharing.joint_text import ENDINGS, JointText, Refused
from app.sharing.tables import JointAcceptanceRow, JointTextRow
from app.sharing.words import seal_wording, unseal_wording

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from sqlalchemy import ColumnElement
    from sqlmodel import Session

    from app.accounts.actor import Actor
    from app.couples.access import Record
    from app.database.unit_of_work import UnitOfWork
    from app.ids import Ids
    from app.pagination import Slice
    from app.security.encryption import Keyring
    from app.sharing.joint_text import Ending, JointKind, JointState, Wording

MOST_OPEN = 12
OPEN = ("proposed", "active")


@dataclass(frozen=True, slots=True)
class Words:
    """One wording as both see it."""

    version: str
    text: str | None = field(repr=False)
    accepted_by: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Joint:
    """A goal or a picture of the future. `proposed` is the newest wording, while not both said yes to it."""

    id: str
    state: JointState
    in_force: Words | None
    proposed: Words | None
    proposed_at: datetime


def propose_joint(
    uow: UnitOfWork,
    actor: Actor,
    *,
    couple_id: str,
    kind: JointKind,
    text: str,
    keyring: Keyring,
    ids: Ids,
    at: datetime,
) -> Joint:
    """Put words before both; the other sees them at once."""
    membership, partner_id = require_partner(uow.db, actor, couple_id)
    if _how_many_open(uow.db, couple_id, kind) >= (MOST_OPEN if kind == "goal" else 1):
        raise Conflict("limit_reached" if kind == "goal" else "wrong_version")
    partners = (membership.account_id, partner_id)
    joint = _allowed(joint_text.propose(partners, text, nonce=ids.secret(), by=actor.account_id))
    row = JointTextRow(
        id=ids.public(),
        couple_id=couple_id,
        kind=kind,
        state="proposed",
        latest="",
        in_force=None,
        latest_words=b"",
        in_force_words=None,
        proposed_at=at,
        revision=0,
    )
    return _stored(uow, keyring, row, joint)


def change_joint(
    uow: UnitOfWork,
    actor: Actor,
    *,
    couple_id: str,
    joint_id: str,
    kind: JointKind,
    keyring: Keyring,
    act: Callable[[JointText], JointText | Refused],
) -> Joint:
    """Do what `act` says to one that is open, and store what came of it."""
    _, partner_id = require_partner(uow.db, actor, couple_id)
    # Locked: two people act on it, perhaps through two processes, and neither may undo the other.
    wanted = select(JointTextRow).where(
        JointTextRow.id == joint_id, JointTextRow.couple_id == couple_id, JointTextRow.kind == kind
    )
    row = uow.db.exec(wanted.with_for_update()).one_or_none()
    if row is None:
        raise NotFound
    before = _value(uow.db, keyring, row, (actor.account_id, partner_id))
    after = _allowed(act(before))
    return _joint(uow.db, keyring, row) if after == before else _stored(uow, keyring, row, after)


def end_joint(ending: Ending, *, by: str) -> Callable[[JointText], JointText | Refused]:
    return lambda joint: joint_text.end(joint, ending, by=by)


def read_joint(db: Session, actor: Actor, *, couple_id: str, joint_id: str, kind: JointKind, keyring: Keyring) -> Joint:
    """Return one; another couple's is not there."""
    record = require_record(db, actor, couple_id)
    wanted = select(JointTextRow).where(JointTextRow.id == joint_id, JointTextRow.kind == kind, _readable(record))
    row = db.exec(wanted).one_or_none()
    if row is None:
        raise NotFound
    return _joint(db, keyring, row, over=record.over)


def open_picture(db: Session, actor: Actor, *, couple_id: str, keyring: Keyring) -> Joint | None:
    """Return the one picture of the future that is open; of a couple that is over, the last that both said yes to."""
    record = require_record(db, actor, couple_id)
    wanted = select(JointTextRow).where(
        JointTextRow.kind == "future_scene", col(JointTextRow.state).in_(OPEN), _readable(record)
    )
    row = db.exec(wanted).one_or_none()
    return None if row is None else _joint(db, keyring, row, over=record.over)


def list_joint(
    db: Session,
    actor: Actor,
    *,
    couple_id: str,
    kind: JointKind,
    state: JointState | None,
    keyring: Keyring,
    limit: int,
    cursor: str | None,
) -> Slice[Joint]:
    """Return them, the newest first; both get the same."""
    record = require_record(db, actor, couple_id)
    wanted = select(JointTextRow).where(JointTextRow.kind == kind, _readable(record))
    if state is not None:
        wanted = wanted.where(_in_state(state, over=record.over))
    if (place := decode_cursor(kind, cursor)) is not None:
        wanted = wanted.where(behind(place, col(JointTextRow.proposed_at), col(JointTextRow.id)))
    newest_first = (col(JointTextRow.proposed_at).desc(), col(JointTextRow.id).desc())
    rows = db.exec(wanted.order_by(*newest_first).limit(limit + 1)).all()
    found = [_joint(db, keyring, row, over=record.over) for row in rows]
    return cut(found, limit, scope=kind, place=lambda one: f"{one.proposed_at.isoformat()} {one.id}")


def _readable(record: Record) -> ColumnElement[bool]:
    """rules.md 9: when the couple is over, what both said yes to is both people's; a mere proposal is no longer."""
    of_couple = col(JointTextRow.couple_id) == record.couple_id
    return and_(of_couple, col(JointTextRow.in_force).is_not(None)) if record.over else of_couple


def _in_state(state: JointState, *, over: bool) -> ColumnElement[bool]:
    if not over:
        return col(JointTextRow.state) == state
    # What was not done by the end of the couple is let go, and nobody did that.
    is_done = col(JointTextRow.state) == "done"
    return is_done if state == "done" else and_(state == "let_go", ~is_done)


def _how_many_open(db: Session, couple_id: str, kind: JointKind) -> int:
    wanted = select(func.count()).select_from(JointTextRow)
    return db.exec(
        wanted.where(JointTextRow.couple_id == couple_id, JointTextRow.kind == kind, col(JointTextRow.state).in_(OPEN))
    ).one()


def _allowed(result: JointText | Refused) -> JointText:
    if not isinstance(result, Refused):
        return result
    if result.code == "wrong_version":
        raise Conflict("wrong_version")
    raise Conflict("not_now")


def _accepting(db: Session, joint_id: str, version: str) -> frozenset[str]:
    wanted = select(JointAcceptanceRow.account_id).where(
        JointAcceptanceRow.joint_id == joint_id, JointAcceptanceRow.version == version
    )
    return frozenset(db.exec(wanted).all())


def _value(db: Session, keyring: Keyring, row: JointTextRow, partners: tuple[str, str]) -> JointText:
    latest = _wording(db, keyring, row, row.latest_words, version=row.latest, column="latest_words")
    in_force = None
    if row.in_force is not None:
        in_force = _wording(db, keyring, row, row.in_force_words, version=row.in_force, column="in_force_words")
    ended: Ending | None = row.state if row.state in ENDINGS else None  # type: ignore[assignment]
    return JointText(partners, latest, in_force, ended)


def _wording(
    db: Session, keyring: Keyring, row: JointTextRow, words: bytes | None, *, version: str, column: str
) -> Wording:
    found = unseal_wording(
        db, keyring, words, version=version, couple_id=row.couple_id, joint_id=row.id, column=column
    ) or joint_text.Wording(version, "", "")
    return joint_text.Wording(version, found.text, found.nonce, _accepting(db, row.id, version))


def _stored(uow: UnitOfWork, keyring: Keyring, row: JointTextRow, joint: JointText) -> Joint:
    db = uow.db

    def sealed(wording: Wording, column: str) -> bytes:
        return seal_wording(db, keyring, wording, couple_id=row.couple_id, joint_id=row.id, column=column)

    if row.latest != joint.latest.hash:
        row.latest, row.latest_words = joint.latest.hash, sealed(joint.latest, "latest_words")
    if joint.in_force is not None and row.in_force != joint.in_force.hash:
        row.in_force, row.in_force_words = joint.in_force.hash, sealed(joint.in_force, "in_force_words")
    row.state = joint_text.state(joint)
    row.revision += 1
    db.add(row)
    db.flush()
    for account_id in sorted(joint.latest.accepted_by - _accepting(db, row.id, joint.latest.hash)):
        db.add(JointAcceptanceRow(joint_id=row.id, version=joint.latest.hash, account_id=account_id))
    db.flush()
    return _joint(db, keyring, row)


def _joint(db: Session, keyring: Keyring, row: JointTextRow, *, over: bool = False) -> Joint:
    value = _value(db, keyring, row, ("", ""))
    # When the couple is over a wording that only one had said yes to is nobody's to read any more.
    is_open = row.latest != row.in_force and not over
    return Joint(
        id=row.id,
        state="let_go" if over and row.state != "done" else row.state,
        in_force=None if value.in_force is None else _words(value.in_force),
        proposed=_words(value.latest) if is_open else None,
        proposed_at=row.proposed_at,
    )


def _words(wording: Wording) -> Words:
    return Words(wording.hash, wording.text or None, tuple(sorted(wording.accepted_by)))
