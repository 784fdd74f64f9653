"""A window through the real door: the same for both, nothing private in it, and one's own for oneself alone."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from tests.agreements.reaching import recorded
from tests.builders import code_of, expect, log_in
from tests.live import REPAIR, a_session, to_agreeing, to_the_end

if TYPE_CHECKING:
    import httpx

    from app.clock import MovableClock
    from app.resources import Resources
    from tests.builders import PairOfPeople, Person
    from tests.conftest import Server


async def window(person: Person, pair: PairOfPeople, days: int = 30) -> dict[str, Any]:
    found: dict[str, Any] = expect(await person.get(f"/couples/{pair.couple_id}/progress?days={days}"), 200)
    return found


async def own(person: Person, days: int = 30) -> dict[str, Any]:
    found: dict[str, Any] = expect(await person.get(f"/me/progress?days={days}"), 200)
    return found


async def test_a_couple_that_has_just_begun_has_an_empty_window(pair: PairOfPeople) -> None:
    found = await window(pair.ada, pair, 7)
    assert [found[name] for name in ("talks_finished", "returns_after_pauses", "check_ins_together")] == [0, 0, 0]
    assert (found["appreciated"], found["kept"], len(found["stretches"])) == (False, [], 7)
    assert (await own(pair.ada))["talks"] == []


async def test_what_both_finished_is_the_same_for_both_and_leaves_with_its_window(
    server: Server, client: httpx.AsyncClient, clock: MovableClock, pair: PairOfPeople, resources: Resources
) -> None:
    await recorded(resources, pair)
    async with a_session(server, client, two=pair, **REPAIR) as talk:
        await to_the_end(talk, advance=lambda: clock.advance(timedelta(seconds=6)))
    answers = [await one.get(f"/couples/{pair.couple_id}/progress") for one in (pair.ada, pair.ben)]
    assert answers[0].content == answers[1].content
    found = answers[0].json()
    assert (found["talks_finished"], found["agreements_in_force"]) == (1, 1)
    assert sum(one["talks"] for one in found["stretches"]) == 1
    clock.advance(timedelta(days=8))
    assert (await window(await log_in(pair.ada), pair, 7))["talks_finished"] == 0
    assert (await window(await log_in(pair.ada), pair, 30))["talks_finished"] == 1


async def test_coming_back_after_a_pause_is_seen_and_who_paused_is_not(
    server: Server, client: httpx.AsyncClient, clock: MovableClock, pair: PairOfPeople
) -> None:
    async with a_session(server, client, two=pair, **REPAIR) as talk:
        await to_agreeing(talk, advance=lambda: clock.advance(timedelta(seconds=6)))
        await talk.ada.did("pause")
        await talk.settled()
        clock.advance(timedelta(minutes=20))
        for one in talk:
            await one.did("rate_arousal", level=2)
            await one.did("return")
        await talk.settled()
        answers = [await one.get(f"/couples/{pair.couple_id}/progress") for one in (pair.ada, pair.ben)]
    assert answers[0].content == answers[1].content
    assert answers[0].json()["returns_after_pauses"] == 1


async def test_ones_own_readings_are_ones_own(
    server: Server, client: httpx.AsyncClient, clock: MovableClock, pair: PairOfPeople
) -> None:
    before = await pair.ben.get("/me/progress")
    async with a_session(server, client, two=pair, **REPAIR) as talk:
        await to_agreeing(talk, advance=lambda: clock.advance(timedelta(seconds=6)))
        plain = (await pair.ben.get("/me/progress")).content
        picture = (await pair.ben.get("/me/progress.svg")).content
        together = (await pair.ben.get(f"/couples/{pair.couple_id}/progress")).content
        # Two worlds: what Ada says of herself moves no byte of what Ben sees.
        assert (await talk.ada.send("rate_arousal", level=6)).ok
        assert (await pair.ben.get("/me/progress")).content == plain != before.content
        assert (await pair.ben.get("/me/progress.svg")).content == picture
        assert (await pair.ben.get(f"/couples/{pair.couple_id}/progress")).content == together
    [reading] = (await own(pair.ada))["talks"]
    assert (reading["before"], reading["after"]) == (2, 6)


async def test_what_the_partner_does_in_private_moves_no_byte(pair: PairOfPeople, resources: Resources) -> None:
    agreed = await recorded(resources, pair)
    paths = [f"/couples/{pair.couple_id}/progress", f"/couples/{pair.couple_id}/progress.svg", "/me/progress"]
    before = [(await pair.ada.get(path)).content for path in paths]
    path = f"/couples/{pair.couple_id}"
    expect(await pair.ben.post("/me/journal", {"text": "A page.", "tags": []}), 201)
    expect(await pair.ben.request("PUT", "/me/step-back", {"couple_id": "all"}), 200)
    expect(await pair.ben.post(f"{path}/crossings", {"agreement": agreed.agreement_id, "note": "Again."}), 201)
    expect(await pair.ben.post(f"{path}/appreciations", {"text": "You made tea.", "share": False}), 201)
    assert [(await pair.ada.get(path)).content for path in paths] == before


async def test_an_appreciation_is_seen_and_not_counted(pair: PairOfPeople) -> None:
    for text in ("You made tea.", "You listened."):
        expect(await pair.ben.post(f"/couples/{pair.couple_id}/appreciations", {"text": text, "share": True}), 201)
    assert (await window(pair.ada, pair))["appreciated"] is True


@pytest.mark.parametrize("path", ["/me/progress.svg", "/couples/{couple}/progress.svg"])
async def test_a_picture_is_sent_so_that_it_can_do_nothing(pair: PairOfPeople, path: str) -> None:
    answer = await pair.ada.get(path.format(couple=pair.couple_id) + "?days=90")
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "image/svg+xml"
    assert answer.headers["cache-control"] == "no-store"
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert policy.endswith("sandbox")


async def test_only_windows_of_a_fixed_length_are_offered(pair: PairOfPeople) -> None:
    # Nobody looks for the length at which they look best.
    for days in ("1", "8", "365", "x"):
        assert code_of(await pair.ada.get(f"/me/progress?days={days}")) == "invalid"


async def test_no_figure_is_a_share_of_a_hundred_or_a_streak(pair: PairOfPeople) -> None:
    names = {*(await window(pair.ada, pair)), *(await own(pair.ada))}
    assert not any(word in name for name in names for word in ("percent", "rate", "streak", "score", "missed", "rank"))
