"""What an accountability step leaves behind: one record, in the transaction of its answer, with the parts both took."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from sqlmodel import select

from app.accountability.tables import AccountabilityRow, AccountabilityStepRow
from tests.builders import expect
from tests.live import DOORS, Door, a_session, strangers_to_lobby, to_owning

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

    import httpx
    from sqlmodel import Session as Db

    from app.clock import MovableClock
    from tests.canary import Canary
    from tests.conftest import Server
    from tests.live import Pair

Body = dict[str, Any]
IMPACT, HEARD = "I lay awake and felt alone.", "You lay awake, and you felt alone."
OWNED, SORRY = "I did not call you that night.", "I am sorry that I left you waiting. It left you alone."
SIGN, ACT, NEEDED = "it gets later than seven", "I will call from the car", "A word from you on the day."


@pytest.fixture
async def amends(server: Server, client: httpx.AsyncClient) -> AsyncIterator[Pair]:
    """Ada is hurt, and Ben accepted to be the accountable one."""
    async with a_session(server, client, template="accountability", role="hurt") as pair:
        yield pair


def step(clock: MovableClock, **changed: Any) -> Body:
    due = (clock.now() + timedelta(days=14)).date().isoformat()
    return {"if": SIGN, "then": ACT, "kind": "schedule_change", "due": due, **changed}


async def to_answer(pair: Pair, clock: MovableClock, breath: Callable[[], None]) -> None:
    await to_owning(pair, breath)
    await pair.ben.did("own", text=OWNED)
    await pair.ben.did("apologise", text=SORRY)
    await pair.ben.did("plan_prevention", steps=[step(clock), step(clock, kind="skill")])
    await pair.settled()


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize("reply", ["received", "partly", "not_ready"])
async def test_an_answer_stores_the_record_in_the_same_breath(
    server: Server, amends: Pair, clock: MovableClock, breath: Callable[[], None], door: Door, reply: str
) -> None:
    await to_answer(amends, clock, breath)
    body = {"reply": reply} | ({"still_needed": NEEDED} if reply == "partly" else {})
    assert (await amends.ada.by(door, "answer_apology", **body)).ok
    await amends.settled()
    ada, ben = amends.two.ada.account_id, amends.two.ben.account_id

    def stored(db: Db) -> tuple[AccountabilityRow | None, list[str]]:
        row = db.get(AccountabilityRow, amends.session_id)
        return row, sorted(one.kind for one in db.exec(select(AccountabilityStepRow)).all())

    row, kinds = await server.app.state.resources.database.read(stored)
    assert row is not None
    assert (row.hurt_id, row.accountable_id, row.reply, row.session_id) == (ada, ben, reply, amends.session_id)
    assert kinds == ["schedule_change", "skill"]
    assert (row.still_needed is not None) == (reply == "partly")
    assert amends.ben.phase == "grounding"


async def test_the_steps_travel_as_steps_and_the_admission_stays_in_its_step(
    amends: Pair, clock: MovableClock, breath: Callable[[], None]
) -> None:
    await to_answer(amends, clock, breath)
    seen = amends.ada.view["accountability"]
    assert (seen["impact"], seen["ownership"], seen["apology"]) == ([IMPACT], OWNED, SORRY)
    planned = amends.ada.last("prevention_planned")["body"]["steps"]
    assert planned == seen["steps"] == [step(clock), step(clock, kind="skill")]
    await amends.ada.did("answer_apology", reply="not_ready")
    await amends.settled()
    assert amends.ben.view["accountability"] is None


async def test_who_waits_is_told_that_no_answer_is_needed(
    amends: Pair, clock: MovableClock, breath: Callable[[], None]
) -> None:
    await to_answer(amends, clock, breath)
    assert "No answer is needed now" in amends.ben.view["guide"]["text"]
    await amends.ada.did("answer_apology", reply="not_ready")
    for one in amends:
        await one.did("done")
    await amends.settled()
    assert amends.ben.view["guide"]["text"].startswith("No answer is needed now.")
    assert not amends.ada.view["guide"]["text"].startswith("No answer")


async def test_without_an_answer_nothing_is_stored(
    server: Server, amends: Pair, clock: MovableClock, breath: Callable[[], None]
) -> None:
    await to_answer(amends, clock, breath)
    await amends.ada.did("leave")
    row = await server.app.state.resources.database.read(lambda db: db.get(AccountabilityRow, amends.session_id))
    assert row is None


@pytest.mark.parametrize("door", DOORS)
async def test_an_admission_is_not_mocked(
    amends: Pair, clock: MovableClock, breath: Callable[[], None], door: Door
) -> None:
    """Practices 72: held hard where it answers an admission, also when it is acknowledged."""
    await to_answer(amends, clock, breath)
    mocking = {"reply": "partly", "still_needed": "Oh, now you admit it."}
    held = await amends.ada.by(door, "answer_apology", **mocking)
    assert held.code == "held_hard"
    review = held.raw["review"]
    assert [one["place"] for one in review["findings"]] == ["still_needed"]
    assert (await amends.ada.by(door, "answer_apology", **mocking, acknowledge_hint=review["id"])).code == "held_hard"
    # A plain need goes out.
    assert (await amends.ada.by(door, "answer_apology", reply="partly", still_needed=NEEDED)).ok


async def test_an_excuse_comes_back_once_to_whoever_apologises(amends: Pair, breath: Callable[[], None]) -> None:
    """A-2: the parts and their form, never whether it is meant."""
    await to_owning(amends, breath)
    await amends.ben.did("own", text=OWNED)
    held = await amends.ben.send("apologise", text="I'm sorry if you felt hurt.")
    assert held.code == "held_for_review"
    hint = held.raw["review"]["id"]
    assert (await amends.ben.send("apologise", text="I'm sorry if you felt hurt.", acknowledge_hint=hint)).ok


async def test_a_plan_for_the_partner_comes_back_once(
    amends: Pair, clock: MovableClock, breath: Callable[[], None]
) -> None:
    """A-4: one's own act. A hint, and no more: whoever means it sends it again."""
    await to_owning(amends, breath)
    await amends.ben.did("own", text=OWNED)
    await amends.ben.did("apologise", text=SORRY)
    steps = [step(clock), step(clock, then="You will call me.")]
    held = await amends.ben.send("plan_prevention", steps=steps)
    assert held.code == "held_for_review"
    review = held.raw["review"]
    assert [(one["place"], one["code"]) for one in review["findings"]] == [("steps/1/then", "PARTNER_ACT")]
    assert (await amends.ben.send("plan_prevention", steps=steps, acknowledge_hint=review["id"])).ok


