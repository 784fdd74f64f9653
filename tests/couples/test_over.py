"""After a couple ended (rules.md 9): what both were part of is read by both, as it was, and nothing else by anybody."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from sqlmodel import text

from tests.agreements.reaching import recorded
from tests.builders import PASSWORD, a_couple, begin_couple, expect, register
from tests.live import a_session, to_speaking

if TYPE_CHECKING:
    import httpx

    from tests.builders import PairOfPeople, Person
    from tests.conftest import Server

SAID = "I felt alone on Sunday."


async def parted(server: Server, client: httpx.AsyncClient) -> tuple[PairOfPeople, str]:
    """Ada and Ben after one talk; Ben left. And the talk."""
    async with a_session(server, client) as pair:
        await to_speaking(pair)
        await pair.ada.did("speak", text=SAID)
        await pair.settled()
    expect(await pair.two.ben.post(f"/couples/{pair.two.couple_id}/leave"), 204)
    return pair.two, pair.session_id


async def over(person: Person) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = expect(await person.get("/couples?state=over"), 200)["data"]
    return found


async def agreements(person: Person, couple_id: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = expect(await person.get(f"/couples/{couple_id}/agreements"), 200)["data"]
    return found


async def test_both_find_the_couple_and_its_talks(server: Server, client: httpx.AsyncClient) -> None:
    two, session_id = await parted(server, client)
    for person, name in ((two.ada, "Ada"), (two.ben, "Ben")):
        assert expect(await person.get("/couples"), 200)["data"] == []
        (couple,) = await over(person)
        assert (couple["id"], couple["state"]) == (two.couple_id, "over")
        assert {one["name"] for one in couple["members"]} == {name, "former partner"}
        listed = expect(await person.get(f"/couples/{two.couple_id}/sessions"), 200)["data"]
        assert [one["id"] for one in listed] == [session_id]


async def test_a_couple_of_one_leaves_nothing_to_find(client: httpx.AsyncClient) -> None:
    ada = await register(client, "Ada")
    couple_id, _ = await begin_couple(ada)
    expect(await ada.post(f"/couples/{couple_id}/leave"), 204)
    assert await over(ada) == []
    assert (await ada.get(f"/couples/{couple_id}/agreements")).status_code == 404


async def test_the_transcript_stays_and_knows_no_later_name(server: Server, client: httpx.AsyncClient) -> None:
    two, session_id = await parted(server, client)
    expect(await two.ada.request("PATCH", "/me", {"name": "Somebody else"}), 200)
    record = expect(await two.ben.get(f"/sessions/{session_id}/transcript"), 200)
    assert record["people"] == {two.ada.account_id: "former partner", two.ben.account_id: "Ben"}
    assert SAID in [one["body"].get("text") for one in record["events"]]
    plain = await two.ben.get(f"/sessions/{session_id}/transcript?format=text")
    assert SAID in plain.text
    assert "Somebody else" not in plain.text


async def test_what_both_signed_is_read_by_both_and_what_one_did_not_sign_is_not(
    server: Server, client: httpx.AsyncClient
) -> None:
    two = await a_couple(client)
    ada, ben = two.ada.account_id, two.ben.account_id
    signed = await recorded(server.resources, two)
    limit: dict[str, Any] = {"scope": "personal", "owner_id": ada, "assented": (ada,)}
    own = await recorded(server.resources, two, **limit)
    offered = await recorded(server.resources, two, assented=(ben,))
    expect(await two.ben.post(f"/couples/{two.couple_id}/leave"), 204)
    assert {one["id"] for one in await agreements(two.ada, two.couple_id)} == {signed.agreement_id, own.agreement_id}
    assert {one["id"] for one in await agreements(two.ben, two.couple_id)} == {signed.agreement_id}
    for hidden in (own, offered):
        answer = await two.ben.get(f"/couples/{two.couple_id}/agreements/{hidden.agreement_id}")
        assert answer.status_code == 404
    one = expect(await two.ben.get(f"/couples/{two.couple_id}/agreements/{signed.agreement_id}"), 200)["agreement"]
    # It can be read, and binds nobody.
    assert (one["state"], one["assented_by_both"]) == ("lapsed", False)
    assert one["text"] == signed.text


async def test_nothing_of_it_can_be_changed_or_gone_on_with(server: Server, client: httpx.AsyncClient) -> None:
    two, session_id = await parted(server, client)
    signed = f"/couples/{two.couple_id}/agreements/{(await recorded(server.resources, two)).agreement_id}"
    for person in (two.ada, two.ben):
        for path in (f"{signed}/end", f"/couples/{two.couple_id}/invitations", f"/sessions/{session_id}/tickets"):
            assert (await person.post(path)).status_code == 404, path
        for path in (f"/couples/{two.couple_id}", f"/sessions/{session_id}", f"/sessions/{session_id}/events"):
            assert (await person.get(path)).status_code == 404, path


async def test_when_one_is_erased_the_other_keeps_what_both_signed_and_their_own_words(
    server: Server, client: httpx.AsyncClient
) -> None:
    two, session_id = await parted(server, client)
    expect(await two.ada.delete("/me", {"password": PASSWORD}), 204)
    record = expect(await two.ben.get(f"/sessions/{session_id}/transcript"), 200)
    assert SAID not in str(record)
    assert [one["seq"] for one in record["events"]] == list(range(1, len(record["events"]) + 1))


async def test_agreements_outlive_one_erasure_and_not_two(server: Server, client: httpx.AsyncClient) -> None:
    two = await a_couple(client)
    signed = await recorded(server.resources, two)

    async def keys() -> int:
        of_couple = text("SELECT count(*) FROM data_key WHERE owner_id = :id")
        return await server.resources.database.read(
            lambda db: int(db.connection().execute(of_couple, {"id": two.couple_id}).scalar_one())
        )

    expect(await two.ada.delete("/me", {"password": PASSWORD}), 204)
    assert [one["text"] for one in await agreements(two.ben, two.couple_id)] == [signed.text]
    assert await keys() == 1
    expect(await two.ben.delete("/me", {"password": PASSWORD}), 204)
    assert await keys() == 0


@pytest.mark.parametrize("path", ["agreements", "sessions"])
async def test_others_get_the_answer_for_never_existed(server: Server, client: httpx.AsyncClient, path: str) -> None:
    two, _ = await parted(server, client)
    eve = await register(client, "Eve")
    unknown = server.resources.ids.public()
    answers = [await eve.get(f"/couples/{one}/{path}") for one in (two.couple_id, unknown)]
    assert [one.status_code for one in answers] == [404, 404]
    assert len(answers[0].content) == len(answers[1].content)
