"""A template in the language of whoever reads it: pure, and in a talk of two who read two languages."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

from app.templates.builtin import builtin, builtin_templates
from app.templates.offering import open_to
from app.templates.speaking import in_language
from app.templates.steps import Translation, texts_of
from tests.authoring.writing import TALK, Writer
from tests.builders import PairOfPeople, expect, pair_up, register
from tests.live import a_session, arrive
from tests.therapists.linking import linked

if TYPE_CHECKING:
    import httpx

    from tests.conftest import Server

BRIEF = builtin("brief-repair")
FINNISH = {name: f"Suomeksi {number}." for number, name in enumerate(texts_of(BRIEF))}
SPOKEN = replace(BRIEF, translations=(Translation("fi", tuple(FINNISH.items())),))


def test_every_text_is_read_in_the_language_of_the_reader_and_nothing_else_changes() -> None:
    read = in_language(SPOKEN, "fi-FI")
    assert texts_of(read) == FINNISH
    assert replace(read, title=SPOKEN.title, summary=SPOKEN.summary, steps=SPOKEN.steps) == SPOKEN
    assert [type(step) for step in read.steps] == [type(step) for step in SPOKEN.steps]


@given(st.text())
def test_whoever_reads_another_language_reads_the_first(tag: str) -> None:
    expected = FINNISH if tag.split("-", maxsplit=1)[0].casefold() == "fi" else texts_of(SPOKEN)
    assert texts_of(in_language(SPOKEN, tag)) == expected
    assert all(in_language(one, tag) is one for one in builtin_templates())


async def test_two_who_read_two_languages_each_see_their_own(
    writer: Writer, client: httpx.AsyncClient, server: Server
) -> None:
    texts = {"/title": "Pieni hetki", "/summary": "Lyhyt puhe."}
    for step in TALK["steps"]:
        texts |= {step["prompt"]["key"]: "Suomeksi.", f"{step['prompt']['key']}/title": "Askel"}
    slug = (await writer.published(TALK | {"translations": {"fi": texts}}))["slug"]
    ada, ben = await register(client, "Ada"), await register(client, "Ben", locale="fi")
    two = PairOfPeople(await pair_up(ada, ben), ada, ben)
    await linked(server.resources, two, writer.person, scopes=["assign"])
    at = server.resources.clock.now()
    await server.resources.database.write(lambda uow: open_to(uow, slug, two.couple_id, at))

    async with a_session(server, client, two=two, template=slug) as pair:
        await arrive(pair)
        first = TALK["steps"][0]
        steps = [one.view["step"] for one in pair]
        assert [(step["title"], step["prompt"]["text"]) for step in steps] == [
            (first["title"], first["prompt"]["text"]),
            ("Askel", "Suomeksi."),
        ]
        assert steps[0]["prompt"]["key"] == steps[1]["prompt"]["key"]
        # A reader who looks again, and not at an event, is answered in the same language.
        looked = expect(await ben.get(f"/sessions/{pair.session_id}"), 200)
        assert looked["step"]["title"] == "Askel"
