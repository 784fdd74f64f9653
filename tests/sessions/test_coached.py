"""The coach in the live session (README 12, rules.md 4): private to the author, and one cycle in a turn."""

from __future__ import annotations

from typing import TYPE_CHECKING

import httpx
import pytest

from tests.builders import PairOfPeople, expect, pair_up, register
from tests.conftest import running
from tests.live import DOORS, Door, Json, Partner, a_session, to_speaking

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.clock import MovableClock
    from app.settings import Settings
    from tests.canary import Canary
    from tests.conftest import Server
    from tests.live import Pair, Reply

SHARP = "You never listen to me, you always make it about yourself."
OTHER = "You always do this and it is all your fault."
CALM = "I felt alone on Sunday when the call came."
CONTEMPT = "You are a lazy, pathetic pig."
DARK = "I want to kill myself, I cannot go on."
TOLD = "You hit me on Friday and I am scared of you."


def review_of(reply: Reply) -> Json:
    found = reply.raw["review"]
    assert isinstance(found, dict)
    return found


@pytest.mark.parametrize("door", DOORS)
async def test_sharp_words_come_back_once_with_the_place_a_reason_and_a_beginning(talk: Pair, door: Door) -> None:
    reply = await talk.ada.by(door, "speak", text=SHARP)
    assert reply.code == "held_for_review"
    review = review_of(reply)
    assert (review["hold"], review["crisis"], review["card"]) == ("soft", None, None)
    assert str(review["pack"]).startswith("en@")
    findings = review["findings"]
    assert isinstance(findings, list)
    assert 1 <= len(findings) <= 3
    for one in findings:
        assert one["place"] == "text"
        assert 0 <= one["start"] < one["end"] <= len(SHARP)
        assert one["explanation"]
        assert one["suggestion"]
        assert SHARP not in str(one)


@pytest.mark.parametrize("again", DOORS)
@pytest.mark.parametrize("first", DOORS)
async def test_acknowledged_the_same_words_go_out_as_they_are(talk: Pair, first: Door, again: Door) -> None:
    held = review_of(await talk.ada.by(first, "speak", text=SHARP))
    assert (await talk.ada.by(again, "speak", text=SHARP, acknowledge_hint=held["id"])).ok
    await talk.settled()
    assert talk.ben.last("spoken")["body"]["text"] == SHARP


async def test_other_words_go_out_in_the_same_turn_even_if_they_are_sharp_too(talk: Pair) -> None:
    """C-3: at most one hint in a turn."""
    assert (await talk.ada.send("speak", text=SHARP)).code == "held_for_review"
    assert (await talk.ada.send("speak", text=OTHER)).ok


async def test_the_partner_sees_and_gets_nothing_of_it(talk: Pair) -> None:
    await talk.ben.caught_up()
    before, frames = await talk.ben.look(), len(talk.ben.frames)
    held = await talk.ada.send("speak", text=SHARP)
    await talk.ben.caught_up()
    assert [frame["type"] for frame in talk.ben.frames[frames:]] == ["pong"]
    after = await talk.ben.look()
    assert {**before, "now": None} == {**after, "now": None}
    await talk.ada.did("speak", text=SHARP, acknowledge_hint=review_of(held)["id"])
    await talk.ben.until(lambda: "spoken" in talk.ben.names)
    assert "hint" not in str(talk.ben.last("spoken"))
    assert "review" not in str(talk.ben.last("spoken")["body"])


async def test_the_author_still_sees_what_came_back_until_the_turn_is_over(talk: Pair) -> None:
    held = review_of(await talk.ada.send("speak", text=SHARP))
    assert (await talk.ada.look())["private"]["draft_review"] == held
    await talk.ada.did("speak", text=CALM)
    assert talk.ada.view["private"]["draft_review"] is None


