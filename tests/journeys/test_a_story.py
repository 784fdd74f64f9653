"""One story, told from both sides over HTTP: a rupture, a talk, what was taken on, a promise missed and mended, and a
change of life. At the end nothing that one of them kept private is in any byte that the other ever received.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from tests.builders import PairOfPeople, a_couple, expect
from tests.live import a_session, to_owning

if TYPE_CHECKING:
    from collections.abc import Callable

    import httpx

    from app.clock import MovableClock
    from tests.builders import Person
    from tests.conftest import Server

Body = dict[str, Any]

ADA_PRIVATE = (
    "Ada writes that she packed a bag",
    "Ada expects to be laughed at",
    "Ada notes that Friday hurt",
    "Ada keeps this thanks to herself",
    "Ada pictures a house alone",
)
BEN_PRIVATE = ("Ben writes that he is ashamed", "Ben expects that she leaves", "Ben means to breathe first")
IMPACT, HEARD = "I lay awake and felt alone.", "You lay awake, and you felt alone."
OWNED = "I did not call you that night."
SORRY = "I am sorry that I left you waiting. It left you alone."


class Told:
    """Everything that each of the two ever received, by whoever asked for it."""

    def __init__(self, two: PairOfPeople) -> None:
        self._names = {f"Bearer {one.token}": one.name for one in (two.ada, two.ben)}
        self._bytes: dict[str, list[bytes]] = {one.name: [] for one in (two.ada, two.ben)}

    async def listen(self, response: httpx.Response) -> None:
        name = self._names.get(response.request.headers.get("authorization", ""))
        if name is not None:
            heads = "\n".join(f"{key}: {value}" for key, value in response.headers.items())
            self._bytes[name] += [heads.encode(), await response.aread()]

    def to(self, name: str) -> str:
        return b"\n".join(self._bytes[name]).decode()


@pytest.fixture
async def two(client: httpx.AsyncClient) -> PairOfPeople:
    return await a_couple(client)


@pytest.fixture
def told(client: httpx.AsyncClient, two: PairOfPeople) -> Told:
    told = Told(two)
    client.event_hooks["response"].append(told.listen)
    return told


def day(clock: MovableClock, days: int = 0) -> str:
    return (clock.now() + timedelta(days=days)).date().isoformat()


async def days_pass(two: PairOfPeople, clock: MovableClock, days: int) -> None:
    """Both look in now and then, or their logins would end."""
    for _ in range(days * 3):
        clock.advance(timedelta(hours=8))
        for one in (two.ada, two.ben):
            await ask(one, "GET", "/me")


async def ask(person: Person, method: str, path: str, body: Body | None = None, *, status: int = 200) -> Any:
    return expect(await person.request(method, path, body), status)


async def both_agree(two: PairOfPeople, terms: Body) -> Body:
    """Ada proposes, Ben says yes to exactly these words; the agreement as it then counts."""
    path = f"/couples/{two.couple_id}/agreements"
    proposed: Body = (await ask(two.ada, "POST", path, {"terms": terms}, status=201))["agreement"]
    yes = {"version": proposed["version"]}
    agreed: Body = (await ask(two.ben, "POST", f"{path}/{proposed['id']}/assent", yes))["agreement"]
    assert agreed["state"] == "active"
    return agreed


async def a_rupture(two: PairOfPeople, clock: MovableClock) -> None:
    """Each is alone with it first: pages, expectations, how heavy it is."""
    await ask(two.ada, "POST", "/me/journal", {"text": ADA_PRIVATE[0], "about": "both"}, status=201)
    await ask(two.ada, "POST", "/me/looking-ahead", {"expected": ADA_PRIVATE[1], "look_on": day(clock, 20)}, status=201)
    await ask(two.ada, "PATCH", "/me/week", {"level": 9})
    await ask(two.ben, "POST", "/me/journal", {"text": BEN_PRIVATE[0]}, status=201)
    await ask(two.ben, "POST", "/me/looking-ahead", {"expected": BEN_PRIVATE[1]}, status=201)
    await ask(two.ben, "PATCH", "/me/week", {"intention": BEN_PRIVATE[2]})


async def a_talk(
    server: Server, client: httpx.AsyncClient, two: PairOfPeople, clock: MovableClock, breath: Callable[[], None]
) -> None:
    """Ada is heard before Ben owns, says sorry, and plans; she takes part of it in."""
    terms = {"kind": "base_agreement", "acceptable": ["A day apart."], "if_it_happens": ["We say so within a day."]}
    await both_agree(two, terms)
    async with a_session(server, client, two=two, template="accountability", role="hurt") as pair:
        early = await pair.ben.post("apologise", text=SORRY)
        assert not early.ok, "no apology before the impact was heard"
        await to_owning(pair, breath)
        assert (await pair.ben.post("own", text=OWNED)).ok
        assert (await pair.ben.post("apologise", text=SORRY)).ok
        step = {"if": "it gets late", "then": "I will call from the car", "kind": "skill", "due": day(clock, 10)}
        assert (await pair.ben.post("plan_prevention", steps=[step])).ok
        reply = {"reply": "partly", "still_needed": "A word from you on the day."}
        assert (await pair.ada.post("answer_apology", **reply)).ok
        await pair.ada.post("leave")


async def what_was_taken_on(two: PairOfPeople) -> tuple[str, str]:
    """Both read the same record; settling waits for a follow-up. The record's id and its step's."""
    path = f"/couples/{two.couple_id}/accountabilities"
    seen = [(await ask(one, "GET", path))["data"] for one in (two.ada, two.ben)]
    assert [[one["your_role"] for one in records] for records in seen] == [["hurt"], ["accountable"]]
    record = seen[1][0]
    assert (record["impact"], record["ownership"], record["apology"]) == (IMPACT, OWNED, SORRY)
    for one in (two.ada, two.ben):
        answer = await one.request("PUT", f"{path}/{record['id']}/settle", {"settled": True})
        assert answer.status_code == 409, "nothing is settled before its first follow-up"
    return record["id"], record["steps"][0]["id"]


async def a_missed_promise(two: PairOfPeople, clock: MovableClock) -> Body:
    """A promise of Ben's comes round, and he misses it; Ada cannot mark it, and only notices the next."""
    terms = {
        "kind": "commitment",
        "text": "Ben calls at six when he is late.",
        "owner": "partner",
        "schedule": {"rrule": "FREQ=DAILY", "starts_on": day(clock), "timezone": "UTC"},
    }
    promise = await both_agree(two, terms)
    await days_pass(two, clock, 2)
    path = f"/couples/{two.couple_id}/occurrences"
    came = (await ask(two.ben, "GET", f"{path}?agreement={promise['id']}"))["data"]
    missed = next(one for one in came if one["begun"])
    foreign = await two.ada.request("PUT", f"{path}/{missed['id']}/report", {"outcome": "missed"})
    assert foreign.status_code == 409, "nobody marks the other down"
    report = {"outcome": "missed", "new_date": day(clock, 1)}
    own = (await ask(two.ben, "PUT", f"{path}/{missed['id']}/report", report))["occurrence"]
    assert own["care"], "a kind word comes after a miss of one's own"
    hers = (await ask(two.ada, "GET", f"{path}/{missed['id']}"))["occurrence"]
    assert (hers["other_report"], hers["new_date"], hers["care"]) == ("missed", None, [])
    noticed = {"text": "You told me yourself. That did me good."}
    await ask(two.ada, "PUT", f"{path}/{missed['id']}/noticed", noticed)
    return promise


