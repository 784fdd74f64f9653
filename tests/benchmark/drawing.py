"""A picture of the results: one bar for what a command costs each contender, in an SVG made by hand."""

from __future__ import annotations

import math
import statistics
from typing import Any
from xml.sax.saxutils import escape

from tests.benchmark.reporting import TITLES

WIDTH, LEFT, RIGHT, ROW, TOP = 920, 400, 110, 34, 56
COLOURS = {"service": "#3b6ea5", "postgresql": "#8fb3d9", "valkey": "#c9975b", "floor": "#9aa5ad"}
LEAST = 10.0
STYLE = 'font-family="sans-serif" font-size="13" role="img" aria-label="CPU for each command, by contender"'
HEADING = "CPU for each command at saturation, µs (logarithmic; shorter is better)"


def picture(results: dict[str, Any]) -> str:
    """Bars on a logarithmic scale: the usual way and the floor would not fit on one sheet otherwise."""
    bars = [(title, found) for name, title in TITLES.items() if (found := _parts(results, name))]
    most = max(sum(parts.values()) for _, parts in bars)
    height = TOP + ROW * len(bars) + 40
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" {STYLE}>',
        f'<rect width="{WIDTH}" height="{height}" fill="#ffffff"/>',
        f'<text x="16" y="26" font-size="16" font-weight="bold">{HEADING}</text>',
    ]
    for number, (title, parts) in enumerate(bars):
        lines += _bar(TOP + ROW * number, title.replace("`", ""), parts, most)
    lines.append(
        f'<text x="16" y="{height - 12}" font-size="11" fill="#555555">blue: the service; light blue: PostgreSQL; '
        "ochre: Valkey; grey: floors. Medians over the rounds; the scale is logarithmic, so read the numbers.</text>"
    )
    return "\n".join([*lines, "</svg>", ""])


def _parts(results: dict[str, Any], name: str) -> dict[str, float]:
    ones = [one[name] for one in results["rounds"] if name in one]
    if not ones:
        return {}
    if not isinstance(ones[0], dict):
        return {"floor": statistics.median(ones)}
    groups = ones[0]["points"]["closed"]["cpu_us"]
    found = {group: statistics.median(one["points"]["closed"]["cpu_us"][group] for one in ones) for group in groups}
    return {"floor": found["service"]} if name == "fan_out" else found


def _bar(top: int, title: str, parts: dict[str, float], most: float) -> list[str]:
    lines = [f'<text x="{LEFT - 12}" y="{top + 17}" text-anchor="end">{escape(title)}</text>']
    sofar, start = 0.0, float(LEFT)
    for group, value in parts.items():
        sofar += value
        end = LEFT + _length(sofar, most)
        lines.append(
            f'<rect x="{start:.1f}" y="{top + 3}" width="{max(0.0, end - start):.1f}" height="20" '
            f'fill="{COLOURS.get(group, "#777777")}"/>'
        )
        start = end
    lines.append(f'<text x="{start + 8:.1f}" y="{top + 18}">{sofar:,.0f}</text>')
    return lines


def _length(value: float, most: float) -> float:
    share = math.log(max(value, LEAST) / LEAST) / math.log(most / LEAST)
    return share * (WIDTH - LEFT - RIGHT)
