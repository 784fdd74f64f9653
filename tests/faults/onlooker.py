"""A therapist who watches a restless talk through all that happens to it, and now and then suggests the next step.

They come in before the first turn, as the rules want it, and come back after every lost connection like a partner.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from app.clock import SystemClock
from tests.builders import expect, register
from tests.faults.restless import Restless
from tests.sessions.observing.watched import Observer, watches
from tests.therapists.linking import PROFILE, linked

if TYPE_CHECKING:
    import httpx
    from websockets.asyncio.client import ClientConnection

    from app.clock import Clock
    from tests.builders import PairOfPeople, Person
    from tests.faults.child import Child
    from tests.faults.restless import Door

SUGGESTS = "suggest_next_step"


class Onlooker(Restless):
    """Nobody owes them an answer most of the time: a line that says nothing for long is dead for them too."""

    tickets: ClassVar[str] = "observer-tickets"

    def _has_something_to_say(self) -> bool:
        return SUGGESTS in self._may

    def _chosen(self) -> str:
        return SUGGESTS

    def _is_waiting(self) -> bool:
        return True

    async def _sometimes_another_body(self, socket: ClientConnection) -> None:
        """What a partner sends is no command of theirs, under whatever reference."""


class SameTime:
    """All that the walk to a therapist needs to know of a service that is another process."""

    clock: Clock = SystemClock()


async def a_therapist_from_outside(client: httpx.AsyncClient, operator: Child) -> Person:
    """Somebody whom the operator of this service invited, by the command that operators have."""
    person = await register(client, "Maria")
    code = await operator.invites_a_therapist()
    expect(await person.post("/me/therapist", PROFILE | {"invitation": code}), 201)
    return person


async def comes_to_watch(therapist: Person, two: PairOfPeople, session_id: str, door: Door) -> None:
    """Let all three say yes, and the therapist come in once; from then on they may come back."""
    await linked(SameTime(), two, therapist)
    await watches(therapist, (two.ada, two.ben), session_id)
    observer = Observer(door, therapist, session_id)  # type: ignore[arg-type]  # of a server it needs the address
    await observer.connect()
    await observer.drop()


def since_they_came(events: list[dict[str, Any]], therapist: Person) -> int:
    """The number of the event with which they came in: what is before it is not theirs (I-28)."""
    [came] = [one for one in events if one["name"] == "observer_joined"]
    assert came["body"] == {"observer": therapist.account_id}
    assert not [one for one in events if one["name"] == "observer_left"], "a lost connection is no going"
    return int(came["seq"])
