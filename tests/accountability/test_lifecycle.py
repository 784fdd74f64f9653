"""What becomes of a record: replies without a deadline, updates that lead on, and settling that takes two."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest

from app.accountability.calendar import Calendar
from app.accountability.lifecycle import (
    FURTHEST,
    MOST_UPDATES,
    Accountability,
    Refused,
    Step,
    Update,
    answer,
    asked_on,
    confirm,
    give_update,
    make_smaller,
    mark_done,
    may_settle,
    offers_smaller,
    reopen,
    shown_to_partner,
    step_state,
)

ADA, BEN = "ada", "ben"
TOLD = date(2026, 6, 1)
DUE = date(2026, 6, 11)
AFTER = DUE + timedelta(days=1)
LATER = DUE + timedelta(days=20)
RECORD = Accountability(ADA, BEN, recorded_on=TOLD, steps=(Step("s", DUE), Step("t", None)), reply="received")


def taken(outcome: Accountability | Refused) -> Accountability:
    assert isinstance(outcome, Accountability)
    return outcome


def refused(outcome: Accountability | Refused) -> str:
    assert isinstance(outcome, Refused)
    return outcome.code


def updated(record: Accountability, on: date, new_date: date | None = None) -> Accountability:
    return taken(give_update(record, "s", by=BEN, on=on, new_date=new_date))


def yes(record: Accountability, by: str, today: date = AFTER) -> Accountability:
    return taken(confirm(record, settled=True, by=by, today=today, redress_open=False))


def settled() -> Accountability:
    return yes(yes(RECORD, ADA), BEN)


def noon(day: date) -> Calendar:
    return Calendar(datetime.combine(day, time(12), UTC), "UTC")


def test_the_reply_is_the_hurt_persons_at_any_time() -> None:
    for record in (RECORD, settled(), updated(RECORD, TOLD)):
        changed = taken(answer(record, "not_ready", by=ADA))
        assert changed == replace(record, reply="not_ready")
        assert taken(answer(changed, "received", by=ADA)).reply == "received"


def test_nobody_answers_for_the_hurt_person() -> None:
    assert refused(answer(RECORD, "received", by=BEN)) == "not_yours"


def test_the_same_reply_again_changes_nothing_and_other_words_do() -> None:
    confirmed = yes(RECORD, BEN)
    assert answer(confirmed, "received", by=ADA) is confirmed
    assert taken(answer(confirmed, "received", by=ADA, reworded=True)).confirmed == frozenset()


def test_an_update_ahead_of_its_date_leaves_the_date() -> None:
    assert updated(RECORD, TOLD).step("s").due_on == DUE


def test_an_update_on_the_very_day_answers_it_and_nothing_more_is_asked() -> None:
    told = updated(RECORD, DUE)
    assert told.step("s").due_on is None
    assert step_state(told, told.step("s"), noon(LATER)) == "open"


def test_an_update_brings_the_next_date() -> None:
    assert updated(RECORD, DUE, LATER).step("s").due_on == LATER
    assert updated(RECORD, TOLD, AFTER).step("s").due_on == AFTER


def test_a_late_update_must_bring_a_date() -> None:
    assert refused(give_update(RECORD, "s", by=BEN, on=AFTER, new_date=None)) == "date_needed"
    assert updated(RECORD, AFTER, LATER).step("s").due_on == LATER


def test_a_step_without_a_date_takes_updates_with_and_without_one() -> None:
    free = taken(give_update(RECORD, "t", by=BEN, on=TOLD, new_date=None))
    assert free.step("t").due_on is None
    assert taken(give_update(free, "t", by=BEN, on=TOLD, new_date=DUE)).step("t").due_on == DUE


@pytest.mark.parametrize(
    ("days", "code"), [(0, "date_not_ahead"), (-1, "date_not_ahead"), (FURTHEST.days + 1, "date_too_far")]
)
def test_the_next_date_is_ahead_and_not_out_of_sight(days: int, code: str) -> None:
    new_date = DUE + timedelta(days=days)
    assert refused(give_update(RECORD, "s", by=BEN, on=DUE, new_date=new_date)) == code


def test_the_furthest_date_may_be_chosen() -> None:
    assert updated(RECORD, DUE, DUE + FURTHEST).step("s").due_on == DUE + FURTHEST


def test_there_is_an_end_to_updates() -> None:
    full = replace(RECORD.step("s"), updates=(Update(DUE, TOLD, None, 1),) * MOST_UPDATES)
    assert refused(give_update(replace(RECORD, steps=(full,)), "s", by=BEN, on=TOLD, new_date=None)) == "limit_reached"


def test_only_the_accountable_person_tells_changes_or_finishes_a_step() -> None:
    assert refused(give_update(RECORD, "s", by=ADA, on=TOLD, new_date=None)) == "not_yours"
    assert refused(make_smaller(RECORD, "s", by=ADA)) == "not_yours"
    assert refused(mark_done(RECORD, "s", by=ADA)) == "not_yours"


def test_nothing_is_told_changed_or_finished_while_it_is_settled() -> None:
    assert refused(give_update(settled(), "s", by=BEN, on=AFTER, new_date=LATER)) == "settled"
    assert refused(make_smaller(settled(), "s", by=BEN)) == "settled"
    assert refused(mark_done(settled(), "s", by=BEN)) == "settled"


def moved(times: int, record: Accountability = RECORD) -> Accountability:
    for number in range(times):
        record = updated(record, TOLD, DUE + timedelta(days=number + 1))
    return record


def test_a_date_that_moved_twice_offers_a_smaller_step() -> None:
    assert [offers_smaller(one, one.step("s")) for one in map(moved, range(4))] == [False, False, True, True]
    assert refused(make_smaller(moved(1), "s", by=BEN)) == "not_offered"


def test_a_smaller_step_begins_afresh() -> None:
    smaller = taken(make_smaller(moved(2), "s", by=BEN))
    assert smaller.step("s").wording == 2
    assert len(smaller.step("s").updates) == 2
    assert not offers_smaller(smaller, smaller.step("s"))
    assert refused(make_smaller(smaller, "s", by=BEN)) == "not_offered"


@pytest.mark.parametrize("new_date", [DUE, DUE - timedelta(days=1), None])
def test_a_date_that_stays_or_comes_nearer_has_not_moved(new_date: date | None) -> None:
    assert updated(RECORD, TOLD, new_date).step("s").moves == 0


def test_a_first_date_where_there_was_none_has_not_moved() -> None:
    dated = taken(give_update(RECORD, "t", by=BEN, on=TOLD, new_date=DUE))
    assert dated.step("t").moves == 0


def test_a_smaller_step_is_not_offered_for_what_is_done_or_settled() -> None:
    done = taken(mark_done(moved(2), "s", by=BEN))
    assert not offers_smaller(done, done.step("s"))
    at_rest = replace(moved(2), state="settled")
    assert not offers_smaller(at_rest, at_rest.step("s"))


def test_its_owners_word_makes_a_step_done() -> None:
    done = taken(mark_done(RECORD, "s", by=BEN))
    assert step_state(done, done.step("s"), noon(LATER)) == "done"
    assert mark_done(done, "s", by=BEN) is done


def test_a_step_that_was_done_is_taken_up_again_with_a_date() -> None:
    done = taken(mark_done(RECORD, "s", by=BEN))
    assert refused(give_update(done, "s", by=BEN, on=TOLD, new_date=None)) == "date_needed"
    again = updated(done, AFTER, LATER)
    assert (again.step("s").done, again.step("s").due_on) == (False, LATER)


def test_the_partner_sees_a_date_and_only_much_later_that_it_waits() -> None:
    assert [shown_to_partner(one) for one in ("open", "coming", "due", "overdue", "update_due", "done")] == [
        "open",
        "coming",
        "coming",
        "coming",
        "update_due",
        "done",
    ]


def test_it_is_settled_by_the_second_yes() -> None:
    assert yes(RECORD, ADA).state == "open"
    assert (settled().state, settled().confirmed) == ("settled", frozenset())
    assert yes(yes(RECORD, BEN), ADA) == settled()


def test_one_persons_yes_said_twice_is_one() -> None:
    assert yes(yes(RECORD, ADA), ADA) == yes(RECORD, ADA)


@pytest.mark.parametrize("by", [ADA, BEN])
@pytest.mark.parametrize("today", [TOLD, DUE])
def test_nothing_is_settled_before_the_first_follow_up_has_passed(by: str, today: date) -> None:
    # Attack test 30.
    outcome = confirm(RECORD, settled=True, by=by, today=today, redress_open=False)
    assert refused(outcome) == "locked"


def test_nothing_is_settled_while_redress_is_open() -> None:
    assert refused(confirm(RECORD, settled=True, by=ADA, today=AFTER, redress_open=True)) == "locked"
    one = yes(RECORD, ADA)
    assert refused(confirm(one, settled=True, by=BEN, today=AFTER, redress_open=True)) == "locked"


def test_an_answered_follow_up_counts_although_the_date_moved_on() -> None:
    told = updated(RECORD, DUE, LATER)
    assert may_settle(told, today=AFTER, redress_open=False)


def test_a_date_that_was_moved_before_it_came_has_not_passed() -> None:
    told = updated(RECORD, TOLD, LATER)
    assert not may_settle(told, today=AFTER, redress_open=False)
    assert may_settle(told, today=LATER + timedelta(days=1), redress_open=False)


def test_a_date_before_the_talk_is_no_follow_up() -> None:
    old = replace(RECORD, steps=(Step("s", TOLD - timedelta(days=1)),))
    assert not may_settle(old, today=LATER, redress_open=False)


def test_without_steps_nothing_can_be_settled() -> None:
    assert not may_settle(replace(RECORD, steps=()), today=LATER, redress_open=False)


def test_a_yes_can_be_taken_back_until_it_is_settled() -> None:
    one = yes(RECORD, ADA)
    assert taken(confirm(one, settled=False, by=ADA, today=TOLD, redress_open=True)) == RECORD
    assert taken(confirm(one, settled=False, by=BEN, today=AFTER, redress_open=False)) == one


def test_what_is_settled_is_opened_again_and_not_unsaid() -> None:
    assert refused(confirm(settled(), settled=False, by=ADA, today=AFTER, redress_open=False)) == "settled"
    assert taken(confirm(settled(), settled=True, by=ADA, today=AFTER, redress_open=True)) == settled()


@pytest.mark.parametrize(
    "act",
    [
        lambda record: give_update(record, "t", by=BEN, on=AFTER, new_date=None),
        lambda record: mark_done(record, "s", by=BEN),
        lambda record: answer(record, "partly", by=ADA),
        lambda record: make_smaller(record, "s", by=BEN),
    ],
)
def test_a_yes_was_to_how_things_stood_and_ends_when_they_move(act: object) -> None:
    assert callable(act)
    for by in (ADA, BEN):
        record = yes(moved(2), by, today=LATER)
        assert taken(act(record)).confirmed == frozenset()


def test_either_opens_it_again_and_what_was_asked_is_asked_anew() -> None:
    again = reopen(settled(), today=LATER)
    assert (again.state, again.confirmed) == ("open", frozenset())
    assert again.steps == RECORD.steps
    # The step was asked for long ago; nobody is overdue the moment it is opened again.
    assert asked_on(again, again.step("s")) == LATER
    assert step_state(again, again.step("s"), noon(LATER)) == "due"
    assert reopen(again, today=LATER + timedelta(days=9)) is again


def test_a_date_still_ahead_stays_when_it_is_opened_again() -> None:
    again = reopen(replace(RECORD, state="settled"), today=TOLD)
    assert asked_on(again, again.step("s")) == DUE


def test_nothing_is_asked_while_it_is_settled() -> None:
    assert step_state(settled(), settled().step("s"), noon(LATER)) == "open"
