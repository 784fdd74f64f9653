"""What a friendly partner would do next, from nothing but a view: `may`, its `with`, and some words of their own.

It knows no rule of the conversation. What is not offered it does not try, and what is refused it lets go.
"""

from __future__ import annotations

from dataclasses import field
from typing import TYPE_CHECKING, Any, Final

from app.frozen import dataclass
from app.wire_time import parse

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

View = dict[str, Any]  # Any: the view as it travels, JSON.

# The first of these that is offered is done; what is not named here is left to the other, above all pause and leave.
ORDER: Final = (
    "arrive", "rate_arousal", "assent", "accept_return", "return", "accept_frame", "propose_purpose", "choose_first",
    "pass_floor", "own", "apologise", "plan_prevention", "answer_apology", "tell_impact", "speak", "answer", "reflect",
    "confirm", "resolve_gap", "validate", "landed", "ready_for_solutions", "answer_prompt", "appreciate", "learned",
    "rate_felt", "propose_agreement", "done",
)  # fmt: skip

# One after the other, and from the beginning again.
WORDS: Final[dict[str, tuple[str, ...]]] = {
    "propose_purpose": ("What each of us needs at the end of a long day.",),
    "speak": (
        "When I came home on Friday and the house was quiet, I felt left out. I need a word from you then.",
        "I was short with you this morning. I was worried about work, and I am sorry that you got it.",
    ),
    "tell_impact": ("I lay awake that night and waited. I felt alone, and I was scared.",),
    "own": ("I said that I would call, and I did not. That was my choice.",),
    "apologise": (
        "I am sorry that I did not call. I left you alone. I want to mend it, and I will call from the car.",
    ),
    "answer": ("I mean the evening itself, more than what was said.",),
    "reflect": (
        "I hear that this was hard for you, and that you wished I had noticed.",
        "You felt alone with it, and you would have liked me to ask.",
    ),
    "validate": ("It makes sense to me that you felt that way, because it matters to you.",),
    "answer_prompt": ("A walk together on Sunday morning.",),
    "appreciate": ("Thank you for sitting down with me.",),
    "learned": ("I understand better now what that evening was like for you.",),
}
VALUES: Final[dict[str, dict[str, Any]]] = {
    "rate_arousal": {"level": 2},
    "confirm": {"verdict": "accurate"},
    "resolve_gap": {"choice": "accept_gap"},
    "landed": {"yes": True},
    "choose_first": {"who": "partner"},
    "ready_for_solutions": {"ready": True},
    "answer_apology": {"reply": "received"},
    "rate_felt": {"safe": 9, "understood": 8, "had_a_say": 9},
}
AGREEMENTS: Final[dict[str, dict[str, Any]]] = {
    "commitment": {"kind": "commitment", "owner": "me", "text": "When I come home tired, I will say so first."},
    "boundary": {"kind": "boundary", "category": "time", "text": "We do not begin a hard talk after ten at night."},
    "base_agreement": {
        "kind": "base_agreement",
        "text": "We tell each other the truth about money.",
        "not_acceptable": ["Hiding a bill."],
        "if_it_happens": ["We say so the same day."],
    },
    "benchmark": {"kind": "benchmark", "text": "We talk more.", "observable_sign": "A walk together on Sundays."},
}
PROMISE: Final = {"if": "I see that it gets late", "then": "I will call from the car", "kind": "schedule_change"}
# The very first answer to a reflection asks for more, so that a client meets that way too.
FIRST_VERDICT: Final = {"verdict": "partly", "missing": "The quiet house is what hurt."}
# Marks that may be made again, and need not be: what was given already is in the view.
GIVEN_AS: Final = {"choose_first": "first", "ready_for_solutions": "ready"}


@dataclass(frozen=True, slots=True)
class Move:
    """A command to send, not before `not_before` where there is one."""

    name: str
    body: dict[str, Any] = field(repr=False)
    not_before: datetime | None


def next_move(view: View, sent: Mapping[str, int]) -> Move | None:
    """Return what to do now, or None: it is the other's turn. `sent` counts what this partner has sent before."""
    offered = {entry["name"]: entry for entry in view["may"]}
    for name in ORDER:
        if name in offered and _is_wanted(view, name, sent):
            entry = offered[name]
            moment = entry.get("not_before")
            return Move(name, _body(view, entry, sent), parse(moment) if moment else None)
    return None


def _is_wanted(view: View, name: str, sent: Mapping[str, int]) -> bool:
    if name == "rate_arousal":
        # Only where a reading is waited for; a number every minute is nobody's wish.
        return view["private"]["calm"] is False
    if name == "propose_purpose":
        return view["frame"]["version"] is None
    if name == "propose_agreement":
        return not sent.get(name)
    if name == "tell_impact":
        # More may be told before it is owned; once is enough for a stand-in.
        return bool(view["phase"] == "impact")
    return GIVEN_AS.get(name) not in view["private"]["given"]


def _body(view: View, entry: View, sent: Mapping[str, int]) -> dict[str, Any]:
    name, known = entry["name"], dict(entry.get("with", {}))
    if "spoken" in known:
        return known
    if name == "plan_prevention":
        return {"steps": [PROMISE | {"due": entry["days"]["last"]}]}
    if name == "propose_agreement":
        return AGREEMENTS[known.get("kind", "commitment")] | known
    if name == "confirm" and not sent.get(name) and view["turn"]["attempt"] == 1:
        return dict(FIRST_VERDICT) if view["medium"] == "text" else {"verdict": "partly"}
    if name in WORDS:
        texts = WORDS[name]
        return {"text": texts[sent.get(name, 0) % len(texts)]} | known
    return VALUES.get(name, {}) | known
