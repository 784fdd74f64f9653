"""What is done about a finding: by how grave it is, how strict the template is, and what it wishes for one code."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from app.coach.candidates import Candidate
    from app.coach.opinion import Action, Strictness, Verdict

MOST_FINDINGS = 3
_GRAVE = 3
_WISHES: Mapping[str, Action] = {"hint": "hint", "nudge": "nudge", "block": "block"}


def decide(
    candidates: Iterable[Candidate], *, strictness: Strictness, per_code: Mapping[str, str]
) -> tuple[Verdict, list[Candidate]]:
    """The verdict, and at most three candidates, strongest first. A template cannot switch off a hard hold."""
    kept = [_applied(one, strictness, per_code) for one in candidates if one.hard or per_code.get(one.code) != "off"]
    kept.sort(key=lambda one: (one.action != "block", one.action == "hint", -one.severity, -one.score, one.begin))
    actions = {one.action for one in kept}
    verdict: Verdict = "revise" if "block" in actions else "nudge" if "nudge" in actions else "pass"
    return verdict, kept[:MOST_FINDINGS]


def _applied(one: Candidate, strictness: Strictness, per_code: Mapping[str, str]) -> Candidate:
    if one.hard:
        return one
    action = _WISHES.get(per_code.get(one.code, "")) or _by_strictness(one, strictness)
    return one if action == one.action else replace(one, action=action)


def _by_strictness(one: Candidate, strictness: Strictness) -> Action:
    if strictness == "gentle" and one.action == "block" and one.severity < _GRAVE:
        return "nudge"
    return "block" if strictness == "strict" and one.action == "nudge" else one.action
