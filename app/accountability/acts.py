"""What each of the two may do to a record afterwards: one act, one transaction. The rules are in `lifecycle`."""

from __future__ import annotations

from dataclasses import field
from typing import TYPE_CHECKING, Final
from uuid import UUID, uuid5

from app.accountability import lifecycle
from app.accountability.reading import read_record, told
from app.accountability.stored import find, load, take, write_back
from app.accountability.tables import AccountabilityChangeRow, AccountabilityUpdateRow, AccountabilityWordingRow
from app.accountability.words import Author
from app.accounts.people import people_by_id
from app.couples.access import require_partner
from app.crossings.standing import open_redress
from app.errors import Conflict, FieldError, Invalid
from app.frozen import dataclass

if TYPE_CHECKING:
    from datetime import date, datetime

    from sqlmodel import Session

    from app.accountability.kinds import ChangeKind, Reply
    from app.accountability.lifecycle import Accountability, Refused
    from app.accountability.reading import ToldUpdate
    from app.accountability.shown import Shown
    from app.accountability.stored import Place, Stored
    from app.accounts.actor import Actor
    from app.database.unit_of_work import UnitOfWork
    from app.ids import Ids
    from app.security.encryption import Keyring

# What an update's date may break is said as for any other field; the rest does not fit the present state.
CONFLICTS: Final = {
    "not_yours": "not_now",
    "settled": "not_now",
    "locked": "locked",
    "not_offered": "not_offered",
    "limit_reached": "limit_reached",
}


@dataclass(frozen=True, slots=True)
class Telling:
    """An update as its owner gives it: it always says what comes next (A-5)."""

    what_happened: str = field(repr=False)
    what_next: str = field(repr=False)
    new_date: date | None
    ref: UUID | None = None

    def names(self, step_id: str) -> str | None:
        """The update that this ref stands for: of one step, so that a ref reaches nothing of anybody else's."""
        return None if self.ref is None else str(uuid5(UUID(step_id), str(self.ref)))


@dataclass(frozen=True, slots=True)
class Rewording:
    """A step made smaller."""

    sign: str = field(repr=False)
    act: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Setting:
    """What the acts are given beside their words."""

    keyring: Keyring = field(repr=False)
    ids: Ids
    at: datetime


def answer(
    uow: UnitOfWork, actor: Actor, place: Place, *, reply: Reply, still_needed: str | None, setting: Setting
) -> Shown:
    """Change the reply; it is the hurt person's own act, and no moment of it is shown."""
    stored = _taken(uow, actor, place, setting)
    author, bound = Author(uow.db, setting.keyring, actor.account_id), _bound(stored)
    # Read by their author alone: whoever else asks is refused by the rules, and nothing is compared.
    owns = actor.account_id == stored.row.hurt_id
    before = author.unseal(stored.row.still_needed, **bound) if owns else None
    after = _allowed(lifecycle.answer(stored.record, reply, by=actor.account_id, reworded=before != still_needed))
    if after is not stored.record:
        stored.row.still_needed = author.seal(still_needed, **bound)
        write_back(stored, after)
    return _shown(uow, actor, place, setting)


def give_update(uow: UnitOfWork, actor: Actor, place: Place, telling: Telling, *, setting: Setting) -> ToldUpdate:
    """Add an update to a step of one's own; sent again under the same ref, it is the one that was added."""
    stored = _taken(uow, actor, place, setting)
    if (earlier := update_given(uow.db, actor, place, telling, setting=setting)) is not None:
        return earlier
    after = _updated(stored, actor, place, telling)
    step = stored.record.step(place.step_id)
    newest = after.step(place.step_id).updates[-1]
    author, update_id = (
        Author(uow.db, setting.keyring, actor.account_id),
        telling.names(step.id) or setting.ids.public(),
    )
    words = {"what_happened": telling.what_happened, "what_next": telling.what_next}
    row = AccountabilityUpdateRow(
        id=update_id,
        step_id=step.id,
        number=len(step.updates) + 1,
        wording=newest.wording,
        words=author.seal_parts(words, table="accountability_update", row=update_id),
        about=newest.about,
        given_on=newest.given_on,
        new_date=newest.new_date,
        given_at=setting.at,
    )
    uow.db.add(row)
    stored.step_row(step.id).done_at = None
    write_back(stored, after)
    uow.db.flush()
    return told(author, row)


def update_given(db: Session, actor: Actor, place: Place, telling: Telling, *, setting: Setting) -> ToldUpdate | None:
    """Return the update that was given under this ref already, if any; other words under it are refused."""
    if telling.ref is None:
        return None
    require_partner(db, actor, place.couple_id)
    [stored] = load(db, setting.keyring, [find(db, place)], at=setting.at)
    update_id = telling.names(stored.step_row(place.step_id).id)
    row = db.get(AccountabilityUpdateRow, update_id) if update_id else None
    # Whoever else asks is refused by the rules, as ever.
    if row is None or actor.account_id != stored.row.accountable_id:
        return None
    found = told(Author(db, setting.keyring, actor.account_id), row)
    if (found.what_happened, found.what_next, found.new_date) != (
        telling.what_happened,
        telling.what_next,
        telling.new_date,
    ):
        raise Conflict("ref_reused")
    return found


