"""What a check may find in a template: a closed list of codes. No rules here.

PURE: the standard library only.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

FindingCode = Literal[
    "slug_form",
    "title_length",
    "summary_length",
    "prompt_length",
    "text_form",
    "reading_level",
    "asks_too_much",
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
]


@dataclass(frozen=True, slots=True)
class Finding:
    """One rule that the template breaks: which, where (a JSON pointer), and a plain sentence."""

    code: FindingCode
    where: str
    detail: str