async def an_update(two: PairOfPeople, clock: MovableClock, *, record: str, step: str) -> None:
    await days_pass(two, clock, 9)
    path = f"/couples/{two.couple_id}/accountabilities/{record}"
    body = {"what_happened": "I called on four days.", "what_next": "I put an alarm.", "new_date": day(clock, 7)}
    await ask(two.ben, "POST", f"{path}/steps/{step}/updates", body, status=201)
    read = (await ask(two.ada, "GET", f"{path}/steps/{step}/updates"))["data"]
    assert [one["what_next"] for one in read] == ["I put an alarm."]


async def a_crossing(two: PairOfPeople, clock: MovableClock, promise: Body) -> None:
    """Ada's note is hers until she says that it is safe, and even then only what she sends is shared."""
    path = f"/couples/{two.couple_id}/crossings"
    before = await every_view(two.ben, two)
    note = {"agreement": promise["id"], "note": ADA_PRIVATE[2], "raise_together": "unsure"}
    crossing = (await ask(two.ada, "POST", path, note, status=201))["crossing"]["id"]
    assert await every_view(two.ben, two) == before, "while it is private, nothing that Ben can see moves"
    assert (await two.ben.get(f"{path}/{crossing}")).status_code == 404
    opening = {"text": "What happened on Friday?", "form": "question"}
    assert (await two.ada.post(f"{path}/{crossing}/share", opening)).status_code == 409
    await ask(two.ada, "POST", f"{path}/{crossing}/private-check", {"raise_together": "yes"})
    shared = (await ask(two.ada, "POST", f"{path}/{crossing}/share", opening))["crossing"]
    assert shared["repair"]["template"] == "brief-repair"
    await ask(two.ben, "PUT", f"{path}/{crossing}/view", {"text": "I forgot, and I felt ashamed."})
    await redress_and_renewal(two, clock, promise, f"{path}/{crossing}")


