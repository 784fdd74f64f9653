"""Nobody but the author: not the partner, not a log, not a file, not after the couple, and nobody after an erasure."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx
import pytest
from prometheus_client import generate_latest
from sqlmodel import text

from app.observability.exposition import registry_of
from tests.builders import PairOfPeople, a_couple, expect, log_in, register
from tests.conftest import running
from tests.journal.writing import write_everything
from tests.live import a_session, arrive, calm, still_clock

if TYPE_CHECKING:
    from app.clock import MovableClock
    from app.resources import Resources
    from app.settings import Settings
    from tests.builders import Person
    from tests.canary import Canary
    from tests.conftest import Server

OWN = ("/me/journal", "/me/patterns", "/me/looking-ahead", "/me/week", "/me/weeks", "/me/notes", "/me/step-back")
TABLES = ("journal", "journal_page", "step_back")


@pytest.fixture
def clock() -> MovableClock:
    return still_clock()


async def pages_of(person: Person) -> dict[str, Any]:  # Any: JSON is anything
    return {path: expect(await person.get(path), 200) for path in OWN}


async def rows(resources: Resources) -> dict[str, int]:
    return await resources.database.read(
        lambda db: {table: db.exec(text(f"SELECT count(*) FROM {table}")).one()[0] for table in TABLES}  # type: ignore[call-overload]  # noqa: S608 - our own names
    )


async def test_it_works_before_during_and_after_a_couple(client: httpx.AsyncClient, clock: MovableClock) -> None:
    ada = await register(client)
    before = await write_everything(ada)
    pair = await a_couple(client)
    together = await write_everything(pair.ada, couple_id=pair.couple_id)
    expect(await pair.ben.post(f"/couples/{pair.couple_id}/leave"), 204)
    for person, written in ((ada, before), (pair.ada, together)):
        found = await pages_of(person)
        assert found["/me/journal"]["data"] == [written["entry"]]
        assert found["/me/notes"]["data"] == [written["note"]]
    clock.advance(timedelta(hours=1))
    expect(await pair.ada.post("/me/journal", {"text": "Afterwards."}), 201)
    assert len((await pages_of(pair.ada))["/me/journal"]["data"]) == 2


async def test_leaving_a_couple_takes_nothing_from_either_journal(pair: PairOfPeople) -> None:
    written = [await write_everything(person) for person in (pair.ada, pair.ben)]
    expect(await pair.ada.post(f"/couples/{pair.couple_id}/leave"), 204)
    for person, own in zip((pair.ada, pair.ben), written, strict=True):
        assert (await pages_of(person))["/me/journal"]["data"] == [own["entry"]]


async def test_another_login_of_the_same_person_sees_the_same(pair: PairOfPeople) -> None:
    await write_everything(pair.ada)
    assert await pages_of(await log_in(pair.ada)) == await pages_of(pair.ada)


async def test_an_erased_person_leaves_no_row(resources: Resources, pair: PairOfPeople) -> None:
    for person in (pair.ada, pair.ben):
        await write_everything(person)
    before = await rows(resources)
    expect(await pair.ada.delete("/me", {"password": pair.ada.password}), 204)
    after = await rows(resources)
    assert {table: (before[table], after[table]) for table in TABLES} == {
        "journal": (2, 1),
        "journal_page": (8, 4),
        "step_back": (2, 1),
    }
    assert len((await pages_of(pair.ben))["/me/journal"]["data"]) == 1


async def test_none_of_it_is_in_a_log_a_file_or_the_partners_answers(
    settings: Settings, clock: MovableClock, canary: Canary
) -> None:
    canary.search_files()
    async with running(settings, clock=clock) as server, httpx.AsyncClient(base_url=server.url, timeout=60) as client:
        pair = await a_couple(client)
        written = await write_everything(pair.ada, couple_id=pair.couple_id, said=canary.said)
        kept = expect(await pair.ada.get("/me/journal"), 200)["data"][0]["text"]
        assert "petunia two" in kept, "what is searched for was really written and kept"
        for path in (*OWN, "/me", "/couples", f"/couples/{pair.couple_id}", f"/couples/{pair.couple_id}/agreements"):
            canary.assert_silent((await pair.ben.get(path)).content, where=path)
        counted = generate_latest(registry_of(server.resources.metrics)).decode()
        canary.assert_silent(counted, where="the metrics")
        for page_id in (written[kind]["id"] for kind in ("entry", "ahead", "note")):
            assert page_id not in counted
            assert page_id not in canary.logged.getvalue(), "a trail of who reads what of their own"
        canary.assert_silent_files()


async def test_no_path_or_answer_to_a_mistake_names_what_somebody_feels(pair: PairOfPeople) -> None:
    # README 7: what may be seen over a shoulder or in a history.
    telling = ("strain", "burnout", "belief", "fear", "worry", "partner", "abuse", "safe")
    assert not [path for path in OWN if any(word in path for word in telling)]
    answer = await pair.ada.post("/me/journal", {"text": "A worry." * 1000})
    assert "worry" not in answer.text


def shared_doors() -> tuple[str, ...]:
    """Return whatever the partner can read without an id but the couple's, of every feature and also of later ones."""
    paths = json.loads((Path(__file__).parents[2] / "docs" / "openapi.json").read_text())["paths"]
    readable = (path.removeprefix("/v1") for path, operations in paths.items() if "get" in operations)
    return tuple(sorted(path for path in readable if set(re.findall(r"{(\w+)}", path)) <= {"couple_id"}))


