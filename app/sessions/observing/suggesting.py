"""One suggestion of an observer: its form, its quota, whether they may still be here, and then the engine.

The only two names that an observer can send; whatever a partner sends is unknown here.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from app.clock import wire_now
from app.errors import FieldError, Invalid, NotFound
from app.security.rate_limit import COMMAND_PER_PERSON
from app.sessions.engine.deciding import Suggested
from app.sessions.observing.access import may_watch
from app.sessions.protocol.observer_commands import OBSERVER_COMMANDS_BY_NAME
from app.sessions.service import counted, fingerprint

if TYPE_CHECKING:
    from app.accounts.actor import Actor
    from app.resources import Resources
    from app.sessions.engine.engine import Engine
    from app.sessions.protocol.answers import Refused
    from app.sessions.service import Asked


async def suggest(engine: Engine, resources: Resources, actor: Actor, session_id: str, asked: Asked) -> int | Refused:
    """The `seq` under which it is stored, or why it was refused."""
    return await counted(resources, asked, _suggested(engine, resources, actor, session_id, asked))


async def _suggested(
    engine: Engine, resources: Resources, actor: Actor, session_id: str, asked: Asked
) -> int | Refused:
    # Never of the couple's own quota: whoever watches cannot keep the two from talking.
    await resources.limiter.hit(COMMAND_PER_PERSON, actor.account_id)
    kind = OBSERVER_COMMANDS_BY_NAME.get(asked.name)
    if kind is None:
        raise Invalid(FieldError("/body/name", "unknown"))
    if asked.body:
        raise Invalid(FieldError("/body", "extra_forbidden"))
    at = wire_now(resources.clock)
    allowed = partial(may_watch, session_id=session_id, therapist_id=actor.account_id, at=at)
    if not await resources.database.read(allowed):
        raise NotFound
    sent = Suggested(actor.account_id, asked.ref, fingerprint(engine, asked), kind(actor.account_id))
    return await engine.handle(session_id, sent)