async def test_words_of_the_step_stay_out_of_the_logs(
    amends: Pair, clock: MovableClock, breath: Callable[[], None], canary: Canary
) -> None:
    for words in (IMPACT, OWNED, SORRY, ACT):
        canary.said(words)
    await to_answer(amends, clock, breath)
    await amends.ada.did("answer_apology", reply="received")


async def test_a_part_is_only_asked_for_where_there_is_one(client: httpx.AsyncClient) -> None:
    two, _ = await strangers_to_lobby(client, template="accountability", role="accountable")
    path = f"/couples/{two.couple_id}/talk-requests"
    wrong = await two.ada.post(path, {"template": "calm-start-talk", "medium": "text", "role": "hurt"})
    assert wrong.status_code == 422
    assert expect(wrong, 422)["errors"] == [{"pointer": "/body/role", "code": "not_offered"}]
    for role in ("victim", "offender", ""):
        assert (await two.ada.post(path, {"template": "accountability", "role": role})).status_code == 422
    assert [expect(await one.get(path), 200)["data"][0]["role"] for one in (two.ada, two.ben)] == [
        "accountable",
        "hurt",
    ]


async def test_a_talk_without_parts_has_none(client: httpx.AsyncClient) -> None:
    two, _ = await strangers_to_lobby(client)
    listed = expect(await two.ada.get(f"/couples/{two.couple_id}/talk-requests"), 200)["data"]
    assert {one["role"] for one in listed} == {None}
