"""Random walks through the real doors, held after each act against the plain model of the rules (T12, V-3, V-4)."""

from __future__ import annotations

import random
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from app.therapists.standing import SCOPES
from app.wire_time import parse, stamp
from tests.builders import expect, log_in
from tests.live import still_clock
from tests.therapists.linking import a_yes, handle_of
from tests.therapists.model import TWO, Model, Said

if TYPE_CHECKING:
    import httpx

    from app.clock import MovableClock
    from app.therapists.standing import Scope, SecretsPolicy
    from tests.builders import Person
    from tests.therapists.conftest import Three

pytestmark = pytest.mark.only_on("sqlite")

ACTS = ("yes", "yes", "yes", "yes", "back", "accept", "accept", "end", "policy", "wait", "wait")
POLICIES: tuple[SecretsPolicy, ...] = ("none_kept", "limited", "individual_confidential")
WAITS = (timedelta(minutes=10), timedelta(minutes=10), timedelta(hours=5), timedelta(hours=26), timedelta(days=8))
STEPS = 40


class Walk:
    """One couple and one therapist on the real service, and the model beside them."""

    def __init__(self, three: Three, clock: MovableClock, seed: int) -> None:
        self.three, self.clock, self.pick = three, clock, random.Random(seed)
        self.model = Model(clock.now(), over=True)
        self.policy: SecretsPolicy = "none_kept"
        self.people: dict[str, Person] = {"ada": three.ada, "ben": three.ben, "maria": three.maria}
        self.link_id = ""
        self.began = 0

    async def step(self) -> None:
        # No two acts happen in one moment.
        self._move(timedelta(seconds=1))
        gone = self.model.over or not (self.model.accepted or self.model.answerable())
        if gone and self.pick.random() < 0.7:
            await self._invite()
        elif self.model.both_say_yes() and not self.model.accepted and self.pick.random() < 0.7:
            await self._accept()
        else:
            await getattr(self, f"_{self.pick.choice(ACTS)}")()
        await self._holds()

    async def _invite(self) -> None:
        scopes, days = self._scopes(), self.pick.randint(0, 4)
        body = {"handle": await handle_of(self.people["maria"])} | await self._body(self.people["ada"], scopes, days)
        made = expect(await self.people["ada"].post(f"/couples/{self.three.couple_id}/therapists", body), 201)["link"]
        self.link_id = made["id"]
        said = Said(self.model.now, "ada", "invited", scopes, self.model.until(days))
        self.model = Model(self.model.now, [said], declared_at=self.model.declared_at)

    async def _yes(self) -> None:
        who, scopes, days = self.pick.choice(TWO), self._scopes(), self.pick.randint(0, 4)
        if not self.link_id:
            return
        may = not self.model.over and (self.model.accepted or self.model.answerable())
        body = await self._body(self.people[who], scopes, days)
        answer = await self.people[who].request("PUT", self._consent(), body)
        assert answer.status_code == (200 if may else 409), answer.text
        if may:
            self.model.said.append(Said(self.model.now, who, "yes", scopes, self.model.until(days)))

    async def _back(self) -> None:
        who = self.pick.choice(TWO)
        if self.link_id:
            expect(await self.people[who].delete(self._consent()), 204)
            self.model.over |= self.model.accepted and self.model.holds_until(who) is not None
            self.model.said.append(Said(self.model.now, who, "took it back"))

    async def _accept(self) -> None:
        model = self.model
        may = not model.over and model.both_say_yes() and not model.declined and model.answerable()
        answer = await self.people["maria"].request("PUT", self._care())
        assert answer.status_code == (200 if may or (model.accepted and not model.over) else 404)
        self.began += may and not model.accepted
        model.accepted = model.accepted or may

    async def _end(self) -> None:
        answer = await self.people["maria"].delete(self._care())
        if answer.status_code == 204:
            self.model.over, self.model.declined = self.model.accepted, not self.model.accepted

    async def _policy(self) -> None:
        another = [one for one in POLICIES if one != self.policy]
        self.policy = self.pick.choice(another)
        expect(await self.people["maria"].patch("/me/therapist", {"secrets_policy": self.policy}), 200)
        self.model.declared_at = self.model.now

    async def _wait(self) -> None:
        self._move(self.pick.choice(WAITS))
        # Logins, and a therapist's above all, do not last for hours.
        self.people = {name: await log_in(person) for name, person in self.people.items()}

    async def _holds(self) -> None:
        wanted = {scope: stamp(since) for scope, since in self.model.seen(SCOPES).items()}
        listed = expect(await self.people["maria"].get("/couples-in-care"), 200)["data"]
        assert _shared(listed) == wanted
        for who in TWO:
            links: httpx.Response = await self.people[who].get(f"/couples/{self.three.couple_id}/therapists")
            assert _shared(expect(links, 200)["data"]) == wanted
        assert all(parse(since) <= self.model.now for since in wanted.values())

    def _move(self, time: timedelta) -> None:
        self.clock.advance(time)
        self.model.passed(self.clock.now() - self.model.now)

    def _scopes(self) -> frozenset[Scope]:
        return frozenset(self.pick.sample(SCOPES[:3], self.pick.randint(1, 3)))

    async def _body(self, person: Person, scopes: frozenset[Scope], days: int) -> dict[str, object]:
        return await a_yes(self.three.resources, person, scopes=sorted(scopes), days=days, policy=self.policy)

    def _consent(self) -> str:
        return f"/couples/{self.three.couple_id}/therapists/{self.link_id}/consent"

    def _care(self) -> str:
        return f"/couples-in-care/{self.three.couple_id}/link"


def _shared(listed: list[dict[str, list[dict[str, str]]]]) -> dict[str, str]:
    return {one["scope"]: one["since"] for link in listed for one in link["scopes"]}


@pytest.fixture
def clock() -> MovableClock:
    """It stands still between acts."""
    return still_clock()


@pytest.mark.parametrize("seed", [6, 28])
async def test_whatever_happens_what_is_seen_is_what_the_definition_says(
    three: Three, clock: MovableClock, seed: int
) -> None:
    walk = Walk(three, clock, seed)
    for _ in range(STEPS):
        await walk.step()
    # Otherwise little was ever shared, and the walk would say little.
    assert walk.began > 1
