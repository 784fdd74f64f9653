"""Crossings over the real doors: private first, shared by an act of one's own, answered and renewed by both."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from app.crossings.standing import crossed_agreements, open_redress
from tests.agreements.reaching import recorded
from tests.builders import code_of, expect, log_in
from tests.crossings.raising import NOTE, OPENING, REDRESS, Two

if TYPE_CHECKING:
    from app.clock import MovableClock
    from app.resources import Resources
    from tests.canary import Canary


async def test_a_report_is_a_note_to_oneself(two: Two) -> None:
    reported = await two.report()

    assert reported["state"] == "private"
    assert (reported["note"], reported["raise_together"], reported["agreement_shows"]) == (NOTE, None, None)
    assert [line["key"] for line in reported["help"]] == ["ask", "yours"]
    assert await two.listed(two.ben) == []
    assert code_of(await two.ben.get(f"{two.path}/{reported['id']}")) == "not_found"


@pytest.mark.parametrize("answer", ["no", "unsure"])
async def test_after_no_or_unsure_it_is_a_private_log_with_pointers_to_help(two: Two, answer: str) -> None:
    # G-4.
    crossing = (await two.report())["id"]
    answered = await two.did(two.ada, crossing, "private-check", {"raise_together": answer})

    assert (answered["state"], answered["raise_together"]) == ("private", answer)
    assert "danger" in {line["key"] for line in answered["help"]}
    assert code_of(await two.act(two.ada, crossing, "share", OPENING)) == "locked"


async def test_a_yes_sends_nothing_and_sharing_is_another_act(two: Two) -> None:
    crossing = (await two.report(raise_together="yes"))["id"]
    assert await two.listed(two.ben) == []

    shared = await two.did(two.ada, crossing, "share", OPENING)

    assert (shared["state"], shared["agreement_shows"], shared["opening"]) == ("crossed", "crossed", OPENING["text"])
    assert [one["id"] for one in await two.listed(two.ben)] == [crossing]


async def test_the_partner_gets_the_opening_and_never_the_note_or_the_answer_or_the_day_it_was_written(
    two: Two, clock: MovableClock
) -> None:
    kept = (await two.report(raise_together="unsure"))["id"]
    two = await later(two, clock, timedelta(days=40))
    await two.did(two.ada, kept, "private-check", {"raise_together": "yes"})
    await two.did(two.ada, kept, "share", OPENING)

    seen = await two.seen(two.ben, kept)

    assert seen["opening"] == OPENING["text"]
    assert [seen[name] for name in ("note", "raise_together", "reported_at")] == [None, None, None]
    assert seen["help"] == []
    assert (await two.seen(two.ada, kept))["note"] == NOTE


async def test_the_id_of_a_crossing_does_not_tell_when_it_was_written_down(two: Two) -> None:
    # A UUIDv7 would carry the moment of the private note.
    assert (await two.report())["id"][14] == "4"


async def test_a_brief_repair_is_offered_for_three_days(two: Two, clock: MovableClock) -> None:
    crossing = await two.shared()
    for one in (two.ada, two.ben):
        assert (await two.seen(one, crossing))["repair"]["template"] == "brief-repair"
    two = await later(two, clock, timedelta(hours=72))
    assert (await two.seen(two.ben, crossing))["repair"] is None


async def test_for_how_long_it_is_offered_can_be_chosen_within_limits(two: Two, clock: MovableClock) -> None:
    crossing = (await two.report(raise_together="yes"))["id"]
    for hours in (23, 169):
        refused = await two.act(two.ada, crossing, "share", {**OPENING, "offer_repair_for_hours": hours})
        assert code_of(refused) == "invalid"
    await two.did(two.ada, crossing, "share", {**OPENING, "offer_repair_for_hours": 24})
    two = await later(two, clock, timedelta(hours=24))
    assert (await two.seen(two.ada, crossing))["repair"] is None


@pytest.mark.parametrize(
    ("text", "form", "code"),
    [
        ("You did it again.", "question", "not_a_question"),
        ("The phone was on the table.", "i_statement", "not_about_you"),
    ],
)
async def test_it_is_raised_by_a_question_or_a_sentence_about_oneself(
    two: Two, text: str, form: str, code: str
) -> None:
    # Practice 37.
    crossing = (await two.report(raise_together="yes"))["id"]
    refused = await two.act(two.ada, crossing, "share", {"text": text, "form": form})
    assert refused.json()["errors"] == [{"pointer": "/body/text", "code": code}]
    assert await two.listed(two.ben) == []


async def test_words_that_blame_come_back_once_and_then_go(two: Two) -> None:
    crossing = (await two.report(raise_together="yes"))["id"]
    blame = {"text": "I feel that you always ruin everything and it is all your fault.", "form": "i_statement"}

    held = await two.act(two.ada, crossing, "share", blame)

    assert code_of(held) == "held_for_review"
    assert await two.listed(two.ben) == []
    again = {**blame, "acknowledge_hint": held.json()["review"]["id"]}
    assert (await two.did(two.ada, crossing, "share", again))["state"] == "crossed"


async def test_threats_never_go(two: Two) -> None:
    crossing = (await two.report(raise_together="yes"))["id"]
    threat = {"text": "I will kill you if you do that again. Do you hear me?", "form": "question"}
    held = await two.act(two.ada, crossing, "share", threat)
    assert code_of(held) == "held_hard"
    hint = {**threat, "acknowledge_hint": held.json()["review"]["id"]}
    assert code_of(await two.act(two.ada, crossing, "share", hint)) == "held_hard"


async def test_the_one_who_did_not_report_adds_a_view_and_both_stand(two: Two) -> None:
    crossing = await two.shared()
    view = "I mixed up the days, and I felt ashamed."
    await two.did(two.ben, crossing, "view", {"text": view})

    for one in (two.ada, two.ben):
        seen = await two.seen(one, crossing)
        assert (seen["opening"], seen["other_view"]) == (OPENING["text"], view)
    assert code_of(await two.act(two.ada, crossing, "view", {"text": view})) == "not_now"


async def test_from_crossed_to_active_again(two: Two, resources: Resources) -> None:
    crossing = await two.shared()
    assert await redress_is_open(resources, two)
    proposed = await two.did(two.ben, crossing, "redress", REDRESS)
    assert (proposed["state"], proposed["plan"], proposed["proposal"]["what"]) == ("crossed", None, REDRESS["what"])
    version = proposed["proposal"]["version"]
    planned = await two.did(two.ada, crossing, "redress/accept", {"version": version})
    assert (planned["state"], planned["agreement_shows"]) == ("redress_planned", "redress_planned")
    assert planned["repair"] is None
    for one in (two.ben, two.ada):
        await two.did(one, crossing, "redress/done", {"version": version})
    half = await two.did(two.ben, crossing, "renew", {"version": two.version})
    assert half["state"] == "redress_done"
    whole = await two.did(two.ada, crossing, "renew", {"version": two.version})
    assert (whole["state"], whole["agreement_shows"]) == ("renewed", "active")
    assert not await redress_is_open(resources, two)


async def test_steps_are_not_skipped(two: Two) -> None:
    crossing = await two.shared()
    for one in (two.ada, two.ben):
        assert code_of(await two.act(one, crossing, "redress/accept", {"version": "?"})) == "wrong_version"
        assert code_of(await two.act(one, crossing, "redress/done", {"version": "?"})) == "locked"
        assert code_of(await two.act(one, crossing, "renew", {"version": two.version})) == "locked"


@pytest.mark.parametrize("by", ["0001-01-01", "9999-12-31", "soon", 20300101])
async def test_a_day_out_of_every_calendar_is_refused_and_breaks_nobodys_list(two: Two, by: object) -> None:
    crossing = await two.shared()
    refused = await two.act(two.ada, crossing, "redress", {**REDRESS, "by": by})
    assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (422, "/body/by")
    expect(await two.ben.get("/me/today"), 200)


async def test_a_yes_to_a_plan_that_was_replaced_counts_for_nothing(two: Two) -> None:
    crossing = await two.shared()
    old = (await two.did(two.ben, crossing, "redress", REDRESS))["proposal"]["version"]
    new = (await two.did(two.ada, crossing, "redress", {**REDRESS, "what": "We look at the calendar on Sundays."}))[
        "proposal"
    ]["version"]
    assert code_of(await two.act(two.ada, crossing, "redress/accept", {"version": old})) == "wrong_version"
    assert (await two.did(two.ben, crossing, "redress/accept", {"version": new}))["plan"]["version"] == new


async def test_a_plan_in_force_stands_until_both_accept_another(two: Two) -> None:
    crossing, version = await two.planned()
    again = await two.did(two.ada, crossing, "redress", {**REDRESS, "what": "We look at it together."})
    assert again["plan"]["version"] == version
    assert again["proposal"]["accepted_by_you"]
    assert not again["proposal"]["accepted_by_both"]


async def test_letting_the_agreement_go_ends_it_for_both(two: Two, resources: Resources) -> None:
    crossing, version = await two.planned()
    expect(await two.ben.post(f"/couples/{two.pair.couple_id}/agreements/{two.agreement_id}/end"), 200)
    for one in (two.ada, two.ben):
        seen = await two.seen(one, crossing)
        assert (seen["state"], seen["agreement_shows"]) == ("retired", "retired")
        assert code_of(await two.act(one, crossing, "redress/done", {"version": version})) == "not_now"
        assert code_of(await two.act(one, crossing, "renew", {"version": two.version})) == "not_now"
    assert not await redress_is_open(resources, two)


async def test_a_personal_limit_is_reported_by_its_author_and_renewed_by_them_alone(
    two: Two, resources: Resources
) -> None:
    # G-5.
    limit = await recorded(
        resources,
        two.pair,
        scope="personal",
        owner_id=two.ada.account_id,
        assented=(two.ada.account_id,),
        text="I walk alone on Sundays.",
    )
    bens = await two.ben.post(two.path, {"agreement": limit.agreement_id, "note": NOTE})
    assert bens.status_code in {404, 409}
    crossing = await two.redressed(agreement=limit.agreement_id)
    assert code_of(await two.act(two.ben, crossing, "renew", {"version": limit.version})) == "not_now"
    assert (await two.did(two.ada, crossing, "renew", {"version": limit.version}))["state"] == "renewed"


async def test_only_what_counts_now_can_be_crossed(two: Two, resources: Resources) -> None:
    proposed = await recorded(resources, two.pair, assented=(two.ada.account_id,))
    refused = await two.ada.post(two.path, {"agreement": proposed.agreement_id, "note": NOTE})
    assert code_of(refused) == "not_now"
    unknown = await two.ada.post(two.path, {"agreement": resources.ids.public(), "note": NOTE})
    assert code_of(unknown) == "not_found"


async def test_a_promise_can_be_reported_by_either(two: Two, resources: Resources) -> None:
    promise = await recorded(resources, two.pair, kind="commitment", category=None, owner_id=two.ben.account_id)
    assert (await two.report(agreement=promise.agreement_id))["state"] == "private"
    assert (await two.report(two.ben, agreement=promise.agreement_id))["state"] == "private"


async def test_a_note_can_be_deleted_until_it_is_shared(two: Two) -> None:
    kept, raised = (await two.report())["id"], await two.shared()
    assert (await two.ben.delete(f"{two.path}/{kept}")).status_code == 404
    expect(await two.ada.delete(f"{two.path}/{kept}"), 204)
    assert code_of(await two.ada.get(f"{two.path}/{kept}")) == "not_found"
    assert code_of(await two.ada.delete(f"{two.path}/{raised}")) == "not_now"


async def test_lists_are_cut_into_pages_that_hold_what_one_may_see(two: Two, clock: MovableClock) -> None:
    raised = []
    for _ in range(3):
        await two.report()
        raised.append(await two.shared())
        clock.advance(timedelta(minutes=1))
    seen, query = [], "?limit=2"
    while query:
        page = expect(await two.ben.get(f"{two.path}{query}"), 200)
        seen += [one["id"] for one in page["data"]]
        query = f"?limit=2&cursor={page['next_cursor']}" if page["has_more"] else ""
    assert seen == raised[::-1]
    assert len(await two.listed(two.ada)) == 6
    assert await two.listed(two.ada, "?agreement=other") == []


async def test_a_cursor_of_another_list_is_refused(two: Two) -> None:
    assert code_of(await two.ada.get(f"{two.path}?cursor=bm8")) == "bad_cursor"


async def test_two_who_parted_still_read_what_was_shared_and_their_own_notes(two: Two, resources: Resources) -> None:
    crossing, _ = await two.planned()
    kept = (await two.report())["id"]
    expect(await two.ben.post(f"/couples/{two.pair.couple_id}/leave"), 204)

    for one in (two.ada, two.ben):
        seen = await two.seen(one, crossing)
        assert (seen["state"], seen["plan"]["what"]) == ("retired", REDRESS["what"])
    assert [one["id"] for one in await two.listed(two.ben)] == [crossing]
    assert code_of(await two.act(two.ada, crossing, "redress", REDRESS)) == "not_found"
    assert code_of(await two.ada.post(two.path, {"agreement": two.agreement_id, "note": NOTE})) == "not_found"
    expect(await two.ada.delete(f"{two.path}/{kept}"), 204)
    assert not await redress_is_open(resources, two)


async def test_words_of_somebody_erased_are_gone_and_their_notes_with_them(two: Two) -> None:
    crossing = await two.shared()
    await two.report()
    await two.did(two.ben, crossing, "view", {"text": "I mixed up the days."})
    expect(await two.ada.delete("/me", {"password": two.ada.password}), 204)

    left = await two.listed(two.ben)

    assert [one["id"] for one in left] == [crossing]
    assert (left[0]["opening"], left[0]["other_view"]) == (None, "I mixed up the days.")


async def test_no_word_lies_in_the_files_or_the_logs(two: Two, canary: Canary) -> None:
    secret = {name: canary.said(f"I {name} about the heron.") for name in ("wrote", "asked", "felt", "will")}
    crossing = expect(
        await two.ada.post(two.path, {"agreement": two.agreement_id, "note": secret["wrote"], "raise_together": "yes"}),
        201,
    )["crossing"]["id"]
    await two.did(two.ada, crossing, "share", {"text": secret["asked"], "form": "i_statement"})
    await two.did(two.ben, crossing, "view", {"text": secret["felt"]})
    await two.did(two.ben, crossing, "redress", {**REDRESS, "what": secret["will"]})
    assert (await two.seen(two.ada, crossing))["proposal"]["what"] == secret["will"]
    canary.search_files()


async def test_the_agreement_is_shown_as_crossed_to_both_and_nothing_of_it_is_changed(two: Two) -> None:
    # G-3, and attack test 18: beside the agreement, and not in it.
    path = f"/couples/{two.pair.couple_id}/agreements"

    async def shown() -> list[dict[str, object]]:
        of_both = []
        for one in (two.ada, two.ben):
            read = expect(await one.get(f"{path}/{two.agreement_id}"), 200)["agreement"]
            assert expect(await one.get(path), 200)["data"] == [read]
            of_both.append(read)
        assert of_both[0] == of_both[1]
        return of_both

    before = (await shown())[0]
    await two.report(raise_together="yes")
    assert (await shown())[0] == before
    crossing, _ = await two.planned()
    assert (await shown())[0] == before | {"raised": "redress_planned"}
    await two.shared()
    assert (await shown())[0] == before | {"raised": "crossed"}
    assert (await two.seen(two.ben, crossing))["agreement_shows"] == "redress_planned"


async def test_a_limit_that_the_other_may_not_read_is_shown_to_them_before_it_is_raised(two: Two) -> None:
    # G-5.
    agreements = f"/couples/{two.pair.couple_id}/agreements"
    terms = {"kind": "boundary", "scope": "personal", "category": "time", "text": "I walk alone on Sundays."}
    own = expect(await two.ada.post(agreements, {"terms": terms}), 201)["agreement"]
    crossing = (await two.report(agreement=own["id"], raise_together="yes"))["id"]
    assert code_of(await two.act(two.ada, crossing, "share", OPENING)) == "locked"
    assert await two.listed(two.ben) == []
    expect(await two.ada.request("PUT", f"{agreements}/{own['id']}/sharing", {"shared_with_partner": True}), 200)
    assert (await two.did(two.ada, crossing, "share", OPENING))["state"] == "crossed"
    assert code_of(await two.ben.post(two.path, {"agreement": own["id"], "note": NOTE})) == "not_now"


async def test_other_features_learn_how_agreements_stand(two: Two, resources: Resources) -> None:
    async def stand() -> dict[str, str]:
        return dict(await resources.database.read(lambda db: crossed_agreements(db, two.pair.couple_id)))

    await two.report(raise_together="yes")
    assert await stand() == {}
    await two.planned()
    assert await stand() == {two.agreement_id: "redress_planned"}
    await two.shared()
    assert await stand() == {two.agreement_id: "crossed"}


async def later(two: Two, clock: MovableClock, time: timedelta) -> Two:
    """Let time pass; whoever was away for long logs in again."""
    clock.advance(time)
    return replace(two, pair=replace(two.pair, ada=await log_in(two.ada), ben=await log_in(two.ben)))


async def redress_is_open(resources: Resources, two: Two) -> bool:
    def asked(of: frozenset[str] | None) -> bool:
        return resources.database.read_now(lambda db: open_redress(db, two.pair.couple_id, agreement_ids=of))

    of_any, of_this = asked(None), asked(frozenset({two.agreement_id}))
    assert of_any == of_this
    assert not asked(frozenset({"another"}))
    return of_any