async def redress_and_renewal(two: PairOfPeople, clock: MovableClock, promise: Body, path: str) -> None:
    plan = {"what": "I put the call in my calendar.", "answers": "That you waited.", "by": day(clock, 3)}
    proposed = await ask(two.ben, "POST", f"{path}/redress", plan)
    version = {"version": proposed["crossing"]["proposal"]["version"]}
    planned = (await ask(two.ada, "POST", f"{path}/redress/accept", version))["crossing"]
    assert (planned["state"], planned["agreement_shows"]) == ("redress_planned", "redress_planned")
    for one in (two.ben, two.ada):
        await ask(one, "POST", f"{path}/redress/done", version)
    yes = {"version": promise["version"]}
    alone = (await ask(two.ben, "POST", f"{path}/renew", yes))["crossing"]
    assert alone["state"] != "renewed", "one alone renews nothing"
    renewed = (await ask(two.ada, "POST", f"{path}/renew", yes))["crossing"]
    assert (renewed["state"], renewed["agreement_shows"]) == ("renewed", "active")


async def settled_together(two: PairOfPeople, record: str) -> None:
    path = f"/couples/{two.couple_id}/accountabilities/{record}"
    await ask(two.ben, "PUT", f"{path}/settle", {"settled": True})
    assert (await ask(two.ada, "GET", path))["accountability"]["state"] == "open"
    done = (await ask(two.ada, "PUT", f"{path}/settle", {"settled": True}))["accountability"]
    assert done["state"] == "settled"


async def a_change_of_life(two: PairOfPeople) -> None:
    """A child is on the way: their limit is due, each answers alone, and it is kept."""
    limit = await both_agree(two, {"kind": "boundary", "category": "time", "text": "Sundays are ours."})
    path = f"/couples/{two.couple_id}/agreements/{limit['id']}"
    await ask(two.ben, "POST", f"/couples/{two.couple_id}/life-events", {"kind": "child"}, status=201)
    assert (await ask(two.ada, "GET", path))["agreement"]["state"] == "review_due"
    await ask(two.ada, "PUT", f"{path}/review", {"answer": "keep"})
    waiting = (await ask(two.ben, "GET", f"{path}/review"))["review"]
    assert (waiting["due"], waiting["your_answer"], waiting["last"]) == (True, None, None)
    after = (await ask(two.ben, "PUT", f"{path}/review", {"answer": "keep"}))["review"]
    assert (after["due"], after["last"]["outcome"]) == (False, "kept")


async def kept_and_shown(two: PairOfPeople) -> None:
    """What is kept stays, what is shown is read; a week is read by both once both answered."""
    path = f"/couples/{two.couple_id}"
    await ask(two.ada, "POST", f"{path}/appreciations", {"text": ADA_PRIVATE[3]}, status=201)
    shown = {"text": "You came home early.", "about": "effort", "share": True}
    await ask(two.ada, "POST", f"{path}/appreciations", shown, status=201)
    await ask(two.ada, "PUT", f"{path}/future-scene/draft", {"text": ADA_PRIVATE[4]})
    assert [one["text"] for one in (await ask(two.ben, "GET", f"{path}/appreciations"))["data"]] == [shown["text"]]
    week = f"{path}/check-ins/{(await ask(two.ada, 'GET', f'{path}/check-in-rhythm'))['rhythm']['cycle']}"
    for one, words in ((two.ada, "We cook together more."), (two.ben, "A calm Sunday.")):
        await ask(one, "PUT", f"{week}/answer", {"hope": words})
        await ask(one, "POST", f"{week}/answer/give", {})
    assert (await ask(two.ben, "GET", week))["check_in"]["partners"]["hope"] == "We cook together more."


VIEWS = (
    "agreements",
    "crossings",
    "occurrences",
    "keeping",
    "accountabilities",
    "life-events",
    "appreciations",
    "goals",
)


async def every_view(person: Person, two: PairOfPeople) -> list[tuple[str, bytes, str | None]]:
    """Everything that a person can list, byte for byte."""
    paths = ["/me/today", *(f"/couples/{two.couple_id}/{one}" for one in (*VIEWS, "sessions", "talk-requests"))]
    answers = [await person.get(path) for path in paths]
    return [(path, one.content, one.headers.get("etag")) for path, one in zip(paths, answers, strict=True)]


@pytest.mark.only_on("sqlite", "postgresql")
async def test_a_story_of_two_people(
    server: Server,
    client: httpx.AsyncClient,
    two: PairOfPeople,
    told: Told,
    clock: MovableClock,
    breath: Callable[[], None],
) -> None:
    await a_rupture(two, clock)
    await a_talk(server, client, two, clock, breath)
    record, step = await what_was_taken_on(two)
    promise = await a_missed_promise(two, clock)
    await an_update(two, clock, record=record, step=step)
    await a_crossing(two, clock, promise)
    await settled_together(two, record)
    await a_change_of_life(two)
    await kept_and_shown(two)
    for one in (two.ada, two.ben):
        await every_view(one, two)
        own = await ask(one, "POST", "/me/export", {"include_private": True, "password": one.password})
        assert own

    for name, own_words, foreign in (("Ada", ADA_PRIVATE, BEN_PRIVATE), ("Ben", BEN_PRIVATE, ADA_PRIVATE)):
        received = told.to(name)
        assert [words for words in own_words if words not in received] == [], "one's own things come along"
        assert [words for words in foreign if words in received] == []
