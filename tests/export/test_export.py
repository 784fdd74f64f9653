"""One's own export: all that is one's own, nothing of the other's private things, the private part for a password."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import pytest

import app
from app.export.archive import FEATURES
from app.security.rate_limit import EXPORT
from tests.agreements.reaching import recorded
from tests.builders import a_couple, code_of, expect
from tests.live import TALK, Pair, a_session, a_turn, to_speaking

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    import httpx

    from app.clock import MovableClock
    from app.resources import Resources
    from tests.builders import PairOfPeople, Person
    from tests.conftest import Server


APP = Path(app.__file__).parent


async def export(person: Person, *, private: bool = False) -> dict[str, Any]:
    body = {"include_private": True, "password": person.password} if private else {}
    found: dict[str, Any] = expect(await person.post("/me/export", body), 200)
    return found


def canaries(name: str) -> dict[str, str]:
    kinds = ("turn", "page", "note", "parked", "wish")
    return {kind: f"Canary {name} {kind} sings alone." for kind in kinds}


PRIVATE = ("page", "note", "parked")


@dataclass(frozen=True)
class Lived:
    """Two who talked, and each of whom wrote something of their own."""

    pair: Pair
    ada: dict[str, str]
    ben: dict[str, str]


@pytest.fixture
async def lived(
    server: Server, client: httpx.AsyncClient, clock: MovableClock, resources: Resources
) -> AsyncIterator[Lived]:
    words = {"ada": canaries("A"), "ben": canaries("B")}
    async with a_session(server, client) as pair:
        agreed = await recorded(resources, pair.two)
        await to_speaking(pair)
        await a_turn(pair, advance=lambda: clock.advance(timedelta(seconds=6)), said=words["ada"]["turn"])
        for name in ("ada", "ben"):
            one, said = getattr(pair, name), words[name]
            assert (await one.send("park_topic", text=said["parked"], share=False)).ok
            assert (await one.send("rate_arousal", level=3)).ok
            expect(await one.person.post("/me/journal", {"text": said["page"], "tags": []}), 201)
            report = {"agreement": agreed.agreement_id, "note": said["note"]}
            expect(await one.person.post(f"/couples/{pair.two.couple_id}/crossings", report), 201)
            wish = {**TALK, "purpose": said["wish"]}
            expect(await one.person.post(f"/couples/{pair.two.couple_id}/talk-requests", wish), 202)
        yield Lived(pair, words["ada"], words["ben"])


def holds(found: dict[str, Any], words: str) -> bool:
    return words in json.dumps(found, ensure_ascii=False)


async def test_the_default_has_what_is_shared_and_nothing_private_of_anybody(lived: Lived) -> None:
    # Attack test 23.
    for person in (lived.pair.two.ada, lived.pair.two.ben):
        found = await export(person)
        assert found["private"] is False
        for shared in (lived.ada["turn"], lived.ada["wish"], lived.ben["wish"]):
            assert holds(found, shared)
        for said in (lived.ada, lived.ben):
            assert not any(holds(found, said[kind]) for kind in PRIVATE)
        for word in ("arousal", "parked", "finding", "held", "strain", "pace", "token", "password"):
            assert not re.search(rf'"{word}[a-z_]*"\s*:', json.dumps(found)), word


async def test_with_the_password_it_has_ones_own_private_things_and_none_of_the_others(lived: Lived) -> None:
    # Attack test 23: with step-up it has own ones only.
    two = lived.pair.two
    for person, own, others in ((two.ada, lived.ada, lived.ben), (two.ben, lived.ben, lived.ada)):
        found = await export(person, private=True)
        assert all(holds(found, own[kind]) for kind in PRIVATE)
        assert not any(holds(found, others[kind]) for kind in PRIVATE)
        assert {"talk": lived.pair.session_id, "kind": "arousal", "value": 3}.items() <= next(
            mark for mark in found["data"]["talk_marks"] if mark["kind"] == "arousal" and mark["value"] == 3
        ).items()


async def test_what_the_other_keeps_moves_no_byte_of_it(lived: Lived, resources: Resources) -> None:
    two = lived.pair.two
    before = (await two.ada.post("/me/export", {})).content
    expect(await two.ben.post("/me/journal", {"text": "Another page.", "tags": []}), 201)
    expect(await two.ben.request("PUT", "/me/step-back", {"couple_id": "all"}), 200)
    await export(two.ben, private=True)
    [asked] = [
        one["id"]
        for one in expect(await two.ben.get(f"/couples/{two.couple_id}/talk-requests"), 200)["data"]
        if not one["asked_by_you"] and one["state"] == "pending"
    ]
    expect(await two.ben.post(f"/talk-requests/{asked}/decline"), 202)
    assert (await two.ada.post("/me/export", {})).content == before


async def test_a_record_is_still_taken_along_when_the_couple_is_over_without_the_others_name(lived: Lived) -> None:
    two = lived.pair.two
    expect(await two.ben.post(f"/couples/{two.couple_id}/leave"), 204)
    found = await export(two.ada)
    assert holds(found, lived.ada["turn"])
    [couple] = found["data"]["couples"]
    assert couple == {
        "id": two.couple_id,
        "state": "over",
        "people": {two.ada.account_id: "Ada", two.ben.account_id: "former partner"},
    }


@pytest.mark.parametrize("password", [None, "not the words at all"])
async def test_the_private_part_needs_the_password(pair: PairOfPeople, password: str | None) -> None:
    body = {"include_private": True} if password is None else {"include_private": True, "password": password}
    answer = await pair.ada.post("/me/export", body)
    assert (answer.status_code, code_of(answer)) == (403, "step_up_required")


async def test_the_file_has_a_neutral_name_and_is_kept_by_nobody(pair: PairOfPeople, clock: MovableClock) -> None:
    answer = await pair.ada.post("/me/export", {})
    assert answer.headers["content-disposition"] == f'attachment; filename="data-{clock.now().date()}.json"'
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["content-type"] == "application/json"


async def test_somebody_who_did_nothing_yet_has_an_account_and_empty_lists(pair: PairOfPeople) -> None:
    found = await export(pair.ada)
    [account] = found["data"]["account"]
    assert account["email"] == pair.ada.email
    assert found["data"]["talks"] == []


async def test_an_export_is_not_made_all_the_time(limited_client: httpx.AsyncClient) -> None:
    pair = await a_couple(limited_client)
    answers = [await pair.ada.post("/me/export", {}) for _ in range(EXPORT.most + 1)]
    assert [one.status_code for one in answers] == [200] * EXPORT.most + [429]


def test_every_feature_that_has_something_to_give_is_in_it() -> None:
    inside = {cast("Any", one).__module__ for one in FEATURES}
    assert {f"app.{file.parent.name}.exporting" for file in APP.glob("*/exporting.py")} == inside
