"""A practice: one's own to take on, one's own to report, and told to the therapist on one's own word alone."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import product
from typing import Literal

from app.assignments.taking_on import (
    ASKED_FOR,
    Part,
    Refused,
    answer,
    is_due,
    is_told,
    report,
    take_back,
    waits,
)

DAY = date(2026, 3, 9)
TAKEN = Part(taken_on=True)
OUTCOMES: tuple[Literal["done", "not_now"], ...] = ("done", "not_now")


def done(part: Part | Refused) -> Part:
    assert isinstance(part, Part)
    return part


def test_each_takes_it_on_or_puts_it_aside_and_may_think_again() -> None:
    put_aside = done(answer(Part(), yes=False, over=False))
    assert (put_aside.taken_on, done(answer(put_aside, yes=True, over=False))) == (False, TAKEN)
    assert answer(TAKEN, yes=False, over=False) == put_aside


def test_only_what_was_taken_on_is_reported() -> None:
    for part, outcome in product((Part(), Part(taken_on=False)), OUTCOMES):
        assert report(part, outcome, tell=True, over=False) == Refused("not_taken_on")


def test_only_done_and_told_is_for_the_therapist() -> None:
    for outcome, tell in product(OUTCOMES, (True, False)):
        reported = done(report(TAKEN, outcome, tell=tell, over=False))
        assert reported.outcome == outcome
        assert is_told(reported) is (outcome == "done" and tell)
    assert not any(is_told(one) for one in (Part(), TAKEN, Part(taken_on=False)))


def test_a_report_is_changed_as_often_as_one_likes_and_taken_back() -> None:
    told = done(report(TAKEN, "done", tell=True, over=False))
    assert not is_told(done(report(told, "done", tell=False, over=False)))
    assert not is_told(done(report(told, "not_now", tell=True, over=False)))
    assert take_back(told) == TAKEN


def test_what_was_reported_is_put_aside_only_after_the_report_is_taken_back() -> None:
    told = done(report(TAKEN, "done", tell=True, over=False))
    assert answer(told, yes=False, over=False) == Refused("reported")
    assert answer(told, yes=True, over=False) == told


def test_when_it_is_over_nothing_new_is_said_and_ones_own_is_still_taken_back() -> None:
    told = done(report(TAKEN, "done", tell=True, over=False))
    assert answer(Part(), yes=True, over=True) == Refused("over")
    assert report(TAKEN, "done", tell=True, over=True) == Refused("over")
    assert take_back(told) == TAKEN


def test_who_has_not_answered_is_asked_until_its_day() -> None:
    asked = [waits(Part(), DAY, today=DAY + timedelta(days=n)) for n in (-30, 0, 1)]
    assert asked == [True, True, False]
    assert not waits(TAKEN, DAY, today=DAY)
    assert not waits(Part(taken_on=False), DAY, today=DAY)


def test_what_was_taken_on_is_due_until_something_is_said_and_never_for_long() -> None:
    last = DAY + ASKED_FOR
    assert [is_due(TAKEN, DAY, today=day) for day in (DAY, last, last + timedelta(days=1))] == [True, True, False]
    for part in (Part(), Part(taken_on=False), *(done(report(TAKEN, one, tell=False, over=False)) for one in OUTCOMES)):
        assert not is_due(part, DAY, today=DAY)
