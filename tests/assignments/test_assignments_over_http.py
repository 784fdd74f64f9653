"""A template suggested by a therapist: each of the two answers alone, and both yes open it to them (T-3)."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from sqlmodel import text

from app.assignments.lifecycle import EXPIRES_AFTER
from app.templates.content import identified
from app.wire_time import stamp
from tests.assignments import suggesting
from tests.assignments.suggesting import LIBRARY, OWN, Three
from tests.builders import PairOfPeople, a_couple, code_of, expect, log_in, register
from tests.live import still_clock
from tests.therapists.linking import a_therapist, again, linked

if TYPE_CHECKING:
    import httpx
    from sqlmodel import Session

    from app.clock import MovableClock
    from app.resources import Resources


@pytest.fixture
def clock() -> MovableClock:
    return still_clock()


async def test_both_read_it_and_only_their_own_answer(three: Three, clock: MovableClock) -> None:
    slug = await three.publishes()
    made = await three.suggests(slug)
    assert (made["template"], made["title"], made["state"]) == (slug, "A slow talk", "offered")
    for person in (three.ada, three.ben):
        seen = await three.seen(person, made["id"])
        assert (seen["state"], seen["your_answer"], seen["therapist"]["name"]) == ("offered", None, "Maria Lopez")
        assert seen["expires_at"] == stamp(clock.now() + EXPIRES_AFTER)
        expect(await person.get(f"/templates/{slug}"), 200)
    said = await three.says(three.ada, made["id"], yes=True)
    assert (said["state"], said["your_answer"]) == ("offered", True)
    assert (await three.seen(three.ben, made["id"]))["your_answer"] is None
    [suggested] = await three.suggested()
    assert (suggested["state"], "your_answer" in suggested) == ("offered", False)


async def test_both_yes_open_the_template_and_either_may_ask_for_the_talk(three: Three) -> None:
    slug = await three.publishes()
    made = await three.suggests(slug)
    wish = {"template": slug, "medium": "text"}
    await three.says(three.ada, made["id"], yes=True)
    assert code_of(await three.ada.post(f"{three.home}/talk-requests", wish)) == "invalid"
    assert (await three.says(three.ben, made["id"], yes=True))["state"] == "open"
    for person in (three.ada, three.ben):
        assert (await three.seen(person, made["id"]))["state"] == "open"
        assert slug in str(expect(await person.get(f"/templates?couple_id={three.pair.couple_id}&limit=100"), 200))
        expect(await person.post(f"{three.home}/talk-requests", wish), 202)
    assert [one["state"] for one in await three.suggested()] == ["open"]
    assert code_of(await three.answers(three.ada, made["id"], yes=False)) == "not_now"


async def test_a_template_of_the_library_is_suggested_and_was_open_before(three: Three) -> None:
    made = await three.suggests()
    for person in (three.ada, three.ben):
        await three.says(person, made["id"], yes=True)
    assert (await three.seen(three.ada, made["id"]))["state"] == "open"
    expect(await three.therapist.delete(f"{three.care}/assignments/{made['id']}"), 204)
    expect(await three.ada.post(f"{three.home}/talk-requests", {"template": LIBRARY, "medium": "text"}), 202)


async def test_what_was_not_taken_up_in_time_is_over_for_all_three_and_may_be_suggested_again(
    three: Three, clock: MovableClock
) -> None:
    made = await three.suggests()
    assert code_of(await three.therapist.post(f"{three.care}/assignments", {"template": LIBRARY})) == "not_now"
    await three.says(three.ada, made["id"], yes=True)
    clock.advance(EXPIRES_AFTER)
    ada, therapist = await log_in(three.ada), await again(three.therapist)
    assert (await three.seen(ada, made["id"]))["state"] == "not_taken_up"
    assert code_of(await three.answers(ada, made["id"], yes=True)) == "request_closed"
    expect(await therapist.post(f"{three.care}/assignments", {"template": LIBRARY}), 201)
    expect(await therapist.delete(f"{three.care}/assignments/{made['id']}"), 204)
    listed = expect(await therapist.get(f"{three.care}/assignments"), 200)["data"]
    assert [one["state"] for one in listed] == ["offered", "not_taken_up"]


async def test_taken_back_it_is_withdrawn_for_both_and_its_template_closed(three: Three) -> None:
    slug = await three.publishes()
    made = await three.suggests(slug)
    for person in (three.ada, three.ben):
        await three.says(person, made["id"], yes=True)
    for _ in range(2):
        expect(await three.therapist.delete(f"{three.care}/assignments/{made['id']}"), 204)
    for person in (three.ada, three.ben):
        assert (await three.seen(person, made["id"]))["state"] == "withdrawn"
        assert (await person.get(f"/templates/{slug}")).status_code == 404
        refused = await person.post(f"{three.home}/talk-requests", {"template": slug, "medium": "text"})
        assert code_of(refused) == "invalid"
    assert code_of(await three.answers(three.ada, made["id"], yes=True)) == "request_closed"


async def test_it_ends_with_sharing_and_a_new_yes_later_brings_nothing_back(three: Three, clock: MovableClock) -> None:
    slug = await three.publishes()
    made = await three.suggests(slug)
    for person in (three.ada, three.ben):
        await three.says(person, made["id"], yes=True)
    await three.stops_sharing(three.ben)
    for path in ("assignments", f"assignments/{made['id']}"):
        for method in ("GET", "DELETE"):
            assert (await three.therapist.request(method, f"{three.care}/{path}")).status_code in {404, 405}
    assert (await three.seen(three.ada, made["id"]))["state"] == "withdrawn"
    assert (await three.ada.get(f"/templates/{slug}")).status_code == 404
    clock.advance(timedelta(seconds=1))
    await linked(three.resources, three.pair, three.therapist, scopes=["assign"])
    assert await three.suggested() == []
    assert (await three.seen(three.ada, made["id"]))["state"] == "withdrawn"
    assert (await three.suggests(slug))["state"] == "offered"


async def test_only_the_library_and_ones_own_published_templates_are_suggested(
    three: Three, resources: Resources, client: httpx.AsyncClient
) -> None:
    slug = await three.publishes()
    other = await a_therapist(resources, client, "Olga")
    couple = await a_couple(client, names=("Cleo", "Dan"))
    await linked(resources, couple, other, scopes=["assign"])
    answers = [
        await other.post(f"/couples-in-care/{couple.couple_id}/assignments", {"template": name})
        for name in (slug, "t-no-such-talk-aaaaaa", "?")
    ]
    # Whether another therapist has a template of that name is not for guessing.
    assert {(one.status_code, str({**one.json(), "request_id": ""})) for one in answers} == {
        (422, str({**answers[0].json(), "request_id": ""}))
    }


async def test_without_the_scope_of_both_there_is_nothing_to_suggest_to(
    resources: Resources, client: httpx.AsyncClient
) -> None:
    pair, therapist = await a_couple(client), await a_therapist(resources, client)
    nobody = await register(client, "Nobody")
    path = "/couples-in-care/{}/assignments"
    await linked(resources, pair, therapist, scopes=["agreements", "assign"], ben=["agreements"])
    tried = [
        await person.post(path.format(couple_id), {"template": LIBRARY})
        for person, couple_id in ((therapist, pair.couple_id), (therapist, "unknown"), (nobody, pair.couple_id))
    ]
    assert {(one.status_code, str({**one.json(), "request_id": ""})) for one in tried} == {
        (404, str({**tried[0].json(), "request_id": ""}))
    }


async def test_only_so_many_wait_at_once_whatever_was_answered(three: Three) -> None:
    slugs = [one["slug"] for one in expect(await three.ada.get("/templates"), 200)["data"]]
    for number, slug in enumerate(slugs[:5]):
        made = await three.suggests(slug)
        # A no takes none of them away (S-8).
        await three.says(three.ada, made["id"], yes=number % 2 == 0)
    refused = await three.therapist.post(f"{three.care}/assignments", {"template": slugs[5]})
    assert code_of(refused) == "limit_reached"


async def test_the_newest_comes_first_page_by_page(three: Three, clock: MovableClock) -> None:
    slugs = [one["slug"] for one in expect(await three.ada.get("/templates"), 200)["data"]][:3]
    for slug in slugs:
        await three.suggests(slug)
        clock.advance(timedelta(seconds=1))
    for person, path in ((three.ada, three.home), (three.therapist, three.care)):
        found, cursor = [], ""
        while True:
            page = expect(await person.get(f"{path}/assignments?limit=2{cursor}"), 200)
            found += [one["template"] for one in page["data"]]
            if not page["has_more"]:
                break
            cursor = f"&cursor={page['next_cursor']}"
        assert found == slugs[::-1]


async def test_what_the_therapist_looks_at_is_written_down_for_both(three: Three) -> None:
    await three.suggested()
    await three.given()
    for person in (three.ada, three.ben):
        reads = expect(await person.get(f"{three.home}/therapist-reads"), 200)["data"]
        assert {(one["scope"], one["kind"]) for one in reads} == {("assign", "assignments"), ("assign", "practices")}


async def test_when_a_consent_runs_out_nothing_is_left_open_and_nothing_comes_back_with_a_new_one(
    resources: Resources, client: httpx.AsyncClient, clock: MovableClock
) -> None:
    """T12: nobody says that it ran out, so everything that hangs on it asks again."""
    three = await suggesting.three(resources, client)
    slug = await three.publishes()
    made, practice = await three.suggests(slug), await three.gives(due_on=three.day(200))
    for person in (three.ada, three.ben):
        await three.says(person, made["id"], yes=True)
    clock.advance(timedelta(days=92))
    pair = PairOfPeople(three.pair.couple_id, await log_in(three.ada), await log_in(three.ben))
    later = Three(resources, pair, await again(three.therapist), three.link_id)
    wish = {"template": slug, "medium": "text"}

    async def nothing_is_left() -> None:
        assert (await later.seen(later.ada, made["id"]))["state"] == "withdrawn"
        assert (await later.practice(later.ada, practice["id"]))["state"] == "over"
        assert code_of(await later.ada.post(f"{later.home}/talk-requests", wish)) == "invalid"
        for person in (later.ada, later.ben):
            assert slug not in (await person.get(f"/templates?couple_id={pair.couple_id}&limit=100")).text
            assert (await person.get(f"/templates/{slug}")).status_code == 404
            assert expect(await person.get("/me/today"), 200)["data"] == []

    await nothing_is_left()
    assert (await later.therapist.get(f"{later.care}/assignments")).status_code == 404
    await linked(resources, pair, later.therapist, scopes=["assign"])
    await nothing_is_left()
    assert (await later.suggested(), await later.given()) == ([], [])
    again_made = await later.suggests(slug)
    # Both are asked anew: the yes of the time before is none to this.
    assert code_of(await later.ada.post(f"{later.home}/talk-requests", wish)) == "invalid"
    for person in (later.ada, later.ben):
        await later.says(person, again_made["id"], yes=True)
    expect(await later.ada.post(f"{later.home}/talk-requests", wish), 202)


async def test_a_yes_stands_under_the_words_that_were_read_and_under_no_later_ones(three: Three) -> None:
    """A therapist cannot put other words where both have said yes."""
    slug = await three.publishes()
    made = await three.suggests(slug)
    for person in (three.ada, three.ben):
        await three.says(person, made["id"], yes=True)
    later = identified(replace(OWN, title="Other words"))
    await three.publishes(later)
    for person in (three.ada, three.ben):
        assert expect(await person.get(f"/templates/{slug}"), 200)["template"]["version"] == OWN.version
        assert (await three.seen(person, made["id"]))["title"] == OWN.title
        listed = expect(await person.get(f"/templates?couple_id={three.pair.couple_id}&limit=100"), 200)["data"]
        assert [one["title"] for one in listed if one["slug"] == slug] == [OWN.title]
    wish = {"template": slug, "medium": "text"}
    request = expect(await three.ada.post(f"{three.home}/talk-requests", wish), 202)["talk_request"]["id"]
    session = expect(await three.ben.post(f"/talk-requests/{request}/accept"), 200)["session"]["id"]
    assert await pinned(three, session) == OWN.version
    # Suggested anew, it is another question to both.
    expect(await three.therapist.delete(f"{three.care}/assignments/{made['id']}"), 204)
    assert (await three.seen(three.ada, made["id"]))["title"] == OWN.title
    anew = await three.suggests(slug)
    assert (anew["title"], anew["version"], anew["state"]) == ("Other words", later.version, "offered")
    assert code_of(await three.ada.post(f"{three.home}/talk-requests", wish)) == "invalid"


async def pinned(three: Three, session_id: str) -> str:
    """Return the version of the template that a session is on."""

    def work(db: Session) -> str:
        statement = text("SELECT template_version FROM session WHERE id = :id")
        return str(db.connection().execute(statement, {"id": session_id}).scalar_one())

    return await three.resources.database.read(work)
