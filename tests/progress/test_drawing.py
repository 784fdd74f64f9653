"""The picture: nothing to load and nothing to run, the same in words, and the same bytes for the same window."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from xml.etree import ElementTree as ET

import pytest

from app.progress.drawing import EMPTY, SVG, draw_own, draw_together
from app.progress.own import Own
from app.progress.together import Stretch, Together, stretches
from app.sessions.own_readings import Felt, OwnReading

UNTIL = date(2026, 11, 22)


def read(drawn: bytes) -> ET.Element:
    return ET.fromstring(drawn)  # noqa: S314 - our own drawing


def together(*found: Stretch) -> Together:
    return Together(UNTIL - timedelta(days=6), UNTIL, 0, 0, 0, 0, appreciated=False, kept=(), stretches=found)


def own(*readings: OwnReading) -> Own:
    return Own(UNTIL - timedelta(days=29), UNTIL, readings, ())


def a_talk(day: int, **chosen: object) -> OwnReading:
    return OwnReading("s", "c", datetime(2026, 11, day, tzinfo=UTC), **chosen)  # type: ignore[arg-type]


FULL = together(Stretch(UNTIL - timedelta(days=1), UNTIL - timedelta(days=1), 1, 0), Stretch(UNTIL, UNTIL, 0, 1))
TALKS = own(a_talk(3, before=6, after=2, felt=Felt(7, 8, 9)), a_talk(9, before=3))
PICTURES = [draw_together(FULL), draw_own(TALKS), draw_own(own())]


@pytest.mark.parametrize("drawn", PICTURES)
def test_a_picture_runs_nothing_and_loads_nothing(drawn: bytes) -> None:
    root = read(drawn)
    names = {one.tag.rpartition("}")[2] for one in root.iter()}
    assert names.isdisjoint({"script", "foreignObject", "image", "use", "a", "iframe"})
    told = drawn.replace(b"http://www.w3.org/2000/svg", b"").replace(b"http://www.w3.org/1999/xlink", b"")
    for word in (b"http", b"//", b"url(", b"@import", b"<!--", b"onload", b"onclick"):
        assert word not in told, word


@pytest.mark.parametrize("drawn", PICTURES)
def test_a_picture_has_a_title_and_says_itself_in_words(drawn: bytes) -> None:
    root = read(drawn)
    assert root.get("role") == "img"
    named = [root.find(f".//*[@id='{name}']") for name in str(root.get("aria-labelledby")).split()]
    assert [None if one is None else one.tag.rpartition("}")[2] for one in named] == ["title", "desc"]
    assert all(one is not None and one.text for one in named)


def test_the_words_say_what_is_drawn() -> None:
    found = read(draw_own(TALKS)).find(f"{{{SVG}}}desc")
    assert found is not None
    assert found.text == (
        "2026-11-03: stirred up 6 then 2, safe 7, understood 8, had a say 9. "
        "2026-11-09: stirred up 3 then not said, safe not said, understood not said, had a say not said"
    )


def test_an_empty_window_is_all_right() -> None:
    assert EMPTY.encode() in draw_own(own())


def test_the_same_window_is_the_same_bytes() -> None:
    assert draw_together(FULL) == draw_together(FULL)
    assert draw_own(TALKS) == draw_own(TALKS)


@pytest.mark.parametrize(("days", "parts"), [(7, 7), (30, 5), (90, 13)])
def test_a_window_is_cut_into_days_or_weeks_without_a_gap(days: int, parts: int) -> None:
    since = UNTIL - timedelta(days=days - 1)
    found = stretches([since, UNTIL, UNTIL], (UNTIL,), since=since, until=UNTIL)
    assert (len(found), found[0].since, found[-1].until) == (parts, since, UNTIL)
    assert all(two.since - one.until == timedelta(days=1) for one, two in pairwise(found))
    assert (found[0].talks, found[-1].talks, found[-1].check_ins) == (1, 2, 1)
