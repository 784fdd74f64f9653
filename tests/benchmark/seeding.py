"""Couples in the middle of a turn, written straight into the benchmark's database: opening thousands of doors is not
what is measured. Every row is made by the service's own functions; only the way there is shortened.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from app.accounts.personal import Personal, seal_personal
from app.accounts.tables import AccountRow, LoginRow
from app.clock import wire_now
from app.couples.tables import CoupleRow, MembershipRow
from app.main import make_resources
from app.security.tokens import new_ticket, new_token
from app.sessions.engine.loading import load_session
from app.sessions.engine.preparing import prepare
from app.sessions.engine.storing import store_units
from app.sessions.opening import Wish, open_session
from app.sessions.protocol import commands as c
from app.sessions.protocol.answers import Decided
from app.sessions.protocol.decide import decide
from app.sessions.protocol.evolve import evolve
from app.sessions.protocol.facts import Facts
from app.sessions.protocol.state import Framing
from app.sessions.tables import TicketRow
from app.templates.builtin import builtin
from app.templates.service import publish, published

if TYPE_CHECKING:
    from app.database import UnitOfWork
    from app.resources import Resources
    from app.sessions.engine.live import Loaded
    from app.settings import Settings
    from app.templates.steps import Template

# Seeding and connecting thousands takes longer than a ticket lasts for people.
TICKET_LASTS = timedelta(hours=1)
IN_ONE_TRANSACTION = 50


@dataclass(frozen=True, slots=True)
class Seeded:
    """One session with a turn to speak: the first of its people asked for it and speaks first."""

    session_id: str
    tickets: tuple[str, str]
    # What the two sign in with.
    tokens: tuple[str, str] = ("", "")


def flowing_template() -> Template:
    """The brief repair without the breath between hearing and answering, so that turns follow each other at once."""
    template = builtin("brief-repair")
    limits = replace(template.limits, micro_gap=0, turn_seconds=180, turns_before_swap_right=5)
    return replace(template, limits=limits)


def seed(settings: Settings, count: int, *, in_lobby: bool = False) -> list[Seeded]:
    """Write `count` sessions and go away: on SQLite nobody else may hold the file while the service does."""
    resources = make_resources(settings)
    try:
        return _seed(resources, count, in_lobby=in_lobby)
    finally:
        resources.database.close()
        resources.passwords.close()


def _seed(resources: Resources, count: int, *, in_lobby: bool) -> list[Seeded]:
    at = wire_now(resources.clock)
    resources.database.write_now(lambda uow: publish(uow, flowing_template(), at=at))
    found: list[Seeded] = []
    while len(found) < count:
        some = min(IN_ONE_TRANSACTION, count - len(found))
        now = wire_now(resources.clock)
        found += resources.database.write_now(
            lambda uow, some=some, now=now: [  # type: ignore[misc] # bound on purpose
                _one(uow, resources, at=now, in_lobby=in_lobby) for _ in range(some)
            ]
        )
    return found


def _one(uow: UnitOfWork, resources: Resources, *, at: datetime, in_lobby: bool) -> Seeded:
    couple_id = resources.ids.private()
    uow.db.add(CoupleRow(id=couple_id, state="together"))
    people = [_person(uow, resources, at=at) for _ in range(2)]
    uow.db.flush()
    for place, one in enumerate(people, start=1):
        uow.db.add(MembershipRow(couple_id=couple_id, place=place, account_id=one.account_id))
    resources.keyring.create(uow.db, ("couple", couple_id))
    template = published(uow.db, "brief-repair")
    assert template is not None
    wish = Wish(couple_id, people[0].account_id, template, "text", opens_at=at, purpose="The phone at dinner")
    session_id = open_session(uow, resources.keyring, resources.ids, wish, at=at)
    if not in_lobby:
        loaded = load_session(uow.db, resources.keyring, session_id)
        assert loaded is not None
        _play_to_the_turn(uow, resources, loaded, at=at)
    # The requester speaks first, whichever side the couple gave them.
    speaker, listener = (_ticket(uow, resources, session_id, one, at) for one in people)
    return Seeded(session_id, (speaker, listener), (people[0].token, people[1].token))


@dataclass(frozen=True, slots=True)
class _Person:
    account_id: str
    login_id: str
    token: str


def _person(uow: UnitOfWork, resources: Resources, *, at: datetime) -> _Person:
    account_id, login_id, token = resources.ids.private(), resources.ids.private(), new_token(resources.ids)
    key = resources.keyring.create(uow.db, ("account", account_id))
    personal = Personal("Ada", f"{account_id}@example.org", "en", "Europe/Berlin")
    uow.db.add(
        AccountRow(
            id=account_id,
            email_hash=None,
            credential=None,
            personal=seal_personal(key, personal, account_id=account_id),
            created_at=at,
        )
    )
    uow.db.flush()
    uow.db.add(
        LoginRow(
            id=login_id, account_id=account_id, token_hash=token.digest, label=None, created_at=at, last_used_at=at
        )
    )
    return _Person(account_id, login_id, token.secret)


def _play_to_the_turn(uow: UnitOfWork, resources: Resources, loaded: Loaded, *, at: datetime) -> None:
    """Arrive, be calm, accept the frame: what two clients would have sent, decided by the same rules."""
    session, facts = loaded.session, Facts()
    events: list[object] = []
    commands: list[c.Command] = [c.Arrive("a"), c.Arrive("b"), c.RateArousal("a", 2), c.RateArousal("b", 2)]
    while commands:
        ids = (resources.ids.private(), resources.ids.secret())
        decided = decide(session, commands.pop(0), replace(facts, fresh=ids), at)
        assert isinstance(decided, Decided), decided
        facts = replace(facts, marks=(*facts.marks, *decided.marks))
        for event in decided.events:
            session = evolve(session, event)
        events += decided.events
        if not commands and isinstance(session.phase, Framing):
            proposal = session.phase.proposals[-1]
            commands.append(c.AcceptFrame("b" if proposal.by == "a" else "a", proposal.version))
    whole = Decided(tuple(events), facts.marks)  # type: ignore[arg-type] # events, one by one
    unit = prepare(loaded, whole, facts=Facts(marks=facts.marks), keyring=resources.keyring).unit
    assert unit.projection.phase == "speaking", unit.projection.phase
    assert store_units(uow, [unit])


def _ticket(uow: UnitOfWork, resources: Resources, session_id: str, person: _Person, at: datetime) -> str:
    issued = new_ticket(resources.ids)
    uow.db.add(
        TicketRow(
            digest=issued.digest,
            session_id=session_id,
            account_id=person.account_id,
            login_id=person.login_id,
            expires_at=at + TICKET_LASTS,
        )
    )
    return issued.secret
