"""Words about a step are read before they go: an excuse comes back to its author once, and nobody else knows."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from tests.accountability.records import moved_twice, path_of, read, recorded, update
from tests.builders import code_of, expect

if TYPE_CHECKING:
    from app.resources import Resources
    from tests.builders import PairOfPeople
    from tests.canary import Canary

EXCUSE = "I was so tired, and mistakes were made."
OTHER = "It happens to everyone."
SCORN = "You are pathetic."


async def test_an_excuse_comes_back_once_with_what_was_found(resources: Resources, pair: PairOfPeople) -> None:
    telling = await recorded(resources, pair)
    path = path_of(telling, "steps", telling.steps[0].id, "updates")
    held = expect(await pair.ben.post(path, update(what_happened=EXCUSE)), 409)
    assert (held["code"], held["review"]["hold"], held["review"]["crisis"]) == ("held_for_review", "soft", None)
    [found, *_] = held["review"]["findings"]
    assert (found["place"], found["code"]) == ("what_happened", "EXCUSE")
    assert EXCUSE[found["start"] : found["end"]]
    assert expect(await pair.ada.get(path), 200)["data"] == []
    sent = update(what_happened=EXCUSE, acknowledge_hint=held["review"]["id"])
    assert expect(await pair.ben.post(path, sent), 201)["update"]["what_happened"] == EXCUSE


async def test_who_changed_their_words_is_not_stopped_again_on_the_same_update(
    resources: Resources, pair: PairOfPeople
) -> None:
    telling = await recorded(resources, pair)
    path = path_of(telling, "steps", telling.steps[0].id, "updates")
    held = expect(await pair.ben.post(path, update(what_happened=EXCUSE)), 409)
    changed = update(what_happened=OTHER, acknowledge_hint=held["review"]["id"])
    expect(await pair.ben.post(path, changed), 201)
    # The next update is another occasion, and the hint on the first is none on it.
    assert code_of(await pair.ben.post(path, changed)) == "held_for_review"


async def test_a_review_is_good_for_these_words_on_this_step_and_no_other(
    resources: Resources, pair: PairOfPeople
) -> None:
    # Attack test 32.
    first, second = await recorded(resources, pair), await recorded(resources, pair)
    paths = [path_of(one, "steps", one.steps[0].id, "updates") for one in (first, second)]
    held = expect(await pair.ben.post(paths[0], update(what_happened=EXCUSE)), 409)
    replayed = update(what_happened=EXCUSE, acknowledge_hint=held["review"]["id"])
    assert code_of(await pair.ben.post(paths[1], replayed)) == "held_for_review"


async def test_contempt_never_goes_however_often_it_is_sent(resources: Resources, pair: PairOfPeople) -> None:
    telling = await recorded(resources, pair)
    path = path_of(telling, "steps", telling.steps[0].id, "updates")
    for _ in range(2):
        held = expect(await pair.ben.post(path, update(what_next=SCORN)), 409)
        assert (held["code"], held["review"]["hold"]) == ("held_hard", "hard")
        again = update(what_next=SCORN, acknowledge_hint=held["review"]["id"])
        assert code_of(await pair.ben.post(path, again)) == "held_hard"
    assert expect(await pair.ada.get(path), 200)["data"] == []


async def test_an_answer_is_not_corrected_and_contempt_in_it_is_held(resources: Resources, pair: PairOfPeople) -> None:
    # Practices 72: an admission meets no shaming.
    telling = await recorded(resources, pair)
    path = path_of(telling, "reply")
    told = {"reply": "partly", "still_needed": "You never listen. I was so tired."}
    expect(await pair.ada.request("PUT", path, told), 200)
    assert code_of(await pair.ada.request("PUT", path, {"reply": "partly", "still_needed": SCORN})) == "held_hard"
    assert (await read(pair.ben, telling))["still_needed"] == told["still_needed"]


async def test_heavy_words_come_back_once_with_a_card_and_no_correction(
    resources: Resources, pair: PairOfPeople
) -> None:
    telling = await recorded(resources, pair)
    sent = {"reply": "partly", "still_needed": "I want to kill myself."}
    held = expect(await pair.ada.request("PUT", path_of(telling, "reply"), sent), 409)
    assert (held["code"], held["review"]["findings"]) == ("held_for_review", [])
    assert "help" in held["review"]["card"]["choices"]
    told = sent | {"acknowledge_hint": held["review"]["id"]}
    expect(await pair.ada.request("PUT", path_of(telling, "reply"), told), 200)


async def test_a_report_of_harm_goes_through(resources: Resources, pair: PairOfPeople) -> None:
    # C-1.
    telling = await recorded(resources, pair)
    sent = {"reply": "partly", "still_needed": "You hit me, and I am afraid of you."}
    expect(await pair.ada.request("PUT", path_of(telling, "reply"), sent), 200)


async def test_a_smaller_step_is_read_too(resources: Resources, pair: PairOfPeople) -> None:
    telling = await recorded(resources, pair)
    [step] = telling.steps
    await moved_twice(pair.ben, telling, step)
    path = path_of(telling, "steps", step.id, "smaller")
    sent = {"if": "you made me angry", "then": "I leave the room"}
    held = expect(await pair.ben.post(path, {**sent, "if": "I was so tired"}), 409)
    assert held["review"]["findings"][0]["place"] == "if"
    expect(await pair.ben.post(path, {"if": "I notice that I get loud", "then": "I leave the room"}), 200)


async def test_what_would_be_refused_anyway_comes_back_without_an_opinion(
    resources: Resources, pair: PairOfPeople
) -> None:
    telling = await recorded(resources, pair)
    path = path_of(telling, "steps", telling.steps[0].id, "updates")
    assert code_of(await pair.ada.post(path, update(what_happened=EXCUSE))) == "not_now"
    late = update(what_happened=EXCUSE, new_date=str(resources.clock.now().date() - timedelta(days=1)))
    assert code_of(await pair.ben.post(path, late)) == "invalid"


@pytest.mark.parametrize("locale", ["es", "fi"])
async def test_a_language_without_a_proven_pack_is_not_read(
    resources: Resources, pair: PairOfPeople, locale: str
) -> None:
    # C-7.
    expect(await pair.ben.patch("/me", {"locale": locale}), 200)
    telling = await recorded(resources, pair)
    path = path_of(telling, "steps", telling.steps[0].id, "updates")
    expect(await pair.ben.post(path, update(what_happened=EXCUSE)), 201)


async def test_words_that_were_held_and_words_that_went_are_in_no_file(
    resources: Resources, pair: PairOfPeople, canary: Canary
) -> None:
    canary.search_files()
    telling = await recorded(resources, pair)
    path = path_of(telling, "steps", telling.steps[0].id, "updates")
    held = canary.said("mistakes were made with the copper kettle")
    assert code_of(await pair.ben.post(path, update(what_happened=held))) == "held_for_review"
    went = canary.said("I have put the green kettle away"), canary.said("I buy a silent kettle")
    expect(await pair.ben.post(path, update(what_happened=went[0], what_next=went[1])), 201)
