"""Gather the facts that a command needs and the fold does not hold. Questions are asked here, before the rules run."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.agreements.rooms import active_commitments
from app.clock import wire_now
from app.couples.availability import joint_open
from app.sessions.engine.reviewing import Reviewing
from app.sessions.engine.spacing import nothing_runs, spaced_enough
from app.sessions.protocol import commands as c
from app.sessions.protocol.observer_commands import SUGGESTIONS, ObserverCommand
from app.sessions.protocol.sides import Both

if TYPE_CHECKING:
    from datetime import datetime

    from sqlmodel import Session as Db

    from app.ids import Ids
    from app.resources import Resources
    from app.sessions.engine.live import Live
    from app.sessions.protocol.facts import Facts, Fresh


class Gathering:
    """Asks the database only for the commands whose rules need it."""

    def __init__(self, resources: Resources) -> None:
        self._resources = resources
        self.reviewing = Reviewing(resources.keyed_hash("review"))

    def fresh(self) -> Fresh:
        """An id for an agreement or a frame, and a nonce; few commands look at them, so they are drawn then."""
        return _Drawn(self._resources.ids)

    async def facts(self, live: Live, command: c.Command | ObserverCommand) -> Facts:
        if isinstance(command, SUGGESTIONS):
            # It carries no words, so there is nothing to read.
            return live.facts(fresh=self.fresh())
        if isinstance(command, c.Arrive):
            return live.facts(fresh=self.fresh(), open_to_start=await self._open_to_start(live))
        if isinstance(command, (c.ProposeAgreement, c.Assent)):
            review, commitments = self.reviewing.review(live, command), await self._commitments(live)
            return live.facts(fresh=self.fresh(), commitments=commitments, review=review)
        return live.facts(fresh=self.fresh(), review=self.reviewing.review(live, command))

    async def _open_to_start(self, live: Live) -> bool:
        at = wire_now(self._resources.clock)
        return await self._resources.database.read(lambda db: may_start(db, live, at))

    async def _commitments(self, live: Live) -> Both[int]:
        found = await self._resources.database.read(lambda db: active_commitments(db, live.loaded.couple_id))
        people = live.session.people
        return Both(found.get(people.a, 0), found.get(people.b, 0))


class _Drawn:
    """Two ids, drawn when one is first asked for and the same ever after."""

    __slots__ = ("_drawn", "_ids")

    def __init__(self, ids: Ids) -> None:
        self._ids = ids
        self._drawn: tuple[str, str] | None = None

    def __getitem__(self, number: int, /) -> str:
        if self._drawn is None:
            self._drawn = self._ids.private(), self._ids.secret()
        return self._drawn[number]


def may_start(db: Db, live: Live, at: datetime) -> bool:
    """S-9, S-13: every cause is looked at every time, and the answer says none of them."""
    is_open = joint_open(db, live.loaded.couple_id, at)
    spaced = spaced_enough(db, live.loaded.couple_id, live.session.template, at)
    free = nothing_runs(db, live.loaded.couple_id, live.session.id)
    return is_open and spaced and free
