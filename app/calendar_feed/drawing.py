"""Draws a calendar (RFC 5545) from what is due and what comes round. Titles are fixed; it is given no words to leak."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Final
from uuid import UUID, uuid5
from zoneinfo import ZoneInfo

from app.due import TITLES
from app.frozen import dataclass

if TYPE_CHECKING:
    from icalendar import Event, vRecur

    from app.due import Due, DueKind

# So that an id of ours does not stand in other people's programs; the same thing has the same UID for ever.
NAMESPACE: Final = UUID("0f5d6c1e-9d0a-4c39-9c5b-0d4e0f7a2b61")
REFRESH: Final = timedelta(hours=6)
USUAL_MINUTES: Final = 30


@dataclass(frozen=True, slots=True)
class Recurring:
    """Something that comes round: its own clock time where it was agreed, so that daylight saving moves it along."""

    kind: DueKind
    id: str
    rrule: str
    # The first time that it really comes round: programs count this day in, whatever the rule says of it.
    first_on: date
    at: time | None
    timezone: str
    minutes: int | None
    # Days on which it rests.
    without: tuple[date, ...] = ()


def draw(dues: tuple[Due, ...], recurring: tuple[Recurring, ...], *, timezone: str, day: date) -> bytes:
    """Return the whole calendar as it is on this day; the same things give the same bytes."""
    # Eighty modules, for whoever has a calendar: nobody else waits for them.
    from icalendar import Calendar, vDuration  # noqa: PLC0415

    calendar = Calendar()
    calendar.add("prodid", "-//Rejoin//Calendar//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("name", "Calendar")
    calendar.add("x-wr-calname", "Calendar")
    calendar.add("refresh-interval", vDuration(REFRESH), parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", vDuration(REFRESH))
    zone = ZoneInfo(timezone)
    events = [_single(due, zone) for due in dues if due.on or due.at] + [_recurring(one) for one in recurring]
    for event in events:
        event.add("dtstamp", datetime.combine(day, time(), UTC))
        event.add("class", "PRIVATE")
        calendar.add_component(event)
    calendar.add_missing_timezones()
    return bytes(calendar.to_ical())


def _single(due: Due, zone: ZoneInfo) -> Event:
    # What comes round has one id for many days; everything else moves in the calendar when its day moves.
    comes_round = due.kind in {"occurrence", "check_in"}
    name = f"{due.kind}/{due.id}/{due.on or due.at}" if comes_round else f"{due.kind}/{due.id}"
    begins = due.at.astimezone(zone) if due.at else None
    return _event(due.kind, name, begins=begins or due.on, minutes=due.minutes)


def _recurring(one: Recurring) -> Event:
    event = _event(one.kind, f"{one.kind}/{one.id}", begins=_time_on(one, one.first_on), minutes=one.minutes)
    event.add("rrule", _rule(one))
    if one.without:
        event.add("exdate", [_time_on(one, day) for day in one.without])
    return event


def _time_on(one: Recurring, day: date) -> date | datetime:
    return day if one.at is None else datetime.combine(day, one.at, ZoneInfo(one.timezone))


def _rule(one: Recurring) -> vRecur:
    from icalendar import vRecur  # noqa: PLC0415

    rule: vRecur = vRecur.from_ical(one.rrule)
    if one.at is not None and rule.get("UNTIL"):
        # RFC 5545 3.3.10: where there is a time with a zone, the end is a moment in UTC.
        last = rule["UNTIL"][0]
        rule["UNTIL"] = [datetime.combine(last, one.at, ZoneInfo(one.timezone)).astimezone(UTC)]
    return rule


def _event(kind: DueKind, name: str, *, begins: date | datetime | None, minutes: int | None) -> Event:
    from icalendar import Event  # noqa: PLC0415

    event = Event()
    event.add("uid", str(uuid5(NAMESPACE, name)))
    event.add("summary", TITLES[kind])
    event.add("dtstart", begins)
    if isinstance(begins, datetime):
        event.add("duration", timedelta(minutes=minutes or USUAL_MINUTES))
    else:
        # A day on which something is due is not a day on which somebody has no time.
        event.add("transp", "TRANSPARENT")
    return event
