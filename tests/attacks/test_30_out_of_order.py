"""Attack 30: proposals before both were heard, an apology before its impact was, by every command and both doors:
refused, and nothing left behind.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from tests.builders import expect
from tests.live import DOORS, Door, Partner, a_session, new_ref, to_impact, to_owning

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

    import httpx

    from tests.conftest import Server
    from tests.live import Pair

Body = dict[str, Any]
ID = "0198f0c0-0000-7000-8000-000000000000"
TOO_SOON: tuple[tuple[str, Body], ...] = (
    ("propose_agreement", {"kind": "commitment", "text": "I will ask first."}),
    ("propose_agreement", {"kind": "boundary", "category": "time", "text": "Sundays are ours.", "scope": "personal"}),
    ("assent", {"agreement": ID, "version": "v"}),
    ("ready_for_solutions", {"ready": True}),
)
IN_A_MONTH = (datetime.now(UTC) + timedelta(days=30)).date().isoformat()
STEP: Body = {"if": "it gets late", "then": "I will call from the car", "kind": "schedule_change", "due": IN_A_MONTH}
OWN: tuple[str, Body] = ("own", {"text": "I did not call you that night."})
APOLOGISE: tuple[str, Body] = ("apologise", {"text": "I am sorry that I left you waiting. It left you alone."})
PLAN: tuple[str, Body] = ("plan_prevention", {"steps": [STEP]})
ANSWER: tuple[str, Body] = ("answer_apology", {"reply": "received"})
# In the order that is kept.
AMENDS = (OWN, APOLOGISE, PLAN, ANSWER)


@pytest.mark.parametrize("door", DOORS)
async def test_solutions_are_locked_until_both_were_heard(talk: Pair, door: Door, breath: Callable[[], None]) -> None:
    async def all_locked() -> None:
        for one in talk:
            for name, body in TOO_SOON:
                assert (await one.by(door, name, **body)).code == "locked", name
                assert name not in one.may

    await all_locked()
    await talk.ada.did("speak", text="I felt alone on Sunday.")
    await all_locked()
    breath()
    await talk.ben.did("reflect", text="You felt alone.")
    await talk.ada.did("confirm", verdict="accurate")
    # Ada was heard; Ben was not yet.
    await all_locked()
    assert (await talk.ben.by(door, "set_aside", agreement=ID, version="v")).code == "not_now"


@pytest.fixture
async def amends(server: Server, client: httpx.AsyncClient) -> AsyncIterator[Pair]:
    """Ada is hurt, and Ben accepted to be the accountable one."""
    async with a_session(server, client, template="accountability", role="hurt") as pair:
        yield pair


async def refused(one: Partner, door: Door, *acts: tuple[str, Body], code: str) -> None:
    for name, body in acts:
        reply = await one.by(door, name, **body)
        assert (name, reply.code) == (name, code)
        assert name not in one.may


@pytest.mark.parametrize("door", DOORS)
async def test_nothing_is_owned_before_the_impact_was_heard(
    amends: Pair, door: Door, breath: Callable[[], None]
) -> None:
    """A-1: the apology is locked until the hurt partner said that what came back was it."""
    ada, ben = amends

    async def all_locked() -> None:
        await amends.settled()
        before = await ben.log()
        for one in amends:
            await refused(one, door, *AMENDS, code="locked")
        assert await ben.log() == before

    await to_impact(amends)
    await all_locked()
    await ada.did("tell_impact", text="I lay awake and felt alone.")
    await all_locked()
    breath()
    await ben.did("reflect", text="You were awake.")
    await all_locked()
    await ada.did("confirm", verdict="partly", missing="I felt alone.")
    await all_locked()
    await ben.did("reflect", text="You lay awake, and you felt alone.")
    await ada.did("confirm", verdict="accurate")
    await amends.settled()
    assert (await ben.by(door, OWN[0], **OWN[1])).ok


@pytest.mark.parametrize("door", DOORS)
async def test_each_thing_waits_for_the_one_before_it(amends: Pair, door: Door, breath: Callable[[], None]) -> None:
    ada, ben = amends
    await to_owning(amends, breath)
    for number, (name, body) in enumerate(AMENDS):
        await amends.settled()
        for one in amends:
            await refused(one, door, *AMENDS[number + 1 :], code="locked")
            await refused(one, door, *AMENDS[:number], code="not_now")
        mine, other = (ada, ben) if name == "answer_apology" else (ben, ada)
        # Only the hurt partner answers; only the accountable one owns, apologises and plans.
        await refused(other, door, (name, body), code="floor_not_held")
        assert (await mine.by(door, name, **body)).ok
    await amends.settled()
    for one in amends:
        await refused(one, door, *AMENDS, code="not_now")


@pytest.mark.parametrize("door", DOORS)
async def test_nobody_tells_the_impact_for_the_other_or_confirms_their_own_reflection(
    amends: Pair, door: Door, breath: Callable[[], None]
) -> None:
    ada, ben = amends
    await to_impact(amends)
    assert (await ben.by(door, "tell_impact", text="She lay awake.")).code == "floor_not_held"
    await ada.did("tell_impact", text="I lay awake.")
    breath()
    await ben.did("reflect", text="You lay awake.")
    assert (await ben.by(door, "confirm", verdict="accurate")).code == "floor_not_held"


@pytest.mark.parametrize("door", DOORS)
async def test_a_step_without_an_if_a_then_or_a_day_to_come_is_no_step(
    amends: Pair, door: Door, breath: Callable[[], None]
) -> None:
    """A-4."""
    ben = amends.ben
    await to_owning(amends, breath)
    for name, body in (OWN, APOLOGISE):
        await ben.did(name, **body)
    for wrong in ({"if": " "}, {"then": ""}, {"kind": "other"}, {"due": "soon"}, {"due": 20300101}, {"who": "you"}):
        assert (await ben.by(door, "plan_prevention", steps=[STEP | wrong])).code == "invalid"
    for steps in ([], [STEP] * 6, [{name: STEP[name] for name in STEP if name != "if"}]):
        assert (await ben.by(door, "plan_prevention", steps=steps)).code == "invalid"
    for due in ("2020-01-01", "2090-01-01"):
        assert (await ben.by(door, "plan_prevention", steps=[STEP | {"due": due}])).code == "limit_reached"
    assert (await ben.by(door, PLAN[0], **PLAN[1])).ok


@pytest.mark.parametrize("door", DOORS)
async def test_a_talk_without_that_step_has_no_place_for_an_apology(talk: Pair, door: Door) -> None:
    for one in talk:
        await refused(one, door, ("tell_impact", {"text": "I lay awake."}), *AMENDS, code="not_now")


async def test_nobody_is_made_the_accountable_one_by_being_asked(server: Server, client: httpx.AsyncClient) -> None:
    """Practices 71: who names no part takes the accountable one on, and the other part is taken by accepting."""
    async with a_session(server, client, template="accountability") as pair:
        await to_impact(pair)
        assert pair.ada.view["accountability"]["accountable"] == pair.ada.person.account_id
        assert (await pair.ada.send("tell_impact", text="I lay awake.")).code == "floor_not_held"
        path = f"/couples/{pair.two.couple_id}/talk-requests"
        listed = [expect(await one.person.get(path), 200)["data"][0]["role"] for one in pair]
        assert listed == ["accountable", "hurt"]


@pytest.mark.parametrize("door", DOORS)
async def test_a_paused_session_takes_no_words_of_any_kind(talk: Pair, door: Door) -> None:
    """I-09: and what is refused leaves nothing behind."""
    await talk.ben.did("pause")
    await talk.settled()
    before = await talk.ben.log()
    words = {"text": "I felt alone."}
    names = ("speak", "reflect", "clarify", "answer", "validate", "appreciate", "learned", "propose_purpose")
    for name in (*names, "tell_impact", "own", "apologise"):
        for one in talk:
            assert (await one.by(door, name, ref=new_ref(), **words)).code == "not_now"
    assert await talk.ben.log() == before