SHARED = shared_doors()


async def seen(person: Person, couple_id: str) -> dict[str, tuple[int, list[tuple[str, str]], bytes]]:
    """Return every byte that the person gets; only the id and the date of an answer are new every time."""
    found = {}
    for template in (template for template in SHARED if not template.startswith("/health")):
        answer = await person.get(template.format(couple_id=couple_id))
        headers = [one for one in answer.headers.multi_items() if one[0] not in {"date", "x-request-id"}]
        body = answer.content.replace(answer.headers["x-request-id"].encode(), b"")
        found[template] = (answer.status_code, headers, body)
    return found


async def test_the_partner_sees_the_same_bytes_whether_one_wrote_or_not(pair: PairOfPeople) -> None:
    # A3: one world, before and after, with the clock standing still: nothing may move but for what Ada did in private.
    before = await seen(pair.ben, pair.couple_id)
    known = ("/couples/{couple_id}/agreements", "/couples/{couple_id}/talk-requests", "/me/week", "/me/trends")
    assert [before[path][0] for path in known] == [200] * len(known)
    await write_everything(pair.ada, couple_id=pair.couple_id)
    for level in (7, 8, 9, 10):
        expect(await pair.ada.patch("/me/week", {"level": level}), 200)
    assert await seen(pair.ben, pair.couple_id) == before
    # Taking it all back moves nothing either.
    expect(await pair.ada.request("PUT", "/me/step-back", {"couple_id": pair.couple_id, "on": False}), 200)
    assert await seen(pair.ben, pair.couple_id) == before


async def test_in_a_talk_nothing_arrives_when_the_other_writes_for_themselves(
    server: Server, client: httpx.AsyncClient
) -> None:
    async with a_session(server, client) as pair:
        await arrive(pair)
        await calm(pair)
        for one in pair:
            await one.caught_up()
        before, view = len(pair.ben.frames), await pair.ben.look()
        await write_everything(pair.ada.person, couple_id=pair.two.couple_id)
        await pair.ben.caught_up()
        assert [frame["type"] for frame in pair.ben.frames[before:]] == ["pong"]
        assert await pair.ben.look() == view


async def test_the_comparison_would_notice_a_difference(pair: PairOfPeople) -> None:
    before = await seen(pair.ben, pair.couple_id)
    body = {"template": "calm-start-talk", "medium": "text"}
    expect(await pair.ada.post(f"/couples/{pair.couple_id}/talk-requests", body), 202)
    assert await seen(pair.ben, pair.couple_id) != before


async def test_what_both_do_after_one_stepped_back_is_answered_alike(pair: PairOfPeople) -> None:
    body = {"template": "calm-start-talk", "medium": "text"}
    shapes = []
    for on in (False, True):
        expect(await pair.ada.request("PUT", "/me/step-back", {"couple_id": pair.couple_id, "on": on}), 200)
        answer = await pair.ben.post(f"/couples/{pair.couple_id}/talk-requests", body)
        request = expect(answer, 202)["talk_request"]
        shapes.append({key: value for key, value in request.items() if key != "id"})
    assert shapes[0] == shapes[1]
