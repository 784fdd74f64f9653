"""Every limit just outside what a template may set, and just inside; and limits that disagree with each other."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.templates.steps import BOUNDS, bounds_of
from tests.templates.broken.talks import BRIEF, CALM, CHECKIN, CLOSING, FRAME, TALK, UNDERSTANDING, Broken, limited, of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from app.templates.steps import Template

# What must be set beside a limit at one of its ends, so that only that limit is wrong.
BESIDE: dict[str, dict[str, int]] = {
    "max_arousal": {},
    "slow_down_at": {"max_arousal": 2},
    "pause_offer_at": {"pause_auto_at": 9},
    "pause_auto_at": {"max_arousal": 3, "slow_down_at": 4, "pause_offer_at": 5},
    "pause_min": {"pause_suggested_return": 7200},
    "pause_max": {"pause_suggested_return": 1800},
    "turns_before_proposals": {},
    "planned": {"turn_seconds": 60},
}
# Where the neighbours leave no room: whatever is chosen, two limits disagree as well.
NO_ROOM = frozenset(
    {
        ("max_arousal", "above"),
        ("slow_down_at", "above"),
        ("pause_offer_at", "below"),
        ("pause_suggested_return", "below"),
        ("pause_suggested_return", "above"),
    }
)
SHORT = of(CALM, FRAME, UNDERSTANDING, CLOSING)


def cases() -> Iterator[Broken]:
    for name in BOUNDS:
        low, high = bounds_of(name, "full").may_set
        for side, wrong, near in (("below", low - 1, low), ("above", high + 1, high)):
            if (name, side) not in NO_ROOM:
                beside = BESIDE.get(name, {})
                yield _bounded(
                    name, limited(SHORT, **{**beside, name: wrong}), limited(SHORT, **{**beside, name: near})
                )
    for base, wrong, near in ((CHECKIN, 899, 900), (CHECKIN, 3601, 3600), (BRIEF, 901, 900)):
        yield _bounded("planned", limited(base, planned=wrong), limited(base, planned=near))
    for name, wild in (("pause_min", 1), ("pause_min", 0), ("pause_min", -1), ("pause_max", 10**9), ("spacing", 0)):
        yield _bounded(name, limited(TALK, **{name: wild}), TALK)
    yield from _disagreeing()


def _bounded(name: str, broken: Template, neighbour: Template) -> Broken:
    return Broken("limit_out_of_bounds", f"/limits/{name}", broken, neighbour)


# The lower limit, then both where they disagree, and both where they do not.
DISAGREEING = (
    ("max_arousal", "slow_down_at", (5, 5), (5, 6)),
    ("max_arousal", "slow_down_at", (4, 4), (3, 4)),
    ("max_arousal", "slow_down_at", (5, 4), (2, 4)),
    ("slow_down_at", "pause_offer_at", (6, 6), (6, 7)),
    ("slow_down_at", "pause_offer_at", (6, 5), (5, 6)),
    ("slow_down_at", "pause_offer_at", (5, 5), (5, 6)),
    ("pause_offer_at", "pause_auto_at", (7, 7), (6, 7)),
    ("pause_min", "pause_suggested_return", (1801, 1800), (1800, 1800)),
    ("pause_min", "pause_suggested_return", (3600, 3599), (3600, 3600)),
    ("pause_suggested_return", "pause_max", (3601, 3600), (3600, 3600)),
    ("pause_suggested_return", "pause_max", (86400, 7200), (86400, 86400)),
)


def _disagreeing() -> Iterator[Broken]:
    for lower, higher, wrong, right in DISAGREEING:
        broken, neighbour = [
            limited(TALK, **dict(zip((lower, higher), values, strict=True))) for values in (wrong, right)
        ]
        yield Broken("limits_disagree", f"/limits/{lower}", broken, neighbour)
