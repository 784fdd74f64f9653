"""From the name of an offered command to the command itself, with what an invented partner would say. No rule here."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from app.sessions.protocol import commands as c
from app.sessions.protocol.particulars import NONE, Particulars
from app.sessions.rehearsing import words
from app.templates.steps import PromptStep, Solutions

if TYPE_CHECKING:
    from app.sessions.protocol.may import May
    from app.sessions.protocol.sides import Side
    from app.templates.steps import Step

# A part of a body. Any: each field of a command has a type of its own.
Body = dict[str, Any]

DAYS: Final = {"commitment": 10, "boundary": 90, "base_agreement": 90, "benchmark": 28}
MORE: Final = {
    "base_agreement": Particulars(acceptable=(words.LINE,)),
    "benchmark": Particulars(observable_sign=words.OBSERVABLE, cadence="monthly"),
}


def command_of(entry: May, step: Step | None, *, by: Side, chosen: Body) -> c.Command:
    """Return what `may` offers, filled in with its own values, this side's words and what this partner chose."""
    kind = c.COMMANDS_BY_NAME[entry["name"]]
    given: Body = dict(entry.get("with", {}))
    if given.pop("spoken", None):
        # L-30: it was said aloud, and the tap carries no words.
        return kind(by=by, **chosen)
    if "at" in given:
        given["return_at"] = given.pop("at")
    return kind(by=by, **{**given, **_said(kind, entry, step, by=by), **chosen})


def _said(kind: type[c.Command], entry: May, step: Step | None, *, by: Side) -> Body:
    if kind is c.ProposePurpose:
        return {"text": words.PURPOSE.of(by)}
    if kind is c.ProposeAgreement:
        return _agreement(step)
    if kind is c.PlanPrevention:
        promise = c.PreventionStep(words.SIGN.of(by), words.ACT.of(by), "skill", entry["days"]["first"])
        return {"steps": (promise,)}
    if kind is c.AnswerPrompt and isinstance(step, PromptStep) and step.sharing == "private":
        return {"text": words.KEPT.of(by)}
    if kind not in words.WORDS:
        return {}
    # An old version may have been written under other limits; no limit of today is broken here.
    return {"text": words.WORDS[kind].of(by)[: entry["limits"]["max_chars"]]}


def _agreement(step: Step | None) -> Body:
    kind = step.kinds[0] if isinstance(step, Solutions) and step.kinds else "boundary"
    return {
        "kind": kind,
        "scope": "shared",
        "category": "time" if kind == "boundary" else "none",
        "owner": "me" if kind == "commitment" else "both",
        "days": DAYS[kind],
        "text": words.AGREEMENT,
        "particulars": MORE.get(kind, NONE),
    }
