"""A therapist writes a talk of their own, suggests it, both say yes, and the talk begins with it, as it was written."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.assignments.suggesting import Three, three
from tests.authoring.writing import Writer
from tests.builders import code_of, expect
from tests.live import a_session, arrive, calm, frame

if TYPE_CHECKING:
    import httpx

    from tests.conftest import Server

TITLE = "A slow talk for two"
OPENING = "Sit down. Put your phones away. Look at each other once."


async def forked(two: Three) -> str:
    """A copy of the library's talk, in words of the therapist's own, rehearsed and published."""
    writer = Writer(two.therapist)
    copy = await writer.begin(from_slug="calm-start-talk")
    steps = copy["content"]["steps"]
    own = copy["content"] | {"title": TITLE, "media": ["text"]}
    own["steps"] = [{**steps[0], "prompt": {**steps[0]["prompt"], "text": OPENING}}, *steps[1:]]
    changed = expect(await writer.put(copy["id"], own, revision=copy["revision"]), 200)["template"]
    assert changed["findings"] == []
    return str((await writer.publish(copy["id"]))["slug"])


async def test_a_forked_template_is_suggested_taken_up_by_both_and_talked_in(
    server: Server, client: httpx.AsyncClient
) -> None:
    two = await three(server.resources, client)
    slug = await forked(two)
    wish: dict[str, Any] = {"template": slug, "medium": "text"}

    made = await two.suggests(slug)
    for person in (two.ada, two.ben):
        seen = await two.seen(person, made["id"])
        assert (seen["title"], seen["state"]) == (TITLE, "offered")
        whole = expect(await person.get(f"/templates/{slug}"), 200)["template"]
        assert whole["steps"][0]["prompt"]["text"] == OPENING
        assert code_of(await person.post(f"{two.home}/talk-requests", wish)) == "invalid"
        await two.says(person, made["id"], yes=True)

    async with a_session(server, client, two=two.pair, **wish) as pair:
        for stage in (arrive, calm, frame):
            await stage(pair)
        assert [one.view["template"] for one in pair] == [slug, slug]
        # Taken back in the middle: whoever is talking goes on as it was written (T-2); nobody begins it again.
        expect(await two.therapist.delete(f"{two.care}/assignments/{made['id']}"), 204)
        await pair.ada.did("pause")
        for one in pair:
            assert (await one.look())["phase"] == "paused"
    assert (await two.seen(two.ada, made["id"]))["state"] == "withdrawn"
    assert code_of(await two.ada.post(f"{two.home}/talk-requests", wish)) == "invalid"
