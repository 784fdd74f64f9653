"""Reads one text: finds, weighs, chooses at most three findings. Pure; safe in many threads once a pack is loaded."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.coach.opinion import Action, CoachResult, Finding, Stage, Strictness
from app.coach.packs import pack_for
from app.coach.words import Sheet, sheet_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from app.coach.packs.loading import Pack, Rule

MOST_FINDINGS = 3


def coach(
    text: str,
    *,
    stage: Stage,
    reflected: str | None = None,
    lang: str = "en",
    strictness: Strictness = "standard",
    per_code: Mapping[str, str] | None = None,
) -> CoachResult:
    """The coach's opinion on one text. `reflected` is what a listener reflects; `per_code` is a template's own wish."""
    pack = pack_for(lang)
    if pack is None:
        return CoachResult("pass", coached=False, pack=None, reason="language")
    sheet = sheet_of(text, pack.spelling)
    found = [_finding(sheet, pack, rule, begin, end) for rule, begin, end in _hits(sheet, pack)]
    found.sort(key=lambda finding: (-finding.severity, finding.start))
    verdict = "revise" if any(finding.action == "block" for finding in found) else "pass"
    return CoachResult(verdict, coached=True, pack=pack.version, findings=tuple(found[:MOST_FINDINGS]))


def _hits(sheet: Sheet, pack: Pack) -> list[tuple[Rule, int, int]]:
    matches = pack.matcher.scan(sheet.words, sheet.fresh)
    return [(pack.rules[match.pattern], match.start, match.end) for match in matches if not sheet.quoted[match.start]]


def _finding(sheet: Sheet, pack: Pack, rule: Rule, begin: int, end: int) -> Finding:
    message = pack.messages[rule.code]
    action: Action = "block"
    return Finding(
        rule.code,
        rule.severity,
        action,
        sheet.start[begin],
        sheet.end[end - 1],
        message.explanation,
        message.suggestion,
        rule.id,
        pack.version,
    )
