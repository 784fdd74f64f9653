"""Turn a decision into the unit that stores it, and into the fold that replaces the present one once it is stored."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID, uuid5

from app.accountability.recording import PlannedStep, Recorded, record_accountability
from app.agreements.recording import Reached, record
from app.frozen import dataclass
from app.sessions.engine.codec import encode, encode_mark
from app.sessions.engine.units import Consequence, Outcome, Projection, StoredMark, Unit
from app.sessions.protocol import events as e
from app.sessions.protocol.agreeing import has_owner
from app.sessions.protocol.elapse import due
from app.sessions.protocol.evolve import replay
from app.sessions.protocol.sides import other
from app.sessions.protocol.state import NEVER, PHASE_NAMES, Ended, Session
from app.values import quick, replace

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from app.database import UnitOfWork
    from app.security.encryption import Keyring
    from app.sessions.engine.codec import StoredEvent
    from app.sessions.engine.live import Loaded
    from app.sessions.protocol.answers import Decided
    from app.sessions.protocol.facts import Facts, Mark
    from app.sessions.protocol.on_the_table import Draft


@quick
@dataclass(frozen=True, slots=True)
class Prepared:
    """The unit to store, what this process knows once it is stored, and when time alone will next move it."""

    unit: Unit
    after: Loaded
    due_at: datetime


def prepare(
    before: Loaded, decided: Decided, *, facts: Facts, keyring: Keyring, sender: tuple[str, str, str] | None = None
) -> Prepared:
    """`sender` is (account, ref, fingerprint) of the command; what time brought has none."""
    session = decided.after or replay(before.session, decided.events)
    rows = _rows(before, decided.events)
    marks = before.marks
    if decided.marks:
        marks = (*marks, *decided.marks)
        facts = replace(facts, marks=marks)
    due_at = due(session, facts)
    unit = Unit(
        session_id=session.id,
        expected=before.revision,
        projection=projection(session, due_at),
        events=rows,
        marks=tuple(_sealed_marks(before, decided.marks)),
        outcome=Outcome(*sender, seq=session.seq) if sender else None,
        consequences=tuple(_consequences(before, decided.events, session, keyring)),
    )
    chain = rows[-1].chain if rows else before.chain
    after = replace(before, session=session, revision=before.revision + 1, chain=chain, marks=marks)
    return Prepared(unit, after, due_at)


def _rows(before: Loaded, events: tuple[e.Event, ...]) -> tuple[StoredEvent, ...]:
    session, chain, rows = before.session, before.chain, []
    for seq, event in enumerate(events, start=session.seq + 1):
        row = encode(event, session_id=session.id, seq=seq, keys=before.keys, before=chain)
        chain = row.chain
        rows.append(row)
    return tuple(rows)


def _consequences(
    before: Loaded, events: tuple[e.Event, ...], session: Session, keyring: Keyring
) -> Iterator[Consequence]:
    for event in events:
        # A draft that was reached is never changed any more, so it is in the end what it was then.
        if isinstance(event, e.AgreementReached) and (draft := session.draft(event.agreement)):
            yield _recording(before, session, draft, event.at, keyring)
        if isinstance(event, e.ApologyAnswered):
            yield _answered(before, session, event, keyring)


def _sealed_marks(before: Loaded, marks: tuple[Mark, ...]) -> Iterator[StoredMark]:
    revision = before.revision + 1
    for number, mark in enumerate(marks):
        key = before.keys.people.of(mark.by)
        if key is None:
            continue
        sealed = encode_mark(mark, row=f"{before.session.id}/{revision}/{number}", key=key)
        yield StoredMark(before.session.id, revision, number, before.session.people.of(mark.by), sealed)


def projection(session: Session, due_at: datetime) -> Projection:
    ended = session.phase if isinstance(session.phase, Ended) else None
    return Projection(
        seq=session.seq,
        phase=PHASE_NAMES[type(session.phase)],
        first=session.first,
        started_at=None if session.started_at == NEVER else session.started_at,
        due_at=None if due_at == NEVER else due_at,
        ended_at=ended.at if ended else None,
        outcome=ended.outcome if ended else None,
    )


def _recording(before: Loaded, session: Session, draft: Draft, at: datetime, keyring: Keyring) -> Consequence:
    """G-1: an agreement is in force in the same transaction that says so in the log."""
    more = draft.particulars
    reached = Reached(
        agreement_id=draft.id,
        couple_id=before.couple_id,
        session_id=session.id,
        kind=draft.kind,
        scope=draft.scope,
        category=None if draft.category == "none" else draft.category,
        owner_id=session.people.of(draft.owner) if has_owner(draft.kind, draft.scope) else None,
        version=draft.version,
        text=draft.text,
        nonce=draft.nonce,
        days=draft.days,
        acceptable=more.acceptable,
        not_acceptable=more.not_acceptable,
        if_it_happens=more.if_it_happens,
        observable_sign=more.observable_sign,
        cadence=None if more.cadence == "none" else more.cadence,
        most_commitments=session.template.limits.commitments_per_person,
        assented=tuple(session.people.of(side) for side in sorted(draft.assents)),
        at=at,
    )

    def store(uow: UnitOfWork) -> None:
        record(uow, keyring, reached)

    return store


def _answered(before: Loaded, session: Session, event: e.ApologyAnswered, keyring: Keyring) -> Consequence:
    """What was owned and promised goes on after this session, from the transaction in which it was answered."""
    account, people = session.account, session.people
    recorded = Recorded(
        # A session has one accountability at most, so the session's id names it.
        accountability_id=session.id,
        couple_id=before.couple_id,
        session_id=session.id,
        hurt_id=people.of(session.hurt),
        accountable_id=people.of(other(session.hurt)),
        impact="\n\n".join(text for text in account.impact if text),
        ownership=account.ownership,
        apology=account.apology,
        steps=tuple(
            PlannedStep(
                id=str(uuid5(UUID(session.id), str(number))),
                sign=one.sign,
                act=one.act,
                kind=one.kind,
                due_on=one.due,
                agreement_id=None,
            )
            for number, one in enumerate(account.promises)
        ),
        reply=event.reply,
        still_needed=event.still_needed or None,
        at=event.at,
    )

    def store(uow: UnitOfWork) -> None:
        record_accountability(uow, keyring, recorded)

    return store