@pytest.mark.parametrize("door", DOORS)
async def test_contempt_does_not_go_out_by_any_acknowledgement(talk: Pair, door: Door) -> None:
    held = await talk.ada.by(door, "speak", text=CONTEMPT)
    assert held.code == "held_hard"
    review = review_of(held)
    assert review["hold"] == "hard"
    assert (await talk.ada.by(door, "speak", text=CONTEMPT, acknowledge_hint=review["id"])).code == "held_hard"
    assert (await talk.ada.send("speak", text=CALM)).ok


async def test_dark_words_come_back_once_with_a_card_and_are_never_corrected(talk: Pair) -> None:
    held = await talk.ada.send("speak", text=DARK)
    assert held.code == "held_for_review"
    review = review_of(held)
    assert review["crisis"] == "high"
    assert review["findings"] == []
    assert review["card"]["choices"] == ["help", "pause", "keep", "send"]
    assert (await talk.ada.send("speak", text=DARK, acknowledge_hint=review["id"])).ok


async def test_dark_words_that_stay_with_their_author_move_nothing(talk: Pair) -> None:
    seq = talk.ben.seq
    await talk.ada.send("speak", text=DARK)
    await talk.ben.caught_up()
    assert talk.ben.seq == seq
    assert talk.ben.phase == "speaking"


async def test_harm_that_is_told_is_neither_held_nor_corrected(talk: Pair) -> None:
    """C-1."""
    assert (await talk.ada.send("speak", text=TOLD)).ok


async def test_after_two_overrides_in_one_step_a_pause_is_offered_to_the_author_alone(
    talk: Pair, breath: Callable[[], None]
) -> None:
    held = review_of(await talk.ada.send("speak", text=SHARP))
    await talk.ada.did("speak", text=SHARP, acknowledge_hint=held["id"])
    assert talk.ada.view["private"]["suggest"] is None
    breath()
    await talk.ben.did("clarify", text="What did you mean?")
    held = review_of(await talk.ada.send("answer", text=OTHER))
    await talk.ada.did("answer", text=OTHER, acknowledge_hint=held["id"])
    await talk.ada.until(lambda: talk.ada.view["private"]["suggest"] == "pause")
    assert (await talk.ben.look())["private"]["suggest"] is None


async def test_the_hint_of_one_turn_acknowledges_nothing_in_another(talk: Pair, breath: Callable[[], None]) -> None:
    """Attack test 32."""
    held = review_of(await talk.ada.send("speak", text=SHARP))
    await talk.ada.did("speak", text=SHARP, acknowledge_hint=held["id"])
    breath()
    await talk.ben.did("clarify", text="What did you mean?")
    again = await talk.ada.send("answer", text=SHARP, acknowledge_hint=held["id"])
    assert again.code == "held_for_review"
    assert review_of(again)["id"] != held["id"]


async def test_what_was_held_before_a_restart_can_be_acknowledged_after_it(
    settings: Settings, clock: MovableClock
) -> None:
    async with (
        running(settings, clock=clock) as server,
        httpx.AsyncClient(base_url=server.url, timeout=60) as client,
        a_session(server, client) as pair,
    ):
        await to_speaking(pair)
        held = review_of(await pair.ada.send("speak", text=SHARP))
    async with running(settings, clock=clock) as server, httpx.AsyncClient(base_url=server.url, timeout=60) as client:
        person = type(pair.two.ada)(client, "Ada", pair.two.ada.email, pair.two.ada.account_id, pair.two.ada.token)
        ada = Partner(server, person, pair.session_id)
        assert (await ada.post("speak", text=SHARP, acknowledge_hint=held["id"])).ok


async def test_a_private_note_is_nobodys_to_judge(talk: Pair) -> None:
    assert (await talk.ada.send("park_topic", text=CONTEMPT, share=False)).ok
    assert (await talk.ada.send("park_topic", text=CONTEMPT, share=True)).code == "held_hard"


