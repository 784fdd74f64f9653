"""The record that both can keep: everything shared, in order, nothing private, and no actor of a pause."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.builders import expect

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.live import Pair


async def a_little_talk(talk: Pair, breath: Callable[[], None]) -> None:
    await talk.ada.did(
        "speak", observation="The sink was full.", feeling=["alone"], need=["company"], request="Ask me first?"
    )
    breath()
    await talk.ben.did("reflect", text="You felt alone.")
    await talk.ada.did("confirm", verdict="partly", missing="And tired.")
    await talk.ada.did("park_topic", text="My own worry.", share=False)
    await talk.ben.did("park_topic", text="The holidays.", share=True)
    await talk.ben.did("pause", private_reason="flooded")
    await talk.settled()


async def test_the_json_record_is_the_log_with_its_chain(talk: Pair, breath: Callable[[], None]) -> None:
    await a_little_talk(talk, breath)
    answer = expect(await talk.ada.person.get(f"/sessions/{talk.session_id}/transcript"), 200)
    assert [{**event, "chain": None} for event in answer["events"]] == [
        {**event, "chain": None} for event in await talk.ben.log()
    ]
    assert len({event["chain"] for event in answer["events"]}) == len(answer["events"])
    assert answer["people"] == {one.person.account_id: one.person.name for one in talk}
    assert (answer["session"], answer["outcome"]) == (talk.session_id, None)


async def test_the_plain_text_says_who_said_what_and_not_who_paused(talk: Pair, breath: Callable[[], None]) -> None:
    await a_little_talk(talk, breath)
    texts = [await one.transcript() for one in talk]
    assert texts[0] == texts[1]
    text = texts[0]
    for said in ("The sink was full.", "Ask me first?", "You felt alone.", "And tired.", "The holidays."):
        assert said in text
    for private in ("My own worry.", "flooded"):
        assert private not in text
    last = text.strip().splitlines()[-1]
    assert last.endswith("paused")
    assert not any(one.person.name in last for one in talk)


async def test_it_is_for_the_two_alone(talk: Pair) -> None:
    answer = await talk.ada.person.client.get(f"/v1/sessions/{talk.session_id}/transcript")
    assert answer.status_code == 401
