"""When a mail may go, and about what: by the clock of the place where somebody lives."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from app.due import Due
from app.reminders.schedule import (
    PAUSES,
    Wishes,
    is_quiet,
    mark_of,
    may_send,
    next_time,
    retry_at,
    worth_telling,
)

BERLIN = "Europe/Berlin"
NOON = datetime(2026, 11, 22, 11, tzinfo=UTC)  # twelve in Berlin
TODAY = date(2026, 11, 22)


def wishes(**chosen: Any) -> Wishes:  # Any: fields of it
    plain: dict[str, Any] = {"kinds": frozenset({"talk", "review"}), "hour": 9, "quiet_from": 21, "quiet_to": 8}
    return Wishes(**({"private": False} | plain | chosen))


def due(kind: str = "review", **chosen: Any) -> Due:  # Any: fields of it
    plain: dict[str, Any] = {"id": "1", "couple_id": "c", "on": None, "at": None, "state": "due", "path": "/"}
    return Due(**({"kind": kind} | plain | chosen))


@pytest.mark.parametrize(
    ("hour", "begin", "end", "quiet"),
    [
        (22, 21, 8, True),
        (3, 21, 8, True),
        (8, 21, 8, False),
        (20, 21, 8, False),
        (13, 12, 14, True),
        (14, 12, 14, False),
    ],
)
def test_quiet_hours_may_go_over_midnight(hour: int, begin: int, end: int, quiet: bool) -> None:  # noqa: FBT001 - a table
    assert is_quiet(hour, quiet_from=begin, quiet_to=end) is quiet


def test_the_same_hour_twice_means_never_quiet() -> None:
    assert not any(is_quiet(hour, quiet_from=7, quiet_to=7) for hour in range(24))


def test_the_next_mail_is_at_the_chosen_hour_there_today_or_tomorrow() -> None:
    assert next_time(NOON, hour=13, timezone=BERLIN) == NOON + timedelta(hours=1)
    assert next_time(NOON, hour=12, timezone=BERLIN) == NOON + timedelta(days=1)
    assert next_time(NOON, hour=9, timezone="Pacific/Auckland") == datetime(2026, 11, 22, 20, tzinfo=UTC)


def test_the_hour_stays_what_it_is_when_the_clocks_change() -> None:
    before = datetime(2026, 3, 28, 12, tzinfo=UTC)
    spring = next_time(before, hour=9, timezone=BERLIN)
    assert spring == datetime(2026, 3, 29, 7, tzinfo=UTC)
    assert next_time(datetime(2026, 10, 24, 12, tzinfo=UTC), hour=9, timezone=BERLIN).hour == 8


def test_an_hour_that_the_clocks_skip_is_not_lost() -> None:
    skipped = next_time(datetime(2026, 3, 28, 12, tzinfo=UTC), hour=2, timezone=BERLIN)
    assert skipped == datetime(2026, 3, 29, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("hours", "last_on", "may"),
    [
        (0, None, True),
        (0, TODAY - timedelta(days=1), True),
        (0, TODAY, False),  # at most one a day
        (-4, None, False),  # eight in the morning: the hour has not come
        (10, None, False),  # ten in the evening: quiet
    ],
)
def test_a_mail_goes_once_a_day_after_its_hour_and_outside_the_quiet_ones(
    hours: int, last_on: date | None, *, may: bool
) -> None:
    assert may_send(NOON + timedelta(hours=hours), wishes=wishes(), timezone=BERLIN, last_on=last_on) is may


def test_only_chosen_kinds_that_are_due_before_the_next_mail_are_worth_one() -> None:
    until = NOON + timedelta(days=1)
    agenda = (
        due(id="today", on=TODAY),
        due(id="overdue", on=TODAY - timedelta(days=3), state="overdue"),
        due(id="waits"),
        due("talk", id="soon", at=until - timedelta(minutes=1)),
        due("talk", id="later", at=until),
        due("check_in", id="not chosen", on=TODAY),
        due(id="private", on=TODAY, private=True),
    )
    told = worth_telling(agenda, wishes=wishes(), until=until, timezone=BERLIN)
    assert {mark.split("/")[1] for mark in told} == {"today", "overdue", "waits", "soon"}
    with_private = worth_telling(agenda, wishes=wishes(private=True), until=until, timezone=BERLIN)
    assert with_private - told == {mark_of(agenda[-1])}


def test_a_thing_that_was_moved_is_another_one() -> None:
    assert mark_of(due(on=TODAY)) != mark_of(due(on=TODAY + timedelta(days=1)))


def test_trying_again_takes_longer_each_time_and_ends_for_the_day() -> None:
    times = [retry_at(NOON, failures) for failures in range(1, len(PAUSES) + 2)]
    assert times == [*(NOON + pause for pause in PAUSES), None]
    assert list(PAUSES) == sorted(PAUSES)
