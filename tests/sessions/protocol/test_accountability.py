"""Accountability (A-1…A-4): what opens what, who may say it, and that no answer is owed."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from app.sessions.protocol import commands as c
from app.sessions.protocol import events as e
from app.sessions.protocol.account import Account, Promise
from app.sessions.protocol.accounting import MOST_STEPS, days_open
from app.sessions.protocol.evolve import CorruptHistory, evolve, replay
from app.sessions.protocol.sides import Side, other
from app.sessions.protocol.state import Paused
from tests.sessions.protocol.story import (
    ACCOUNTABILITY,
    CLOSING,
    EVENING,
    IN_TURN,
    SOLUTIONS,
    UNDERSTANDING,
    Reached,
    Story,
    apologising,
    closing,
    first_step,
    given_back,
    impact_gap,
    impact_given_back,
    owning,
    paused,
    planned,
    planning,
    replying,
    speaker,
    speaking,
    telling,
    template,
    turn,
)

TODAY = EVENING.date()
LOCKED_LATER: tuple[c.Command, ...] = (
    c.Own("b", "I did not call."),
    c.Apologise("b", "I am sorry."),
    planned("b"),
    c.AnswerApology("a", "received"),
)


def answered(reply: e.ApologyReply = "received", still_needed: str = "") -> Story:
    return replying().when(c.AnswerApology("a", reply, still_needed))


def test_the_whole_way_from_an_impact_to_an_answer() -> None:
    story = telling()
    story.when(c.TellImpact("a", "I lay awake.")).then("impact_told").in_phase("reflecting").later(seconds=5)
    story.when(c.Reflect("b", "You lay awake.")).then("reflected").in_phase("confirming")
    story.when(c.Confirm("a", "accurate")).then("reflection_confirmed").in_phase("owning")
    story.when(c.Own("b", "I did not call.")).then("owned").in_phase("apologising")
    story.when(c.Apologise("b", "I am sorry.")).then("apologised").in_phase("planning")
    story.when(planned("b")).then("prevention_planned").in_phase("answering")
    story.when(c.AnswerApology("a", "partly", "A word from you on the day."))
    story.then("apology_answered", "step_entered").in_phase("closing")
    assert story.session.account == Account(
        opened="confirmed",
        told=1,
        impact=("I lay awake.",),
        ownership="I did not call.",
        apology="I am sorry.",
        promises=(
            Promise(
                "schedule_change", TODAY + timedelta(days=14), "it gets later than seven", "I will call from the car"
            ),
        ),
        reply="partly",
        still_needed="A word from you on the day.",
    )


# ---------------------------------------------------------------------- who is who


@pytest.mark.parametrize(("part", "hurt"), [("hurt", "a"), ("accountable", "b"), ("", "a")])
def test_whoever_asked_said_which_part_is_theirs(part: e.Part, hurt: Side) -> None:
    story = telling(part=part)
    assert story.session.hurt == hurt
    seen = story.view("a")["accountability"]
    assert seen is not None
    assert (seen["hurt"], seen["accountable"]) == (f"person-{hurt}", f"person-{other(hurt)}")
    assert (seen["opened"], seen["impact"], seen["steps"]) == ("not_yet", [], [])


def test_in_a_talk_with_a_hurt_partner_they_may_speak_first() -> None:
    used = template(replace(UNDERSTANDING, first_speaker="hurt_partner"), ACCOUNTABILITY)
    assert speaker(first_step(used, part="accountable")) == "b"


@pytest.mark.parametrize(
    ("reached", "command"),
    [
        (telling, c.TellImpact("b", "x")),
        (owning, c.TellImpact("b", "x")),
        (owning, c.Own("a", "x")),
        (apologising, c.Apologise("a", "x")),
        (planning, planned("a")),
        (replying, c.AnswerApology("b", "received")),
    ],
    ids=lambda one: getattr(one, "__name__", type(one).__name__),
)
def test_each_part_belongs_to_one_of_them(reached: Reached, command: c.Command) -> None:
    reached().when(command).refused("floor_not_held")


def test_only_the_accountable_reflects_and_only_the_hurt_confirms() -> None:
    telling().when(c.TellImpact("a", "x")).later(seconds=5).when(c.Reflect("a", "x")).refused("not_now")
    impact_given_back(telling()).when(c.Confirm("b", "accurate")).refused("floor_not_held")


def test_nobody_claims_the_floor_where_the_order_gives_it() -> None:
    story = impact_given_back(telling(turns_before_swap_right=1))
    assert "claim_floor" not in story.may("b")
    story.when(c.ClaimFloor("b")).refused("not_now")


# ---------------------------------------------------------------------- what opens what


@pytest.mark.parametrize("command", LOCKED_LATER, ids=lambda one: type(one).__name__)
def test_nothing_is_owned_before_the_impact_was_heard(command: c.Command) -> None:
    """A-1, attack test 30."""
    told = telling()
    told.when(command).refused("locked")
    told.when(c.TellImpact("a", "x")).when(command).refused("locked")
    told.later(seconds=5).when(c.Reflect("b", "x")).when(command).refused("locked")
    told.when(c.Confirm("a", "partly", "the waiting")).when(command).refused("locked")


@pytest.mark.parametrize(("reached", "open_now"), [(owning, 1), (apologising, 2), (planning, 3), (replying, 4)])
def test_each_thing_opens_the_next_and_only_the_next(reached: Reached, open_now: int) -> None:
    for command in LOCKED_LATER[open_now:]:
        reached().when(command).refused("locked")
    for command in LOCKED_LATER[: open_now - 1]:
        reached().when(command).refused("not_now")


def test_an_apology_before_its_step_is_locked_and_where_there_is_no_step_it_is_out_of_place() -> None:
    first_step(template(IN_TURN, ACCOUNTABILITY)).when(c.Apologise("b", "x")).refused("locked")
    speaking().when(c.Apologise("b", "x")).refused("not_now")
    paused(telling()).when(c.Apologise("b", "x")).refused("not_now")
    answered().when(c.Apologise("b", "x")).refused("not_now")
    closing().when(c.AnswerApology("a", "received")).refused("not_now")


def test_once_heard_the_hurt_partner_may_tell_more_before_it_is_owned() -> None:
    story = impact_given_back(owning())
    story.when(c.Own("b", "x")).refused("locked")
    story.when(c.Confirm("a", "accurate")).in_phase("owning")
    assert len(story.session.account.impact) == 2
    assert story.session.heard.of("a") == 2


def test_telling_more_has_an_end_so_that_nobody_is_held_in_listening() -> None:
    story = owning(turns_before_swap_right=1)
    assert "tell_impact" not in story.may("a")
    story.when(c.TellImpact("a", "x")).refused("not_now")
    story.when(c.Own("b", "x")).then("owned")


def test_a_breath_comes_before_a_reflection() -> None:
    story = telling().when(c.TellImpact("a", "x"))
    story.when(c.Reflect("b", "x")).refused("too_early", retry_at=story.now + timedelta(seconds=5))


# ---------------------------------------------------------------------- a gap (L-7)


def test_accepting_the_gap_is_the_hurt_partners_own_way_to_open_it() -> None:
    story = impact_gap().when(c.ResolveGap("a", "accept_gap")).then("gap_accepted").in_phase("owning")
    assert story.session.account.opened == "gap_accepted"
    assert story.session.heard.of("a") == 0
    story.when(c.Own("b", "x")).then("owned")


def test_a_gap_after_something_was_confirmed_takes_nothing_back() -> None:
    story = owning()
    impact_given_back(story)
    for _ in range(2):
        story.when(c.Confirm("a", "not_yet"), c.Reflect("b", "x"))
    story.when(c.Confirm("a", "not_yet"), c.ResolveGap("a", "accept_gap")).in_phase("owning")
    assert story.session.account.opened == "confirmed"


def test_the_accountable_partner_cannot_accept_the_gap() -> None:
    impact_gap().when(c.ResolveGap("b", "accept_gap")).refused("floor_not_held")


def test_an_impact_that_is_parked_opens_nothing() -> None:
    story = impact_gap().when(c.ResolveGap("a", "park")).then("topic_parked", "step_entered").in_phase("closing")
    assert story.session.account.opened == "not_yet"
    story.when(c.Own("b", "x")).refused("not_now")


def test_nor_does_one_that_is_parked_by_time() -> None:
    impact_gap().after(minutes=5).then("time_warned", "topic_parked", "step_entered").in_phase("closing")


def test_where_an_earlier_impact_was_heard_parking_another_goes_on_with_the_step() -> None:
    story = owning()
    impact_given_back(story)
    for _ in range(2):
        story.when(c.Confirm("a", "not_yet"), c.Reflect("b", "x"))
    story.when(c.Confirm("a", "not_yet"), c.ResolveGap("a", "park")).then("topic_parked", "floor_given")
    story.in_phase("owning").when(c.Own("b", "x")).then("owned")
    assert len(story.session.account.impact) == 1


def test_an_impact_may_be_said_smaller_once_and_no_clock_runs_beside_it() -> None:
    story = impact_gap().when(c.ResolveGap("a", "smaller")).then("turn_narrowed").in_phase("impact")
    assert story.view("a")["deadline"] is None
    story.when(c.TellImpact("a", "I was alone.")).later(seconds=5)
    for _ in range(3):
        story.when(c.Reflect("b", "x"), c.Confirm("a", "not_yet"))
    assert story.may("a")["resolve_gap"]["choices"] == {"choice": ["accept_gap", "park", "pause"]}


def test_a_gap_may_be_paused() -> None:
    story = impact_gap().when(c.ResolveGap("a", "pause")).then("paused")
    assert isinstance(story.phase, Paused)


# ---------------------------------------------------------------------- the plan


@pytest.mark.parametrize("days", [1, 14, 365])
def test_a_step_is_dated_in_the_future_and_within_a_year(days: int) -> None:
    planning().when(planned("b", due=TODAY + timedelta(days=days))).then("prevention_planned")


@pytest.mark.parametrize("days", [-1, 0, 366])
def test_a_step_for_today_or_for_a_far_day_is_none(days: int) -> None:
    planning().when(planned("b", due=TODAY + timedelta(days=days))).refused("limit_reached")


def test_the_view_says_which_days_are_open() -> None:
    days = planning().may("b")["plan_prevention"]["days"]
    assert days == {"first": TODAY + timedelta(days=1), "last": TODAY + timedelta(days=365)}


def test_tomorrow_is_tomorrow_wherever_they_live() -> None:
    """Where it is still the day before, a date that begins there later is in the future."""
    early = datetime(2026, 3, 7, 4, 0, tzinfo=UTC)
    assert days_open(early)[0] == early.date()
    assert days_open(early + timedelta(hours=8))[0] == early.date() + timedelta(days=1)


def test_there_is_one_step_at_least_and_a_few_at_most() -> None:
    one = planned("b").steps
    planning().when(c.PlanPrevention("b", ())).refused("limit_reached")
    planning().when(c.PlanPrevention("b", one * MOST_STEPS)).then("prevention_planned")
    planning().when(c.PlanPrevention("b", one * (MOST_STEPS + 1))).refused("limit_reached")


@pytest.mark.parametrize("place", ["sign", "act"])
def test_a_step_is_small_in_words_too(place: str) -> None:
    planning().when(planned("b", **{place: "x" * 201})).refused("too_long")


def test_words_have_their_lengths() -> None:
    telling().when(c.TellImpact("a", "x. " * 300)).refused("too_long")
    owning().when(c.Own("b", "x" * 1501)).refused("too_long")
    apologising().when(c.Apologise("b", "x" * 1501)).refused("too_long")
    replying().when(c.AnswerApology("a", "partly", "x" * 601)).refused("too_long")


# ---------------------------------------------------------------------- the answer


@pytest.mark.parametrize("reply", ["received", "partly", "not_ready"])
def test_every_answer_ends_the_step_alike(reply: e.ApologyReply) -> None:
    answered(reply).then("apology_answered", "step_entered").in_phase("closing")


def test_who_waits_for_an_answer_is_told_that_none_is_needed() -> None:
    assert replying().view("b")["guide"]["key"] == "guide.answering.listener"
    story = answered("not_ready")
    assert story.view("b")["guide"]["text"].startswith("No answer is needed now.")
    assert story.view("a")["guide"]["key"] == "guide.closing"
    assert answered("received").view("b")["guide"]["key"] == "guide.closing"


def test_no_deadline_is_shown_to_whoever_answers() -> None:
    story = replying()
    assert story.view("a")["deadline"] is None
    story.after(minutes=1).then("time_warned")
    story.after(minutes=4).then("time_extended")
    # L-14: the same neutral end as everywhere, and nothing was asked.
    story.after(minutes=5).then("session_ended")
    assert story.event == e.SessionEnded(story.now, outcome="adjourned")


def test_an_accountability_that_was_heard_counts_as_understood() -> None:
    story = answered().both(c.Done("a"))
    assert story.event == e.SessionEnded(story.now, outcome="closed", kind="understood")
    story = impact_gap().when(c.ResolveGap("a", "park")).both(c.Done("a"))
    assert story.event == e.SessionEnded(story.now, outcome="closed", kind="unfinished")


def test_after_the_step_the_admission_is_not_carried_along() -> None:
    assert answered().view("a")["accountability"] is None
    story = apologising()
    assert story.view("a")["accountability"] is not None
    assert paused(story).view("a")["accountability"] is None


def test_one_more_round_of_understanding_does_not_ask_for_the_apology_again() -> None:
    story = first_step(template(UNDERSTANDING, ACCOUNTABILITY, SOLUTIONS), part="hurt")
    for _ in range(2):
        turn(story).when(c.PassFloor(speaker(story)))
    impact_given_back(story.in_phase("impact")).when(c.Confirm("a", "accurate"), c.Own("b", "x"), c.Apologise("b", "x"))
    story.when(planned("b"), c.AnswerApology("a", "received")).in_phase("gate")
    story.both(c.ReadyForSolutions("a", ready=False)).in_phase("speaking")
    for _ in range(2):
        turn(story).when(c.PassFloor(speaker(story)))
    story.in_phase("gate")
    assert story.session.account.reply == "received"


# ---------------------------------------------------------------------- time, pauses, other rooms


def test_at_the_planned_end_an_impact_is_still_heard_and_then_the_closing_opens() -> None:
    story = telling().when(c.TellImpact("a", "x")).later(seconds=6)
    story.now = story.session.ends_at + timedelta(minutes=1)
    story.known(active_at=story.now)
    story.when(c.Reflect("b", "x")).when(c.Confirm("a", "accurate"))
    story.then("reflection_confirmed", "step_entered").in_phase("closing")


def test_at_the_planned_end_a_parked_impact_leads_to_the_closing_too() -> None:
    story = impact_gap()
    story.now = story.session.ends_at + timedelta(seconds=1)
    story.known(active_at=story.now)
    story.after(seconds=0).in_phase("closing")


def test_a_pause_comes_back_to_where_it_was() -> None:
    story = paused(apologising()).later(minutes=20).both(c.RateArousal("a", 1), c.Return("a"))
    story.in_phase("apologising").when(c.Apologise("b", "x")).then("apologised")


def test_two_who_talk_aloud_tap_and_only_the_plan_is_typed() -> None:
    story = telling(medium="spoken")
    assert story.may("a")["tell_impact"]["with"] == {"spoken": True}
    story.when(c.TellImpact("a")).later(seconds=5).when(c.Reflect("b"), c.Confirm("a", "accurate"))
    assert story.may("b")["own"]["with"] == {"spoken": True}
    story.when(c.Own("b"), c.Apologise("b"))
    assert "with" not in story.may("b")["plan_prevention"]
    story.when(planned("b"), c.AnswerApology("a", "received")).in_phase("closing")
    assert story.session.account.impact == ("",)


# ---------------------------------------------------------------------- the log


def test_without_their_words_the_promises_are_still_there() -> None:
    story = replying()
    bare = [replace(one, signs=(), acts=()) if isinstance(one, e.PreventionPlanned) else one for one in story.log]
    assert replay(story.before, bare).account.promises == (Promise("schedule_change", TODAY + timedelta(days=14)),)


AT = EVENING + timedelta(hours=1)


@pytest.mark.parametrize(
    ("reached", "event"),
    [
        (speaking, e.ImpactTold(AT, "a", AT)),
        (telling, e.Owned(AT, "b")),
        (owning, e.Apologised(AT, "b")),
        (owning, e.PreventionPlanned(AT, "b", (), ())),
        (planning, e.ApologyAnswered(AT, "a", "received")),
        (telling, e.GapAccepted(AT, "a")),
        (telling, e.TurnNarrowed(AT, "a", AT)),
        (telling, e.FloorGiven(AT, "b", AT)),
    ],
    ids=lambda one: getattr(one, "__name__", type(one).__name__),
)
def test_what_cannot_have_happened_stops_the_fold(reached: Reached, event: e.Event) -> None:
    with pytest.raises(CorruptHistory):
        evolve(reached().session, event)


def test_a_turn_beside_it_is_none_of_its_business() -> None:
    story = first_step(template(UNDERSTANDING, ACCOUNTABILITY, CLOSING))
    given_back(story).when(c.Confirm(speaker(story), "accurate")).in_phase("validating")
    assert story.session.account == Account()
