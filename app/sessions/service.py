"""One command, from any door: check its form, its sender and its quota, and hand it to the engine."""

from __future__ import annotations

import json
import time
from dataclasses import field
from typing import TYPE_CHECKING, Any

from pydantic import TypeAdapter, ValidationError

from app.couples.access import require_member, require_record
from app.errors import FieldError, Invalid, NotFound, Problem
from app.frozen import dataclass
from app.guard.problems import invalid_from
from app.observability.metrics import ACCEPTED
from app.security.rate_limit import COMMAND_PER_COUPLE, COMMAND_PER_PERSON, EXEMPT_STORED
from app.sessions.bodies import BODIES
from app.sessions.engine.deciding import Sent
from app.sessions.protocol import commands as c
from app.sessions.protocol.answers import Refused
from app.sessions.protocol.state import Paused
from app.sessions.tables import SessionRow

if TYPE_CHECKING:
    from collections.abc import Awaitable, Mapping

    from sqlmodel import Session as Db

    from app.accounts.actor import Actor
    from app.couples.access import Record
    from app.resources import Resources
    from app.sessions.engine.engine import Engine
    from app.sessions.engine.live import Live

# README 13: these work while everything else is refused.
EXEMPT = frozenset({"pause", "leave", "help"})
_CANONICAL = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False)
_ADAPTERS: dict[type[c.Command], TypeAdapter[Any]] = {kind: TypeAdapter(body) for kind, body in BODIES.items()}


@dataclass(frozen=True, slots=True)
class Asked:
    """A command as a client sent it."""

    ref: str
    name: str
    body: Mapping[str, Any] = field(repr=False)


def require_session(db: Db, actor: Actor, session_id: str) -> SessionRow:
    """The session, for its two partners while they are a couple; 404 for everybody and everything else."""
    row = db.get(SessionRow, session_id)
    if row is None or actor.account_id not in (row.a_id, row.b_id):
        # The same work for a foreign id as for one that never was (T05).
        require_member(db, actor, row.couple_id if row else session_id)
        raise NotFound
    require_member(db, actor, row.couple_id)
    return row


def require_past(db: Db, actor: Actor, session_id: str) -> tuple[SessionRow, Record]:
    """The session, for reading its record, for the two who were in it; also when their couple is over (rules.md 9)."""
    row = db.get(SessionRow, session_id)
    # The same work for a foreign id as for one that never was (T05).
    record = require_record(db, actor, row.couple_id if row else session_id)
    if row is None or actor.account_id not in (row.a_id, row.b_id):
        raise NotFound
    return row, record


async def perform(engine: Engine, resources: Resources, actor: Actor, session_id: str, asked: Asked) -> int | Refused:
    """The `seq` under which the command is stored, or why it was refused. HTTP and WebSocket both end here (L-2)."""
    return await counted(resources, asked, _performed(engine, resources, actor, session_id, asked))


async def counted(resources: Resources, asked: Asked, performed: Awaitable[int | Refused]) -> int | Refused:
    """How a command went, and how long it took, as a number among all others."""
    began = time.perf_counter()
    try:
        answer = await performed
    except Problem as problem:
        resources.metrics.commanded(asked.name, problem.code, 0.0)
        raise
    code = answer.code if isinstance(answer, Refused) else ACCEPTED
    resources.metrics.commanded(asked.name, code, time.perf_counter() - began)
    return answer


async def _performed(
    engine: Engine, resources: Resources, actor: Actor, session_id: str, asked: Asked
) -> int | Refused:
    kind = c.COMMANDS_BY_NAME.get(asked.name)
    if kind is None:
        await resources.limiter.hit(COMMAND_PER_PERSON, actor.account_id)
        raise Invalid(FieldError("/body/name", "unknown"))
    live = await engine.memory.live(session_id)
    if asked.name not in EXEMPT:
        # Before the body is looked at: what is never right in form must not be a way around the quota.
        await resources.limiter.hit(COMMAND_PER_PERSON, actor.account_id)
        await resources.limiter.hit(COMMAND_PER_COUPLE, live.loaded.couple_id)
    body = parsed(kind, asked.body)
    if asked.name in EXEMPT - {"leave"} and _is_enough(resources, actor, live):
        return live.session.seq
    if body.is_tap and live.session.medium != "spoken":
        raise Invalid(FieldError("/body/spoken", "not_in_this_medium"))
    sent = Sent(actor.account_id, asked.ref, fingerprint(engine, asked), body.command)
    return await engine.handle(session_id, sent)


def _is_enough(resources: Resources, actor: Actor, live: Live) -> bool:
    """Whether one more pause or call for help would only fill the disk: it is answered like the others before it."""
    used_up = resources.limiter.take(EXEMPT_STORED, actor.account_id) is not None
    return used_up and isinstance(live.session.phase, Paused)


def parsed(kind: type[c.Command], body: Mapping[str, Any]) -> Any:  # Any: one of the bodies, all with `command`.
    try:
        return _ADAPTERS[kind].validate_python(body)
    except ValidationError as errors:
        found = invalid_from([{**one, "loc": ("body", *one["loc"])} for one in errors.errors(include_input=False)])
        raise found from None


def fingerprint(engine: Engine, asked: Asked) -> str:
    """What tells one body from another under the same `ref`; keyed, so that it tells nobody what was written."""
    return engine.fingerprint(_CANONICAL.encode([asked.name, asked.body]))
