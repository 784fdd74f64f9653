"""What a partner may ask for: imperative, one class per intent. The rules decide; nothing here judges.

Bodies are checked and measured at the door before one of these exists; `by` comes from the login, never from a body
(L-1). `Elapse` has no author: the durable timer, a changed presence and a stored private fact send it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from app.sessions.protocol.events import Category, Scope, Verdict
from app.sessions.protocol.sides import Side

NO_ACKNOWLEDGEMENT = ""


def said(default: Any = "") -> Any:  # Any: a dataclass field stands for the type of its annotation.
    return field(default=default, repr=False)


@dataclass(frozen=True, slots=True)
class Arrive:
    by: Side


@dataclass(frozen=True, slots=True)
class RateArousal:
    by: Side
    level: int = field(repr=False)


@dataclass(frozen=True, slots=True)
class ProposePurpose:
    by: Side
    text: str = said()
    acknowledge_hint: str = NO_ACKNOWLEDGEMENT


@dataclass(frozen=True, slots=True)
class AcceptFrame:
    by: Side
    version: str


@dataclass(frozen=True, slots=True)
class Appreciate:
    by: Side
    text: str = said()
    acknowledge_hint: str = NO_ACKNOWLEDGEMENT


@dataclass(frozen=True, slots=True)
class Speak:
    by: Side
    text: str = said()
    observation: str = said()
    feeling: tuple[str, ...] = said(())
    need: tuple[str, ...] = said(())
    request: str = said()
    outside_pressure: bool = False
    acknowledge_hint: str = NO_ACKNOWLEDGEMENT


@dataclass(frozen=True, slots=True)
class Reflect:
    by: Side
    text: str = said()
    feeling_heard: str = said()
    acknowledge_hint: str = NO_ACKNOWLEDGEMENT


@dataclass(frozen=True, slots=True)
class Clarify:
    by: Side
    text: str = said()
    acknowledge_hint: str = NO_ACKNOWLEDGEMENT


@dataclass(frozen=True, slots=True)
class Answer:
    by: Side
    text: str = said()
    acknowledge_hint: str = NO_ACKNOWLEDGEMENT


@dataclass(frozen=True, slots=True)
class Confirm:
    by: Side
    verdict: Verdict
    missing: str = said()


@dataclass(frozen=True, slots=True)
class ResolveGap:
    by: Side
    choice: Literal["accept_gap", "smaller", "park", "pause"]


@dataclass(frozen=True, slots=True)
class Validate:
    by: Side
    text: str = said()
    acknowledge_hint: str = NO_ACKNOWLEDGEMENT


@dataclass(frozen=True, slots=True)
class Landed:
    by: Side
    yes: bool


@dataclass(frozen=True, slots=True)
class ClaimFloor:
    by: Side


@dataclass(frozen=True, slots=True)
class PassFloor:
    by: Side


@dataclass(frozen=True, slots=True)
class ChooseFirst:
    by: Side
    who: Literal["me", "partner"] = field(repr=False)


@dataclass(frozen=True, slots=True)
class ReadyForSolutions:
    by: Side
    ready: bool = field(repr=False)


@dataclass(frozen=True, slots=True)
class ProposeAgreement:
    """`agreement` names an earlier proposal that this one replaces; empty for a new one."""

    by: Side
    kind: Literal["boundary", "commitment"]
    scope: Scope
    category: Category
    owner: Literal["me", "partner"]
    days: int
    text: str = said()
    agreement: str = ""
    acknowledge_hint: str = NO_ACKNOWLEDGEMENT


@dataclass(frozen=True, slots=True)
class Assent:
    by: Side
    agreement: str
    version: str


@dataclass(frozen=True, slots=True)
class SetAside:
    by: Side
    agreement: str
    version: str


@dataclass(frozen=True, slots=True)
class AnswerPrompt:
    by: Side
    skip: bool = False
    text: str = said()
    acknowledge_hint: str = NO_ACKNOWLEDGEMENT


@dataclass(frozen=True, slots=True)
class Learn:
    by: Side
    text: str = said()
    acknowledge_hint: str = NO_ACKNOWLEDGEMENT


@dataclass(frozen=True, slots=True)
class RateFelt:
    by: Side
    safe: int = field(repr=False)
    understood: int = field(repr=False)
    had_a_say: int = field(repr=False)


@dataclass(frozen=True, slots=True)
class Done:
    by: Side


@dataclass(frozen=True, slots=True)
class ParkTopic:
    by: Side
    share: bool = field(repr=False)
    text: str = said()
    acknowledge_hint: str = NO_ACKNOWLEDGEMENT


@dataclass(frozen=True, slots=True)
class NeedTime:
    by: Side


@dataclass(frozen=True, slots=True)
class Pause:
    by: Side
    private_reason: str = said()


@dataclass(frozen=True, slots=True)
class OfferReturn:
    by: Side
    return_at: datetime


@dataclass(frozen=True, slots=True)
class AcceptReturn:
    by: Side
    return_at: datetime


@dataclass(frozen=True, slots=True)
class Return:
    by: Side


@dataclass(frozen=True, slots=True)
class Help:
    by: Side
    who: Literal["self", "us"] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Leave:
    by: Side


@dataclass(frozen=True, slots=True)
class Elapse:
    """Time has passed, or something private changed: let happen what is due, and settle what both are ready for."""


Command = (
    Arrive
    | RateArousal
    | ProposePurpose
    | AcceptFrame
    | Appreciate
    | Speak
    | Reflect
    | Clarify
    | Answer
    | Confirm
    | ResolveGap
    | Validate
    | Landed
    | ClaimFloor
    | PassFloor
    | ChooseFirst
    | ReadyForSolutions
    | ProposeAgreement
    | Assent
    | SetAside
    | AnswerPrompt
    | Learn
    | RateFelt
    | Done
    | ParkTopic
    | NeedTime
    | Pause
    | OfferReturn
    | AcceptReturn
    | Return
    | Help
    | Leave
)

# The names on the wire (session.md, "Commands"), in the order in which a view offers them.
COMMAND_NAMES: dict[type[Command], str] = {
    Arrive: "arrive",
    ProposePurpose: "propose_purpose",
    AcceptFrame: "accept_frame",
    Speak: "speak",
    Reflect: "reflect",
    Clarify: "clarify",
    Answer: "answer",
    Confirm: "confirm",
    ResolveGap: "resolve_gap",
    Validate: "validate",
    Landed: "landed",
    PassFloor: "pass_floor",
    ClaimFloor: "claim_floor",
    ChooseFirst: "choose_first",
    ReadyForSolutions: "ready_for_solutions",
    ProposeAgreement: "propose_agreement",
    Assent: "assent",
    SetAside: "set_aside",
    AnswerPrompt: "answer_prompt",
    Appreciate: "appreciate",
    Learn: "learned",
    RateFelt: "rate_felt",
    Return: "return",
    AcceptReturn: "accept_return",
    OfferReturn: "offer_return",
    RateArousal: "rate_arousal",
    Done: "done",
    ParkTopic: "park_topic",
    NeedTime: "need_time",
    Pause: "pause",
    Help: "help",
    Leave: "leave",
}
COMMANDS_BY_NAME: dict[str, type[Command]] = {name: kind for kind, name in COMMAND_NAMES.items()}
