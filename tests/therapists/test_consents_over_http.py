"""Letting a therapist in, over HTTP: each says yes alone, both yeses make what is shared, each takes it back alone."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import httpx
import pytest

from app.therapists.ended import SharingEnded, sharing_topic
from app.therapists.standing import SCOPES, access_of, accesses_to
from tests.builders import a_couple, code_of, expect, log_in
from tests.conftest import running
from tests.therapists.linking import a_therapist, a_yes, handle_of, link_of, linked, open_profile

if TYPE_CHECKING:
    from app.clock import MovableClock
    from app.settings import Settings
    from tests.conftest import Server
    from tests.therapists.conftest import Three

pytestmark = pytest.mark.only_on("sqlite")


async def test_only_what_both_said_yes_to_is_shared_and_only_once_the_therapist_has_accepted(three: Three) -> None:
    link_id = await three.invited(scopes=["transcripts", "agreements"])
    assert await three.in_care() == []
    assert (await three.maria.request("PUT", f"/couples-in-care/{three.couple_id}/link")).status_code == 404
    shown = await three.link(three.ben, link_id)
    assert (shown["state"], shown["consent"], shown["invited_by_you"]) == ("invited", None, False)
    assert shown["proposed"] == ["transcripts", "agreements"]

    await three.yes(three.ben, link_id, scopes=["agreements", "keeping"])
    [waits] = await three.in_care()
    assert (waits["state"], waits["names"], waits["scopes"]) == ("invited", ["Ada", "Ben"], [])
    begun = expect(await three.maria.request("PUT", f"/couples-in-care/{three.couple_id}/link"), 200)["couple"]
    assert [one["scope"] for one in begun["scopes"]] == ["agreements"]
    for person, own in ((three.ada, ["transcripts", "agreements"]), (three.ben, ["agreements", "keeping"])):
        seen = await three.link(person, link_id)
        assert (seen["state"], [one["scope"] for one in seen["scopes"]]) == ("sharing", ["agreements"])
        assert seen["consent"]["scopes"] == own
        assert seen["sharing_changed"] is True


async def test_the_service_answers_other_features_from_the_same_source(three: Three) -> None:
    link_id = await three.linked(scopes=["transcripts"])
    resources, therapist_id = three.resources, three.maria.account_id
    at = resources.clock.now()
    found = await resources.database.read(lambda db: access_of(db, therapist_id, three.couple_id, at=at))
    assert (found.link_id, found.allows("transcripts"), found.allows("keeping")) == (link_id, True, False)
    every = await resources.database.read(lambda db: accesses_to(db, three.couple_id, at=at))
    assert every == (found,)
    expired = at + timedelta(days=365)
    assert await resources.database.read(lambda db: accesses_to(db, three.couple_id, at=expired)) == ()


@pytest.mark.parametrize("who", ["ada", "ben"])
async def test_either_takes_it_back_alone_and_it_is_over_at_once(three: Three, who: str) -> None:
    link_id = await three.linked()
    mine, other = (three.ada, three.ben) if who == "ada" else (three.ben, three.ada)
    await three.withdraws(mine, link_id)
    assert await three.scopes_seen() == set()
    [ended] = await three.in_care()
    assert (ended["state"], ended["names"]) == ("ended", [])
    seen = await three.link(other, link_id)
    assert (seen["state"], seen["scopes"], seen["sharing_changed"]) == ("ended", [], True)
    assert seen["consent"]["scopes"] == list(SCOPES)
    own = await three.link(mine, link_id)
    assert (own["state"], own["consent"], own["sharing_changed"]) == ("ended", None, False)
    await three.withdraws(mine, link_id)
    for person in (mine, other):
        path = f"/couples/{three.couple_id}/therapists/{link_id}/consent"
        assert code_of(await person.request("PUT", path, await a_yes(three.resources, person))) == "ended"


async def test_another_policy_or_another_text_than_what_was_read_is_refused(three: Three) -> None:
    link_id = await three.invited()
    path = f"/couples/{three.couple_id}/therapists/{link_id}/consent"
    body = await a_yes(three.resources, three.ben)
    expect(await three.maria.patch("/me/therapist", {"secrets_policy": "limited"}), 200)
    assert code_of(await three.ben.request("PUT", path, body)) == "wrong_version"
    other_text = body | {"secrets_policy": "limited", "text_version": "0" * 12}
    assert code_of(await three.ben.request("PUT", path, other_text)) == "wrong_version"
    expect(await three.ben.request("PUT", path, body | {"secrets_policy": "limited"}), 200)
    # Ada's yes was to what was declared before.
    assert (await three.link(three.ada, link_id))["consent"]["outdated"] is True
    assert await three.in_care() == []


async def test_a_new_secrets_policy_stops_all_sharing_until_both_have_said_yes_to_it(three: Three) -> None:
    link_id = await three.linked()
    expect(await three.maria.patch("/me/therapist", {"secrets_policy": "individual_confidential"}), 200)
    assert await three.scopes_seen() == set()
    path = f"/couples/{three.couple_id}/therapists/{link_id}/consent"
    for person in (three.ada, three.ben):
        assert await three.scopes_seen() == set()
        body = await a_yes(three.resources, person, policy="individual_confidential")
        expect(await person.request("PUT", path, body), 200)
    assert await three.scopes_seen() == set(SCOPES)
    # Declaring the same again changes nothing.
    expect(await three.maria.patch("/me/therapist", {"secrets_policy": "individual_confidential"}), 200)
    assert await three.scopes_seen() == set(SCOPES)


async def test_a_yes_has_a_last_day_within_a_year_and_scopes_that_exist(three: Three) -> None:
    link_id = await three.invited()
    path = f"/couples/{three.couple_id}/therapists/{link_id}/consent"
    body = await a_yes(three.resources, three.ben)
    today = three.resources.clock.now().date()
    wrong: list[dict[str, object]] = [
        {"expires_on": str(today - timedelta(days=1))},
        {"expires_on": str(today + timedelta(days=400))},
        {"expires_on": "9999-12-31"},
        {"scopes": []},
        {"scopes": ["journal"]},
        {"scopes": "transcripts"},
        {"account_id": three.ada.account_id},
    ]
    for change in wrong:
        assert code_of(await three.ben.request("PUT", path, body | change)) == "invalid", change
    twice = expect(await three.ben.request("PUT", path, body | {"scopes": ["keeping", "keeping"]}), 200)["link"]
    assert twice["consent"]["scopes"] == ["keeping"]


async def test_expiry_needs_nobody(three: Three, clock: MovableClock) -> None:
    link_id = await three.linked()
    clock.advance(timedelta(days=91))
    maria, ada = await log_in(three.maria), await log_in(three.ada)
    assert [one["state"] for one in await three.in_care(maria)] == ["ended"]
    assert (await three.link(ada, link_id))["state"] == "ended"


async def test_one_invitation_to_one_therapist_at_a_time_and_five_in_all(
    three: Three, client: httpx.AsyncClient
) -> None:
    await three.invited()
    body = {"handle": await handle_of(three.maria)} | await a_yes(three.resources, three.ben)
    path = f"/couples/{three.couple_id}/therapists"
    assert code_of(await three.ben.post(path, body)) == "invitation_open"
    for _ in range(4):
        another = await a_therapist(three.resources, client)
        expect(await three.ben.post(path, body | {"handle": await handle_of(another)}), 201)
    another = await a_therapist(three.resources, client)
    assert code_of(await three.ben.post(path, body | {"handle": await handle_of(another)})) == "limit_reached"
    listed = expect(await three.ada.get(f"{path}?limit=2"), 200)
    rest = expect(await three.ada.get(f"{path}?limit=10&cursor={listed['next_cursor']}"), 200)
    assert (len(listed["data"]), len(rest["data"]), rest["has_more"]) == (2, 3, False)


async def test_nobody_is_flooded_with_invitations(settings: Settings, clock: MovableClock) -> None:
    # Attack 20: whoever was refused in silence cannot ask again and again.
    limited = settings.model_copy(update={"rate_limits": "on"})
    async with running(limited, clock=clock) as server, httpx.AsyncClient(base_url=server.url, timeout=60) as client:
        pair, maria = await a_couple(client), await a_therapist(server.resources, client)
        body = {"handle": await handle_of(maria)} | await a_yes(server.resources, pair.ada)
        path = f"/couples/{pair.couple_id}/therapists"
        answers = [await pair.ada.post(path, body) for _ in range(11)]
    codes = [code_of(one) for one in answers[1:]]
    assert (answers[0].status_code, set(codes[:9]), codes[9]) == (201, {"invitation_open"}, "too_many")


async def test_nobody_is_the_therapist_of_a_couple_of_their_own(server: Server, client: httpx.AsyncClient) -> None:
    pair = await a_couple(client)
    await open_profile(server.resources, pair.ben)
    body = {"handle": await handle_of(pair.ben)} | await a_yes(server.resources, pair.ada)
    for person in (pair.ada, pair.ben):
        assert code_of(await person.post(f"/couples/{pair.couple_id}/therapists", body)) == "invalid"


async def test_whoever_may_see_less_is_told_in_the_transaction_and_by_a_bell_after_it(
    server: Server, three: Three
) -> None:
    told: list[tuple[str, str]] = []
    rings: list[str] = []
    sharing = server.resources.hooks.of(SharingEnded)
    sharing.on_end(lambda _uow, couple_id, therapist_id, _at: told.append((couple_id, therapist_id)))
    server.resources.bus.listen(sharing_topic(three.maria.account_id), lambda topic, _number: rings.append(topic))
    link_id = await three.linked(scopes=["observe", "agreements"])
    await three.yes(three.ada, link_id, scopes=["observe", "agreements", "keeping"])
    assert (told, rings) == ([], [])
    # Less of one's own that the other had not allowed anyway is nobody's business.
    await three.yes(three.ada, link_id, scopes=["observe", "agreements"])
    assert told == []
    await three.yes(three.ada, link_id, scopes=["agreements"])
    assert told == [(three.couple_id, three.maria.account_id)]
    await three.withdraws(three.ben, link_id)
    assert (len(told), len(rings)) == (2, 2)


@pytest.mark.parametrize("how", ["leaves", "is erased", "therapist ends", "profile closes", "therapist is erased"])
async def test_however_it_ends_somebody_is_told_once_and_nothing_is_seen(
    server: Server, three: Three, how: str
) -> None:
    await three.linked()
    told: list[str] = []
    server.resources.hooks.of(SharingEnded).on_end(lambda _uow, couple_id, _who, _at: told.append(couple_id))
    password = {"password": three.ada.password}
    match how:
        case "leaves":
            expect(await three.ada.post(f"/couples/{three.couple_id}/leave"), 204)
        case "is erased":
            expect(await three.ada.delete("/me", password), 204)
        case "therapist ends":
            expect(await three.maria.delete(f"/couples-in-care/{three.couple_id}/link"), 204)
        case "profile closes":
            expect(await three.maria.delete("/me/therapist"), 204)
        case _:
            expect(await three.maria.delete("/me", password), 204)
    assert told == [three.couple_id]
    at = three.resources.clock.now()
    seen = await three.resources.database.read(lambda db: access_of(db, three.maria.account_id, three.couple_id, at=at))
    assert dict(seen.since) == {}
    if how == "therapist is erased":
        [link] = expect(await three.ben.get(f"/couples/{three.couple_id}/therapists"), 200)["data"]
        assert (link["state"], link["therapist"]["name"], link["therapist"]["handle"]) == (
            "ended",
            "former therapist",
            None,
        )


async def test_a_new_invitation_after_the_end_begins_anew(three: Three, clock: MovableClock) -> None:
    first = await three.linked()
    before = await three.in_care()
    await three.withdraws(three.ada, first)
    clock.advance(timedelta(minutes=5))
    second = await three.linked()
    [now] = await three.in_care()
    assert second != first
    assert now["scopes"][0]["since"] > before[0]["scopes"][0]["since"]
    listed = expect(await three.ada.get(f"/couples/{three.couple_id}/therapists"), 200)["data"]
    assert [one["state"] for one in listed] == ["sharing", "ended"]


async def test_two_couples_of_one_therapist_share_nothing_with_each_other(
    three: Three, client: httpx.AsyncClient
) -> None:
    link_id = await three.linked()
    others = await a_couple(client, names=("Dora", "Eve"))
    theirs = await linked(three.resources, others, three.maria, scopes=["keeping"])
    assert len(await three.in_care()) == 2
    path = f"/couples/{others.couple_id}/therapists/{link_id}/consent"
    assert [(await one.delete(path)).status_code for one in (others.ada, three.ada)] == [404, 404]
    page = expect(await three.maria.get("/couples-in-care?limit=1"), 200)
    rest = expect(await three.maria.get(f"/couples-in-care?cursor={page['next_cursor']}"), 200)
    assert {one["couple_id"] for one in page["data"] + rest["data"]} == {three.couple_id, others.couple_id}
    assert (await link_of(others.ada, others, theirs))["state"] == "sharing"
