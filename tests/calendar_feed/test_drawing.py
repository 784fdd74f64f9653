"""The calendar as a calendar program reads it: neutral, stable, and at the same hour in summer and in winter."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import recurring_ical_events
from icalendar import Calendar

from app.calendar_feed.drawing import Recurring, draw
from app.due import TITLES, Due

BERLIN = "Europe/Berlin"
DAY = date(2026, 3, 20)


def read(drawn: bytes) -> Calendar:
    found = Calendar.from_ical(drawn)
    assert isinstance(found, Calendar)
    return found


def weekly(**more: object) -> Recurring:
    plain: dict[str, object] = {"rrule": "FREQ=WEEKLY;BYDAY=SU", "first_on": date(2026, 3, 22), "at": time(19, 0)}
    plain |= {"timezone": BERLIN}
    return Recurring("occurrence", "r1", minutes=45, **(plain | more))  # type: ignore[arg-type]


def due(kind: str = "review", **more: object) -> Due:
    plain: dict[str, object] = {"on": None, "at": None}
    return Due(kind, "d1", "c1", state="coming", path="/v1/secret/path", **(plain | more))  # type: ignore[arg-type]


def between(drawn: bytes, begin: date, end: date) -> list[datetime]:
    found = recurring_ical_events.of(read(drawn)).between(begin, end)
    return sorted(event.start for event in found)


def test_what_comes_round_keeps_its_hour_when_the_clocks_change() -> None:
    drawn = draw((), (weekly(),), timezone=BERLIN, day=DAY)
    spring = between(drawn, date(2026, 3, 22), date(2026, 3, 31))
    assert [one.astimezone(UTC).hour for one in spring] == [18, 17]  # the 22nd in winter time, the 29th in summer's
    autumn = between(drawn, date(2026, 10, 18), date(2026, 10, 26))
    assert [one.astimezone(UTC).hour for one in autumn] == [17, 18]
    assert {one.astimezone(ZoneInfo(BERLIN)).hour for one in (*spring, *autumn)} == {19}


def test_the_zones_that_it_uses_are_described_in_it() -> None:
    at = datetime(2026, 3, 29, 12, tzinfo=UTC)
    drawn = draw((due("talk", at=at),), (weekly(timezone="America/New_York"),), timezone=BERLIN, day=DAY)
    zones = {str(one["tzid"]) for one in read(drawn).walk("VTIMEZONE")}
    assert zones == {BERLIN, "America/New_York"}


def test_a_moment_is_shown_where_the_owner_lives_and_lasts_as_long_as_is_known() -> None:
    at = datetime(2026, 3, 29, 12, tzinfo=UTC)
    drawn = draw((due("talk", at=at, minutes=60),), (), timezone=BERLIN, day=DAY)
    [event] = read(drawn).walk("VEVENT")
    assert b"DTSTART;TZID=Europe/Berlin:20260329T140000" in drawn
    assert event.decoded("duration") == timedelta(minutes=60)


def test_a_day_takes_no_time_from_anybody() -> None:
    drawn = draw((due(on=date(2026, 3, 29)),), (), timezone=BERLIN, day=DAY)
    [event] = read(drawn).walk("VEVENT")
    assert event.decoded("dtstart") == date(2026, 3, 29)
    assert event["transp"] == "TRANSPARENT"


def test_a_daily_plan_without_an_hour_is_on_each_day() -> None:
    drawn = draw((), (weekly(rrule="FREQ=DAILY;INTERVAL=2", at=None),), timezone=BERLIN, day=DAY)
    days = [event.start for event in recurring_ical_events.of(read(drawn)).between(date(2026, 3, 27), date(2026, 4, 1))]
    assert sorted(days) == [date(2026, 3, 28), date(2026, 3, 30)]


def test_what_has_no_date_is_in_no_calendar() -> None:
    assert read(draw((due(),), (), timezone=BERLIN, day=DAY)).walk("VEVENT") == []


def test_titles_are_fixed_and_nothing_else_is_told() -> None:
    drawn = draw((due("progress_update", on=DAY),), (weekly(),), timezone=BERLIN, day=DAY)
    events = read(drawn).walk("VEVENT")
    assert {str(event["summary"]) for event in events} == {TITLES["progress_update"], TITLES["occurrence"]}
    allowed = {"SUMMARY", "DTSTART", "DURATION", "TRANSP", "UID", "DTSTAMP", "CLASS", "RRULE"}
    assert all(set(event.keys()) <= allowed for event in events)
    for secret in (b"d1", b"c1", b"r1", b"secret/path"):
        assert secret not in drawn


def test_a_thing_that_moves_keeps_its_uid_and_days_of_what_comes_round_have_their_own() -> None:
    def uids(*dues: Due) -> list[str]:
        return [str(event["uid"]) for event in read(draw(dues, (), timezone=BERLIN, day=DAY)).walk("VEVENT")]

    days = DAY, DAY + timedelta(days=3)
    moved = [uids(due(on=day)) for day in days]
    assert moved[0] == moved[1]
    assert len(set(uids(*(due("occurrence", on=day) for day in days)))) == 2


def test_the_same_things_are_the_same_bytes_and_a_program_is_told_when_to_look_again() -> None:
    drawn = [draw((due(on=DAY),), (weekly(),), timezone=BERLIN, day=DAY) for _ in range(2)]
    assert drawn[0] == drawn[1]
    assert b"REFRESH-INTERVAL;VALUE=DURATION:PT6H" in drawn[0]


def test_days_of_rest_are_left_out() -> None:
    rests = (date(2026, 3, 29), date(2026, 4, 5))
    drawn = draw((), (weekly(without=rests),), timezone=BERLIN, day=DAY)
    assert [one.date() for one in between(drawn, date(2026, 3, 22), date(2026, 4, 13))] == [
        date(2026, 3, 22),
        date(2026, 4, 12),
    ]


def test_a_rule_that_ends_ends_with_its_last_day() -> None:
    for at in (time(23, 30), None):
        drawn = draw((), (weekly(rrule="FREQ=DAILY;UNTIL=20260324", at=at),), timezone=BERLIN, day=DAY)
        found = recurring_ical_events.of(read(drawn)).between(date(2026, 3, 20), date(2026, 4, 1))
        assert len(found) == 3
    assert b"UNTIL=20260324T223000Z" in draw(
        (), (weekly(rrule="FREQ=DAILY;UNTIL=20260324", at=time(23, 30)),), timezone=BERLIN, day=DAY
    )


def test_an_empty_calendar_is_a_calendar() -> None:
    assert read(draw((), (), timezone="UTC", day=DAY)).walk("VEVENT") == []
