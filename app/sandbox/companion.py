"""Robin: a ready partner for one developer. An account and a couple of their own, and a yes to every talk request."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Final

from app.accounts.credentials import Credential
from app.accounts.endings import AccountEndings
from app.accounts.logins import find_login
from app.accounts.personal import Personal
from app.accounts.registration import Applicant, register
from app.clock import wire_now
from app.couples.membership import begin, join
from app.errors import Conflict, NotFound
from app.frozen import dataclass
from app.sandbox.stand_in import Part
from app.sandbox.standing_login import log_in_for
from app.sessions import requests

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from app.accounts.actor import Actor
    from app.couples.membership import Couple
    from app.database import UnitOfWork
    from app.resources import Resources
    from app.sessions.requests import TalkRequest

NAME: Final = "Robin"
# The top-level domain that never exists: no letter can ever go there.
ADDRESS: Final = "robin@sandbox.invalid"
ASKS_FOR: Final = requests.Asked("brief-repair", "text", "This morning in the kitchen.", None)
# How often it looks for something to answer, however quick its pace.
LOOKS_EVERY: Final = 0.2


@dataclass(frozen=True, slots=True)
class Paired:
    """A new couple as the caller sees it, and who the other one is."""

    couple: Couple
    robin: Actor


def pair_with_robin(uow: UnitOfWork, actor: Actor, *, resources: Resources, at: datetime, asks: bool) -> Paired:
    """Make a new Robin and a couple of the two, through the same services as everybody's."""
    ids, keyring = resources.ids, resources.keyring
    # Nobody can log in as Robin: there is no password behind this.
    credential = Credential(email_hash=f"{ids.private()}", verifier=f"{ids.private()}")
    applicant = Applicant(credential, Personal(name=NAME, email=ADDRESS, locale="en", timezone="UTC"))
    endings = resources.hooks.of(AccountEndings)
    login, _ = register(uow, keyring, applicant=applicant, at=at, ids=ids, endings=endings)
    known = find_login(uow.db, login.token, at=at)
    if known is None:
        raise NotFound
    couple, invitation = begin(uow, known.actor, keyring=keyring, at=at, ids=ids)
    joined = join(uow, actor, code=invitation.code, keyring=keyring, at=at)
    if asks:
        requests.ask(uow, known.actor, couple.couple_id, ASKS_FOR, keyring=keyring, ids=ids, at=at)
    return Paired(joined, known.actor)


class Companion:
    """Looks for talk requests of one couple, accepts them, and has every session played."""

    def __init__(
        self, resources: Resources, couple_id: str, actor: Actor, *, pace: float, play: Callable[[Part], None]
    ) -> None:
        self._resources = resources
        self._couple_id = couple_id
        self._actor = actor
        self._pace = pace
        self._play = play
        self._played: set[str] = set()

    async def accompany(self) -> None:
        """Until the couple is over, which the service says with `NotFound`."""
        while True:
            for request in await self._requests():
                if _waits_for_robin(request):
                    await asyncio.sleep(self._pace)
                    await self._accept(request)
                if request.session_id and request.session_id not in self._played:
                    self._played.add(request.session_id)
                    # A login of its own for every session: an old one would have ended of idleness.
                    actor = await log_in_for(self._resources, self._actor.account_id)
                    self._play(Part(actor, request.session_id, self._pace))
            await asyncio.sleep(max(self._pace, LOOKS_EVERY))

    async def _requests(self) -> tuple[TalkRequest, ...]:
        at, keyring = wire_now(self._resources.clock), self._resources.keyring
        found = await self._resources.database.read(
            lambda db: requests.list_requests(
                db, self._actor, self._couple_id, keyring=keyring, at=at, limit=10, cursor=None
            )
        )
        return tuple(found.items)

    async def _accept(self, request: TalkRequest) -> None:
        resources, at = self._resources, wire_now(self._resources.clock)
        try:
            await resources.database.write(
                lambda uow: requests.accept(
                    uow, self._actor, request.id, keyring=resources.keyring, ids=resources.ids, at=at
                )
            )
        except Conflict:
            # Another session is running; the request stays, and is looked at again.
            return


def _waits_for_robin(request: TalkRequest) -> bool:
    return request.state == ("another_time_offered" if request.asked_by_you else "pending")
