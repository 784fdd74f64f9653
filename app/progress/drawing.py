"""Draws a window as SVG by pygal: no script, nothing to load, and the same in words for whoever cannot see it."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any, Final
from xml.etree import ElementTree as ET

if TYPE_CHECKING:
    from app.progress.own import Own
    from app.progress.together import Together
    from app.sessions.own_readings import OwnReading

SVG: Final = "http://www.w3.org/2000/svg"
# Distinct for most who see colours differently; each series has its own form in the legend's words, too.
COLOURS: Final = ("#0072B2", "#E69F00", "#009E73", "#CC79A7", "#555555")
EMPTY: Final = "Nothing in this window yet. That is all right."
NOT_DRAWN: Final = frozenset({"script", "foreignObject"})
HIGHEST: Final = 10


def draw_together(found: Together) -> bytes:
    """Draw talks and check-ins over the window."""
    chart = _chart("Bar", range=(0, max(2, *(one.talks + one.check_ins for one in found.stretches))))
    chart.x_labels = [one.since.isoformat()[5:] for one in found.stretches]
    chart.add("Talks finished", [one.talks for one in found.stretches])
    chart.add("Check-ins together", [one.check_ins for one in found.stretches])
    lines = [
        f"{one.since} to {one.until}: {one.talks} talks, {one.check_ins} check-ins"
        for one in found.stretches
        if one.talks or one.check_ins
    ]
    return _dressed(chart, f"From {found.since} to {found.until}", lines)


def draw_own(found: Own) -> bytes:
    """Draw one's own readings, talk by talk."""
    chart = _chart("Line", range=(0, HIGHEST), dots_size=4)
    talks = found.readings
    chart.x_labels = [one.started_at.date().isoformat()[5:] for one in talks]
    felt = [one.felt for one in talks]
    chart.add("Stirred up, first", [one.before for one in talks])
    chart.add("Stirred up, last", [one.after for one in talks])
    chart.add("Safe", [None if one is None else one.safe for one in felt])
    chart.add("Understood", [None if one is None else one.understood for one in felt])
    chart.add("Had a say", [None if one is None else one.had_a_say for one in felt])
    lines = [_in_words(one) for one in talks]
    return _dressed(chart, f"Your own readings from {found.since} to {found.until}", lines)


def _in_words(one: OwnReading) -> str:
    felt = (None, None, None) if one.felt is None else (one.felt.safe, one.felt.understood, one.felt.had_a_say)
    safe, understood, had_a_say = map(_said, felt)
    return (
        f"{one.started_at.date()}: stirred up {_said(one.before)} then {_said(one.after)}, safe {safe}, "
        f"understood {understood}, had a say {had_a_say}"
    )


def _said(value: int | None) -> str:
    return "not said" if value is None else str(value)


def _chart(kind: str, **chosen: Any) -> Any:  # Any: pygal has no types
    # It takes a tenth of a second to load, and few ever ask for a picture.
    import pygal  # noqa: PLC0415
    from pygal.style import Style  # noqa: PLC0415

    # It puts an old-fashioned finder of its plugins into everybody's imports; there are none here.
    sys.meta_path[:] = [finder for finder in sys.meta_path if type(finder).__name__ != "PluginImportFixer"]

    style = Style(  # type: ignore[no-untyped-call] # pygal has no types
        font_family="sans-serif",
        background="#ffffff",
        plot_background="#ffffff",
        foreground="#222222",
        foreground_strong="#111111",
        colors=COLOURS,
        transition="none",
        label_font_size=14,
        legend_font_size=16,
        no_data_font_size=18,
    )
    return getattr(pygal, kind)(
        js=(),
        style=style,
        width=720,
        height=360,
        legend_at_bottom=True,
        no_data_text=EMPTY,
        pretty_print=False,
        no_prefix=True,
        show_minor_x_labels=True,
        y_labels_major_count=3,
        min_scale=2,
        **chosen,
    )


def _dressed(chart: Any, title: str, lines: list[str]) -> bytes:  # Any: pygal has no types
    """Take out what a picture does not need, and put in what a screen reader does."""
    root: ET.Element = ET.fromstring(chart.render())  # noqa: S314 - our own drawing, a moment old
    for parent in tuple(root.iter()):
        for child in tuple(parent):
            if child.tag.rpartition("}")[2] in NOT_DRAWN:
                parent.remove(child)
    # pygal gives each picture a name of its own; the same window is to be the same bytes.
    root.set("id", "picture")
    root.set("role", "img")
    root.set("aria-labelledby", "picture-title picture-words")
    words = ET.Element(f"{{{SVG}}}desc", {"id": "picture-words"})
    words.text = ". ".join(lines) or EMPTY
    heading = ET.Element(f"{{{SVG}}}title", {"id": "picture-title"})
    heading.text = title
    root.insert(0, words)
    root.insert(0, heading)
    ET.register_namespace("", SVG)
    drawn: bytes = ET.tostring(root, encoding="utf-8")
    return drawn
