"""When it comes round: by the clock on the wall of the schedule's own zone, whatever the clocks of the world do."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import icalendar
import pytest
import recurring_ical_events
from hypothesis import given, settings
from hypothesis import strategies as st

from app.agreements.pausing import Pause
from app.agreements.standing import Schedule, Standing
from app.keeping.calendar import occurrence_id, read_id, time_of, times_of

LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)


def given_ritual(
    *,
    rrule: str = "FREQ=DAILY",
    starts_on: date = date(2026, 1, 1),
    at: time | None = time(2, 30),
    timezone: str = "Europe/Vienna",
    since: datetime | None = LONG_AGO,
) -> Standing:
    return Standing(
        id="ritual",
        couple_id="couple",
        kind="ritual",
        scope="shared",
        category=None,
        owner_id=None,
        shared_with_partner=True,
        state="active",
        in_force="v1" if since else None,
        latest="v1",
        schedule=Schedule(rrule, starts_on, at, timezone, None),
        due_on=None,
        in_force_since=since,
        review_on=None,
        first_follow_up_on=None,
        revision=1,
    )


def moments(ritual: Standing, first: date, last: date, *resting: Pause) -> list[str]:
    found = times_of(ritual, resting, first=first, last=last)
    return [one.starts_at.strftime("%d %H:%M") for one in found if one.starts_at]


def test_an_hour_that_spring_leaves_out_comes_an_hour_later() -> None:
    # 29 March 2026, 02:00 becomes 03:00 in Vienna: half past two is half past three, and no day is lost.
    assert moments(given_ritual(), date(2026, 3, 28), date(2026, 3, 30)) == ["28 01:30", "29 01:30", "30 00:30"]
    skipped = time_of(given_ritual(), date(2026, 3, 29)).starts_at
    assert skipped is not None
    assert skipped.astimezone(ZoneInfo("Europe/Vienna")).time() == time(3, 30)


def test_of_an_hour_that_autumn_repeats_it_is_the_first_and_only_once() -> None:
    assert moments(given_ritual(), date(2026, 10, 24), date(2026, 10, 26)) == ["24 00:30", "25 00:30", "26 01:30"]


def test_the_evening_stays_the_evening_when_the_clocks_change() -> None:
    ritual = given_ritual(at=time(19), rrule="FREQ=WEEKLY;BYDAY=SU")
    for one in times_of(ritual, (), first=date(2026, 3, 1), last=date(2026, 4, 30)):
        assert one.starts_at is not None
        assert one.starts_at.astimezone(ZoneInfo("Europe/Vienna")).time() == time(19)


@pytest.mark.parametrize("timezone", ["Pacific/Apia", "Australia/Lord_Howe", "America/Sao_Paulo", "Asia/Kathmandu"])
def test_odd_zones_have_one_evening_each_day(timezone: str) -> None:
    found = moments(given_ritual(timezone=timezone, at=time(19)), date(2026, 3, 1), date(2026, 4, 30))
    assert len(found) == 61


def test_a_day_that_a_zone_left_out_is_no_reason_to_fail() -> None:
    # Samoa went from 29 to 31 December 2011.
    ritual = given_ritual(timezone="Pacific/Apia", at=time(19), starts_on=date(2011, 12, 1), since=None)
    assert time_of(ritual, date(2011, 12, 30)).starts_at is not None


def test_days_of_rest_are_left_out_and_the_others_stay_where_they_were() -> None:
    ritual = given_ritual(at=time(12), rrule="FREQ=DAILY;INTERVAL=2")
    whole = moments(ritual, date(2026, 1, 1), date(2026, 1, 11))
    rest = Pause("p", date(2026, 1, 4), date(2026, 1, 7))
    assert moments(ritual, date(2026, 1, 1), date(2026, 1, 11), rest) == [
        one for one in whole if not "04" <= one[:2] <= "07"
    ]


def test_what_is_not_in_force_does_not_come_round_and_nothing_comes_before_both_said_yes() -> None:
    assert moments(given_ritual(since=None), date(2026, 1, 1), date(2026, 1, 31)) == []
    # Half past eleven at night in London is the next day in Vienna.
    agreed = datetime(2026, 1, 9, 23, 30, tzinfo=UTC)
    assert moments(given_ritual(since=agreed, at=time(12)), date(2026, 1, 8), date(2026, 1, 11)) == [
        "10 11:00",
        "11 11:00",
    ]


def test_a_window_that_is_over_before_it_begins_is_empty() -> None:
    assert moments(given_ritual(), date(2026, 2, 2), date(2026, 2, 1)) == []


def test_a_ritual_of_a_whole_day_begins_with_the_day_where_it_is() -> None:
    day = time_of(given_ritual(at=None, timezone="Asia/Tokyo"), date(2026, 5, 1))
    assert (day.starts_at, day.begins_at) == (None, datetime(2026, 4, 30, 15, tzinfo=UTC))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "ritual",
        "ritual.",
        "ritual.2026-11",
        "ritual.20261340",
        "ritual.\uff12\uff10\uff12\uff16\uff11\uff11\uff12\uff12",
    ],
)
def test_an_id_that_names_no_day_names_nothing(text: str) -> None:
    assert read_id(text) is None


@given(st.dates(min_value=date(1000, 1, 1)), st.uuids().map(str))
def test_an_id_names_one_agreement_and_one_day(on: date, agreement_id: str) -> None:
    assert read_id(occurrence_id(agreement_id, on)) == (agreement_id, on)


rules = st.one_of(
    st.builds("FREQ=DAILY;INTERVAL={}".format, st.integers(1, 9)),
    st.builds(
        "FREQ=WEEKLY;INTERVAL={};BYDAY={}".format,
        st.integers(1, 3),
        st.sets(st.sampled_from(("MO", "TU", "WE", "TH", "FR", "SA", "SU")), min_size=1).map(
            lambda days: ",".join(sorted(days))
        ),
    ),
    st.builds("FREQ=MONTHLY;BYMONTHDAY={}".format, st.sampled_from((1, 15, 28, 29, 30, 31, -1))),
    st.builds("FREQ=MONTHLY;BYDAY={}".format, st.sampled_from(("1MO", "-1FR", "4SU"))),
    st.builds("FREQ=DAILY;COUNT={}".format, st.integers(1, 60)),
    st.builds("FREQ=DAILY;UNTIL=2026{:02}15".format, st.integers(1, 12)),
)
zones = st.sampled_from(
    ("Europe/Vienna", "America/New_York", "America/Santiago", "Australia/Lord_Howe", "Africa/Casablanca", "UTC")
)


@settings(max_examples=60, deadline=None)
@given(rules, zones, st.times().map(lambda at: at.replace(second=0, microsecond=0)), st.integers(0, 330))
def test_it_comes_round_when_a_calendar_says_so(rrule: str, timezone: str, at: time, begin: int) -> None:
    # Against another implementation, through both changes of the clock.
    ritual = given_ritual(rrule=rrule, timezone=timezone, at=at, starts_on=date(2026, 1, 5))
    first = date(2026, 1, 5) + timedelta(days=begin)
    last = first + timedelta(days=31)

    ours = [one.starts_at for one in times_of(ritual, (), first=first, last=last)]

    assert ours == in_a_calendar(rrule, timezone, at, first, last)


def in_a_calendar(rrule: str, timezone: str, at: time, first: date, last: date) -> list[datetime]:
    starts, zone = date(2026, 1, 5), ZoneInfo(timezone)
    # A day as the end takes the whole day with it here; a calendar wants the moment.
    rule, _, until = rrule.partition(";UNTIL=")
    if until:
        end = datetime.strptime(f"{until}235959", "%Y%m%d%H%M%S").replace(tzinfo=zone)
        rule += f";UNTIL={end.astimezone(UTC):%Y%m%dT%H%M%SZ}"
    event = icalendar.Event()
    event.add("uid", "ritual")
    event.add("dtstart", datetime.combine(starts, at, zone))
    event.add("rrule", icalendar.vRecur.from_ical(rule))
    calendar = icalendar.Calendar()
    calendar.add_component(event)
    days = recurring_ical_events.of(calendar).between(first - timedelta(days=1), last + timedelta(days=2))
    found = sorted(one.start.replace(tzinfo=None) for one in days)
    return [
        one.replace(tzinfo=zone).astimezone(UTC)
        for one in found
        # A calendar counts the first day whether or not the rule gives it; ours begins with the first that it gives.
        if first <= one.date() <= last and (one.date() != starts or is_given(rrule, starts))
    ]


def is_given(rrule: str, on: date) -> bool:
    return bool(list(times_of(given_ritual(rrule=rrule, starts_on=on), (), first=on, last=on)))
