"""What one of the two does with a crossing: each act one transaction, on the crossing's own rows and on no others."""

from __future__ import annotations

from dataclasses import field
from typing import TYPE_CHECKING, Final

from sqlmodel import col, delete

from app.accounts.people import people_by_id
from app.agreements.standing import require_readable, standing_of
from app.couples.access import Record, require_partner, require_record
from app.crossings import lifecycle
from app.crossings.lifecycle import Redress, Refused, redress_hash, repair_until
from app.crossings.reading import plan_row, shown_all
from app.crossings.stored import load, save
from app.crossings.tables import CrossingRow, RedressPlanRow
from app.crossings.words import Note, PlanWords, read_note, seal_note, seal_plan, seal_words
from app.errors import Conflict, NotFound
from app.frozen import dataclass

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from sqlmodel import Session

    from app.accounts.actor import Actor
    from app.agreements.standing import Standing
    from app.crossings.lifecycle import Crossing, RaiseTogether, RefusalCode
    from app.crossings.reading import Shown
    from app.crossings.stored import Stored
    from app.database.unit_of_work import UnitOfWork
    from app.ids import Ids
    from app.security.encryption import Keyring

MOST_PLANS: Final = 50
KINDS: Final = frozenset({"boundary", "commitment", "base_agreement"})
CODES: Final[dict[RefusalCode, str]] = {
    "not_safe_yet": "locked",
    "not_shared": "locked",
    "not_yet": "locked",
    "already_shared": "not_now",
    "not_yours": "not_now",
    "over": "not_now",
    "wrong_version": "wrong_version",
}


@dataclass(frozen=True, slots=True)
class Desk:
    """Whose crossing is acted on by whom, and with what."""

    actor: Actor
    couple_id: str
    keyring: Keyring = field(repr=False)
    at: datetime


def report(uow: UnitOfWork, desk: Desk, *, agreement_id: str, note: Note, ids: Ids) -> Shown:
    """Write down, for oneself, that an agreement in force was not kept. Nothing the other can see moves (G-4)."""
    db, me = uow.db, desk.actor.account_id
    require_partner(db, desk.actor, desk.couple_id)
    standing = require_readable(db, desk.actor, desk.couple_id, agreement_id)
    if not _may_be_reported(standing, by=me):
        raise Conflict("not_now")
    # Not an id that carries a time: once it is shared, the other must not read from it for how long it was kept.
    crossing_id = ids.private()
    row = CrossingRow(
        id=crossing_id,
        couple_id=desk.couple_id,
        agreement_id=agreement_id,
        reporter_id=me,
        limit_of=standing.owner_id if standing.scope == "personal" else None,
        note=seal_note(db, desk.keyring, note, author=me, row=crossing_id),
        reported_at=desk.at,
        listed_at=desk.at,
        revision=1,
    )
    db.add(row)
    db.flush()
    return _drawn(db, desk, row)


def answer(uow: UnitOfWork, desk: Desk, *, crossing_id: str, together: RaiseTogether) -> Shown:
    """Answer "is it safe to raise this together?". The answer is kept with the note, for the reporter alone."""
    stored, _ = _taken(uow.db, desk, crossing_id)
    _own(stored, desk)
    _accepted(lifecycle.answer(stored.crossing, together, by=desk.actor.account_id))
    note = _note(uow.db, desk, stored.row)
    sealed = seal_note(uow.db, desk.keyring, Note(note.text, together), author=desk.actor.account_id, row=crossing_id)
    stored.row.note = sealed
    uow.db.flush()
    return _drawn(uow.db, desk, stored.row)


def share(uow: UnitOfWork, desk: Desk, *, crossing_id: str, opening: str, hours: int | None) -> Shown:
    """Raise it with the other, in words of its own: the note stays private. Sharing twice is the same answer."""
    db, me = uow.db, desk.actor.account_id
    stored, standing = _taken(db, desk, crossing_id)
    _own(stored, desk)
    _accepted(lifecycle.share(stored.crossing, by=me))
    row = stored.row
    if row.shared_at is None:
        if standing.in_force is None:
            raise Conflict("not_now")
        # G-5: what the other may not read cannot be raised with them before it is shown to them.
        if not standing.shared_with_partner:
            raise Conflict("locked")
        row.opening = seal_words(db, desk.keyring, opening, author=me, column="opening", row=row.id)
        row.shared_at = row.listed_at = desk.at
        row.repair_until = repair_until(desk.at, hours=hours)
        db.flush()
    return _drawn(db, desk, row)


def forget(uow: UnitOfWork, actor: Actor, *, couple_id: str, crossing_id: str) -> None:
    """Delete a note of one's own that nobody else has seen; also when the couple is over."""
    record = require_record(uow.db, actor, couple_id)
    row = uow.db.get(CrossingRow, crossing_id, with_for_update=True)
    if row is None or row.couple_id != couple_id or row.reporter_id != record.account_id:
        raise NotFound
    if row.shared_at is not None:
        raise Conflict("not_now")
    uow.db.exec(delete(CrossingRow).where(col(CrossingRow.id) == crossing_id))


def locale_of_reporter(db: Session, desk: Desk, crossing_id: str) -> str:
    """Return in which language the reporter writes; 404 for everybody else, before any word is looked at."""
    row = _known(db, desk, crossing_id)
    if row.reporter_id != desk.actor.account_id:
        raise NotFound
    return _locale(db, desk)


def locale_of_reader(db: Session, desk: Desk, crossing_id: str) -> str:
    _known(db, desk, crossing_id)
    return _locale(db, desk)