def make_smaller(uow: UnitOfWork, actor: Actor, place: Place, rewording: Rewording, *, setting: Setting) -> Shown:
    """Put a smaller wording in a step's place; those before stay readable."""
    stored = _taken(uow, actor, place, setting)
    after = _reworded(stored, actor, place)
    author, wording_id = Author(uow.db, setting.keyring, actor.account_id), setting.ids.private()
    words = {"sign": rewording.sign, "act": rewording.act}
    uow.db.add(
        AccountabilityWordingRow(
            id=wording_id,
            step_id=place.step_id,
            number=after.step(place.step_id).wording,
            words=author.seal_parts(words, table="accountability_wording", row=wording_id),
            worded_at=setting.at,
        )
    )
    write_back(stored, after)
    return _shown(uow, actor, place, setting)


def mark_done(uow: UnitOfWork, actor: Actor, place: Place, *, setting: Setting) -> Shown:
    """Say that a step of one's own is done; saying it twice is the same."""
    stored = _taken(uow, actor, place, setting)
    row = stored.step_row(place.step_id)
    after = _allowed(lifecycle.mark_done(stored.record, place.step_id, by=actor.account_id))
    if after is not stored.record:
        row.done_at = setting.at
        write_back(stored, after)
    return _shown(uow, actor, place, setting)


def settle(uow: UnitOfWork, actor: Actor, place: Place, *, settled: bool, setting: Setting) -> Shown:
    """Give or take back one's own yes; the second makes it settled."""
    stored = _taken(uow, actor, place, setting)
    after = _allowed(
        lifecycle.confirm(
            stored.record,
            settled=settled,
            by=actor.account_id,
            today=stored.calendar.today,
            redress_open=open_redress(uow.db, place.couple_id),
        )
    )
    _keep_change(uow, stored, after, "settled", setting)
    return _shown(uow, actor, place, setting)


def reopen(uow: UnitOfWork, actor: Actor, place: Place, *, setting: Setting) -> Shown:
    """Open a settled record again; either may, and nobody is named."""
    stored = _taken(uow, actor, place, setting)
    after = lifecycle.reopen(stored.record, today=stored.calendar.today)
    if after is not stored.record:
        stored.row.reopened_at = setting.at
        _keep_change(uow, stored, after, "reopened", setting)
    return _shown(uow, actor, place, setting)


def before_words(
    db: Session, actor: Actor, place: Place, *, act: Telling | Rewording | Reply, setting: Setting
) -> tuple[str, str]:
    """Refuse what the rules would refuse anyway, before the coach is asked; the language, and how far it had come."""
    require_partner(db, actor, place.couple_id)
    [stored] = load(db, setting.keyring, [find(db, place)], at=setting.at)
    come: str = stored.record.reply
    if isinstance(act, Telling):
        come = str(len(_updated(stored, actor, place, act).step(place.step_id).updates))
    elif isinstance(act, Rewording):
        come = str(_reworded(stored, actor, place).step(place.step_id).wording)
    else:
        _allowed(lifecycle.answer(stored.record, act, by=actor.account_id))
    return people_by_id(db, setting.keyring, [actor.account_id])[actor.account_id].locale, come


def _taken(uow: UnitOfWork, actor: Actor, place: Place, setting: Setting) -> Stored:
    require_partner(uow.db, actor, place.couple_id)
    row = take(uow, place)
    [stored] = load(uow.db, setting.keyring, [row], at=setting.at)
    return stored


def _updated(stored: Stored, actor: Actor, place: Place, telling: Telling) -> Accountability:
    stored.step_row(place.step_id)
    on, new_date = stored.calendar.today, telling.new_date
    return _allowed(lifecycle.give_update(stored.record, place.step_id, by=actor.account_id, on=on, new_date=new_date))


def _reworded(stored: Stored, actor: Actor, place: Place) -> Accountability:
    stored.step_row(place.step_id)
    return _allowed(lifecycle.make_smaller(stored.record, place.step_id, by=actor.account_id))


def _allowed(outcome: Accountability | Refused) -> Accountability:
    if not isinstance(outcome, lifecycle.Refused):
        return outcome
    if outcome.code in CONFLICTS:
        raise Conflict(CONFLICTS[outcome.code])
    raise Invalid(FieldError("/body/new_date", outcome.code))


def _keep_change(uow: UnitOfWork, stored: Stored, after: Accountability, kind: ChangeKind, setting: Setting) -> None:
    if after == stored.record:
        return
    if after.state != stored.record.state:
        uow.db.add(
            AccountabilityChangeRow(
                id=setting.ids.public(), accountability_id=stored.row.id, kind=kind, changed_at=setting.at
            )
        )
    write_back(stored, after)


def _bound(stored: Stored) -> dict[str, str]:
    return {"table": "accountability", "column": "still_needed", "row": stored.row.id}


def _shown(uow: UnitOfWork, actor: Actor, place: Place, setting: Setting) -> Shown:
    uow.db.flush()
    return read_record(uow.db, actor, place, keyring=setting.keyring, at=setting.at)
