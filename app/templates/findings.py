"""What a check may find in a template: a closed list of codes. No rules here.

PURE: the standard library only.
"""

from __future__ import annotations

import re
from typing import Final, Literal

from app.frozen import dataclass

FindingCode = Literal[
    "slug_form",
    "title_length",
    "summary_length",
    "prompt_length",
    "text_form",
    "reading_level",
    "asks_for_proof",
    "asks_for_password",
    "asks_for_place",
    "asks_about_body",
    "asks_about_violence",
    "apology_too_early",
    "out_of_order",
    "locale_unknown",
    "locale_repeated",
    "translation_missing",
    "translation_unknown",
    "key_form",
    "key_repeated",
    "media_missing",
    "media_repeated",
    "too_many_steps",
    "too_large",
    "calm_start_not_first",
    "frame_not_second",
    "closing_not_last",
    "step_repeated",
    "understanding_missing",
    "hurt_partner_unknown",
    "rounds",
    "solutions_too_early",
    "solutions_unreachable",
    "solutions_kinds",
    "limit_out_of_bounds",
    "limits_disagree",
    "time_box",
    "time_boxes_too_long",
    "coach_code",
    "form",
]


# The rule that each finding is about, by the numbers of the design's rules.
RULES: Final[dict[FindingCode, str]] = {
    "media_missing": "L-30",
    "media_repeated": "L-30",
    "frame_not_second": "L-13",
    "closing_not_last": "L-17",
    "understanding_missing": "L-10",
    "solutions_too_early": "L-10",
    "solutions_unreachable": "L-10",
    "solutions_kinds": "G-1",
    "hurt_partner_unknown": "L-12",
    "rounds": "L-8",
    "apology_too_early": "A-1",
    "time_boxes_too_long": "L-18",
    "coach_code": "C-3",
}
# The same for the limits, which share their findings.
LIMIT_RULES: Final = {
    "max_arousal": "P-6",
    "pause_min": "P-4",
    "pause_suggested_return": "P-5",
    "pause_max": "P-5",
    "pause_extensions": "P-6",
    "pause_missed_grace": "P-7",
    "micro_gap": "L-4",
    "turn_seconds": "L-9",
    "turns_before_swap_right": "L-8",
    "reflection_max_attempts": "L-7",
    "clarify_max_per_turn": "L-5",
    "turns_before_proposals": "L-10",
    "planned": "L-18",
    "connection_grace": "L-15",
}
# Everything else is about what makes a template publishable at all.
PUBLISHABLE: Final = "T-1"
STEP: Final = re.compile(r"/steps/(\d+)")


def pointed(part: int | str) -> str:
    """Return one part of a path as a JSON pointer writes it."""
    return str(part).replace("~", "~0").replace("/", "~1")


@dataclass(frozen=True, slots=True)
class Finding:
    """One rule that the template breaks: which, where (a JSON pointer), and a plain sentence."""

    code: FindingCode
    where: str
    detail: str

    @property
    def rule(self) -> str:
        """The number of the rule in the design."""
        if self.code in RULES:
            return RULES[self.code]
        return LIMIT_RULES.get(self.where.removeprefix("/limits/"), PUBLISHABLE)

    @property
    def step(self) -> int | None:
        """The place of the step that it is about, from 0; nothing where it is about the whole."""
        found = STEP.match(self.where)
        return int(found[1]) if found else None
