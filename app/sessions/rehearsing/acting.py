"""From the name of an offered command to the command itself, with what an invented partner would say. No rule here."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from app.frozen import dataclass
from app.sessions.protocol import commands as c
from app.sessions.protocol.particulars import NONE, Particulars
from app.sessions.rehearsing import words
from app.templates.steps import PromptStep, Solutions

if TYPE_CHECKING:
    from app.sessions.protocol.may import May
    from app.sessions.protocol.sides import Side
    from app.sessions.protocol.view_types import TurnView
    from app.templates.steps import Step

# A part of a body. Any: each field of a command has a type of its own.
Body = dict[str, Any]

DAYS: Final = {"commitment": 10, "boundary": 90, "base_agreement": 90, "benchmark": 28}
MORE: Final = {
    "base_agreement": Particulars(acceptable=(words.LINE,)),
    "benchmark": Particulars(observable_sign=words.OBSERVABLE, cadence="monthly"),
}


@dataclass(frozen=True, slots=True)
class Moment:
    """What the words depend on: the step, the turn that is being heard, and how often the same was said before."""

    step: Step | None
    turn: TurnView | None
    before: int


def command_of(entry: May, moment: Moment, *, by: Side, chosen: Body) -> c.Command:
    """Return what `may` offers, filled in with its own values, this side's words and what this partner chose."""
    kind = c.COMMANDS_BY_NAME[entry["name"]]
    given: Body = dict(entry.get("with", {}))
    if given.pop("spoken", None):
        # L-30: it was said aloud, and the tap carries no words.
        return kind(by=by, **{name: value for name, value in chosen.items() if name != "text"})
    if "at" in given:
        given["return_at"] = given.pop("at")
    return kind(by=by, **{**given, **_said(kind, entry, moment, by=by), **chosen})


def _said(kind: type[c.Command], entry: May, moment: Moment, *, by: Side) -> Body:
    step = moment.step
    if kind is c.ProposePurpose:
        return {"text": words.PURPOSE.of(by)}
    if kind is c.ProposeAgreement:
        return _agreement(step)
    if kind is c.PlanPrevention:
        promise = c.PreventionStep(words.SIGN.of(by), words.ACT.of(by), "skill", entry["days"]["first"])
        return {"steps": (promise,)}
    if kind is c.AnswerPrompt and isinstance(step, PromptStep) and step.sharing == "private":
        return {"text": words.KEPT.of(by)}
    if kind is c.Reflect and moment.turn:
        return {"text": _given_back(moment.turn)}
    said = words.WORDS[kind].of(by) if kind in words.WORDS else ()
    return {"text": said[moment.before % len(said)]} if said else {}


def _given_back(turn: TurnView) -> str:
    back = words.BACK[turn["text"]]
    return back if turn["attempt"] == 1 else f"{words.AGAIN} {back}"


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