def add_view(uow: UnitOfWork, desk: Desk, *, crossing_id: str, text: str) -> Shown:
    """Say how it was for the one who did not report it. Two views stand side by side; nobody decides between them."""
    stored, _ = _taken(uow.db, desk, crossing_id)
    if stored.row.reporter_id == desk.actor.account_id:
        raise Conflict("not_now")
    me = desk.actor.account_id
    sealed = seal_words(uow.db, desk.keyring, text, author=me, column="other_view", row=crossing_id)
    stored.row.other_view = sealed
    stored.row.revision += 1
    uow.db.flush()
    return _drawn(uow.db, desk, stored.row)


def propose(uow: UnitOfWork, desk: Desk, *, crossing_id: str, redress: Redress, ids: Ids) -> Shown:
    """Put forward what would answer it, and by when. Either may; proposing is accepting."""
    nonce = ids.private()
    version = redress_hash(redress, nonce)

    def proposed(crossing: Crossing) -> Crossing | Refused:
        return lifecycle.propose(crossing, version, by=desk.actor.account_id)

    return _act(uow, desk, crossing_id, proposed, before=lambda stored: _add_plan(uow, desk, stored, redress, nonce))


def accept(uow: UnitOfWork, desk: Desk, *, crossing_id: str, version: str) -> Shown:
    return _act(uow, desk, crossing_id, lambda crossing: lifecycle.accept(crossing, version, by=desk.actor.account_id))


def finish(uow: UnitOfWork, desk: Desk, *, crossing_id: str, version: str) -> Shown:
    """Say for oneself that the redress in force is done."""
    return _act(uow, desk, crossing_id, lambda crossing: lifecycle.done(crossing, version, by=desk.actor.account_id))


def renew(uow: UnitOfWork, desk: Desk, *, crossing_id: str, version: str) -> Shown:
    """Sign the agreement again, in the version that is in force now."""
    me = desk.actor.account_id
    stored, standing = _taken(uow.db, desk, crossing_id)
    if standing.in_force is None and not stored.crossing.renewed:
        raise Conflict("not_now")
    changed = lifecycle.renew(stored.crossing, version, standing=standing.in_force or "", by=me)
    save(uow.db, stored, _accepted(changed))
    return _drawn(uow.db, desk, stored.row)


def _act(
    uow: UnitOfWork,
    desk: Desk,
    crossing_id: str,
    act: Callable[[Crossing], Crossing | Refused],
    *,
    before: Callable[[Stored], None] | None = None,
) -> Shown:
    stored, standing = _taken(uow.db, desk, crossing_id)
    changed = _accepted(act(stored.crossing))
    if standing.in_force is None:
        # Somebody let the agreement go, and with it this.
        raise Conflict("not_now")
    if before is not None:
        before(stored)
    save(uow.db, stored, changed)
    return _drawn(uow.db, desk, stored.row)


def _add_plan(uow: UnitOfWork, desk: Desk, stored: Stored, redress: Redress, nonce: str) -> None:
    place = len(stored.plans) + 1
    if place > MOST_PLANS:
        raise Conflict("limit_reached")
    words = PlanWords(redress.what, redress.answers, nonce)
    row = plan_row(stored.row.id, place)
    uow.db.add(
        RedressPlanRow(
            crossing_id=stored.row.id,
            version=redress_hash(redress, nonce),
            place=place,
            words=seal_plan(uow.db, desk.keyring, words, couple_id=desk.couple_id, row=row),
            due_on=redress.by,
            proposed_by=desk.actor.account_id,
            proposed_at=desk.at,
        )
    )
    uow.db.flush()


def _taken(db: Session, desk: Desk, crossing_id: str) -> tuple[Stored, Standing]:
    """Lock a crossing that the actor may know of. For a private one the partner gets the answer for "never existed"."""
    me = desk.actor.account_id
    _, partner_id = require_partner(db, desk.actor, desk.couple_id)
    row = _known(db, desk, crossing_id, lock=True)
    standing = standing_of(db, desk.couple_id, row.agreement_id)
    if standing is None:
        raise NotFound
    together = _note(db, desk, row).together if row.reporter_id == me else None
    partner = partner_id if row.reporter_id == me else me
    return load(db, row, partner=partner, together=together), standing


def _known(db: Session, desk: Desk, crossing_id: str, *, lock: bool = False) -> CrossingRow:
    require_partner(db, desk.actor, desk.couple_id)
    row = db.get(CrossingRow, crossing_id, with_for_update=True if lock else None)
    own = row is not None and row.reporter_id == desk.actor.account_id
    if row is None or row.couple_id != desk.couple_id or (row.shared_at is None and not own):
        raise NotFound
    return row


def _locale(db: Session, desk: Desk) -> str:
    me = desk.actor.account_id
    return people_by_id(db, desk.keyring, [me])[me].locale


def _own(stored: Stored, desk: Desk) -> None:
    # What only the reporter may do does not exist for the other, shared or not.
    if stored.row.reporter_id != desk.actor.account_id:
        raise NotFound


def _note(db: Session, desk: Desk, row: CrossingRow) -> Note:
    return read_note(db, desk.keyring, row.note, author=row.reporter_id, row=row.id)


def _accepted(outcome: Crossing | Refused) -> Crossing:
    if isinstance(outcome, Refused):
        raise Conflict(CODES[outcome.code])
    return outcome


def _may_be_reported(standing: Standing, *, by: str) -> bool:
    """Tell whether it counts now, and is something that can be crossed.

    G-5: about a personal limit only its author reports; a promise, whosever it is, was made to both.
    """
    if standing.in_force is None or standing.kind not in KINDS:
        return False
    return standing.kind != "boundary" or standing.scope == "shared" or standing.owner_id == by


def _drawn(db: Session, desk: Desk, row: CrossingRow) -> Shown:
    record = Record(desk.couple_id, desk.actor.account_id, over=False)
    return shown_all(db, record, [row], keyring=desk.keyring, at=desk.at)[0]