async def test_every_field_of_a_turn_is_read_and_the_finding_names_it(talk: Pair) -> None:
    held = await talk.ada.send("speak", observation="I saw the plates.", feeling=["tired"], request=SHARP)
    findings = review_of(held)["findings"]
    assert isinstance(findings, list)
    assert {one["place"] for one in findings} == {"request"}


async def test_who_writes_in_a_language_without_a_pack_is_told_that_the_coach_is_off(
    server: Server, client: httpx.AsyncClient
) -> None:
    """C-7, for each of the two apart."""
    ada, ben = await register(client, "Ada", locale="fi"), await register(client, "Ben")
    two = PairOfPeople(await pair_up(ada, ben), ada, ben)
    async with a_session(server, client, two=two) as pair:
        await to_speaking(pair)
        assert (pair.ada.view["coach"]["state"], pair.ada.view["coach"]["reason"]) == ("off", "language")
        assert pair.ben.view["coach"]["state"] == "on"
        assert (await pair.ada.send("speak", text=SHARP)).ok


async def test_a_language_that_is_only_begun_answers_a_rehearsal_and_stops_nobody(
    server: Server, client: httpx.AsyncClient
) -> None:
    ada, ben = await register(client, "Ada", locale="es"), await register(client, "Ben")
    body = {"text": "Eres una inútil.", "stage": "speaker", "language": "es"}
    assert expect(await ada.post("/coach/review", body), 200)["verdict"] == "revise"
    two = PairOfPeople(await pair_up(ada, ben), ada, ben)
    async with a_session(server, client, two=two) as pair:
        await to_speaking(pair)
        assert pair.ada.view["coach"]["state"] == "off"
        assert (await pair.ada.send("speak", text=body["text"])).ok


async def test_held_words_and_findings_are_stored_nowhere(talk: Pair, canary: Canary) -> None:
    """C-5."""
    held = f"You never listen to my {canary.said('walrus-under-the-ferry')}."
    assert (await talk.ada.send("speak", text=held)).code == "held_for_review"
    await talk.ada.did("speak", text=CALM)
    log = await talk.ben.log()
    assert "ABSOLUTE" not in str(log)
    assert "hint" not in await talk.ada.transcript()


async def test_rehearsing_answers_what_a_session_would_and_stores_nothing(client: httpx.AsyncClient) -> None:
    ada = await register(client)
    answer = expect(await ada.post("/coach/review", {"text": SHARP, "stage": "speaker"}), 200)
    assert (answer["verdict"], answer["coached"], answer["crisis"]) == ("revise", True, None)
    assert answer["findings"]
    passed = expect(await ada.post("/coach/review", {"text": CALM, "stage": "speaker"}), 200)
    assert (passed["verdict"], passed["findings"]) == ("pass", [])
    dark = expect(await ada.post("/coach/review", {"text": DARK, "stage": "speaker"}), 200)
    assert (dark["verdict"], dark["crisis"]) == ("pass", "high")


async def test_rehearsing_in_a_language_without_a_pack_says_so(client: httpx.AsyncClient) -> None:
    ada = await register(client)
    body = {"text": "Et koskaan kuuntele.", "stage": "speaker", "language": "fi"}
    answer = expect(await ada.post("/coach/review", body), 200)
    assert (answer["coached"], answer["verdict"], answer["findings"], answer["pack"]) == (False, "pass", [], None)


@pytest.mark.parametrize(
    "bent",
    [
        {"stage": "shouting"},
        {"text": ""},
        {"text": "x" * 2001},
        {"strictness": "cruel"},
        {"language": "../en"},
        {"more": 1},
    ],
)
async def test_a_rehearsal_of_the_wrong_form_is_refused_without_an_echo(
    client: httpx.AsyncClient, bent: dict[str, object]
) -> None:
    ada = await register(client)
    answer = await ada.post("/coach/review", {"text": "I felt alone.", "stage": "speaker", **bent})
    assert expect(answer, 422)["code"] == "invalid"
    assert "alone" not in answer.text
