"""What a partner may ask for: imperative, one class per intent. The rules decide; nothing here judges.

Bodies are checked and measured at the door before one of these exists; `by` comes from the login, never from a body
(L-1). `Elapse` has no author: the durable timer, a changed presence and a stored private fact send it.
"""

from __future__ import annotations

from dataclasses import field
from datetime import date, datetime
from typing import Any, Literal

from app.frozen import dataclass
from app.sessions.protocol.events import ApologyReply, Category, PreventionKind, Scope, Verdict
from app.sessions.protocol.particulars import NONE, Particulars
from app.sessions.protocol.sides import Side
from app.templates.steps import AgreementKind
from app.values import quick

NO_ACKNOWLEDGEMENT = ""


def said(default: Any = "") -> Any:  # Any: a dataclass field stands for the type of its annotation.
    return field(default=default, repr=False)


@dataclass(frozen=True, slots=True)
class Arrive:
    """I am here, in the lobby."""

    by: Side


@dataclass(frozen=True, slots=True)
class RateArousal:
    """How stirred up I am, from 0 to 10; nobody else is told."""

    by: Side
    level: int = field(repr=False)


@dataclass(frozen=True, slots=True)
class ProposePurpose:
    """What this talk is for, in my words; proposing is accepting."""

    by: Side
    text: str = said()
    acknowledge_hint: str = NO_ACKNOWLEDGEMENT


@dataclass(frozen=True, slots=True)
class AcceptFrame:
    """Yes to exactly this version of the purpose; private until both said so."""

    by: Side
    version: str


@dataclass(frozen=True, slots=True)
class Appreciate:
    """Thanks for one thing."""

    by: Side
    text: str = said()
    acknowledge_hint: str = NO_ACKNOWLEDGEMENT


@quick
@dataclass(frozen=True, slots=True)
class Speak:
    """A turn: free words, or what one saw, felt, needs and asks for; a tap where two talk aloud."""

    by: Side
    text: str = said()
    observation: str = said()
    feeling: tuple[str, ...] = said(())
    need: tuple[str, ...] = said(())
    request: str = said()
    outside_pressure: bool = False
    acknowledge_hint: str = NO_ACKNOWLEDGEMENT


@quick
@dataclass(frozen=True, slots=True)
class Reflect:
    """What the listener heard, in the listener's words."""

    by: Side
    text: str = said()
    feeling_heard: str = said()
    acknowledge_hint: str = NO_ACKNOWLEDGEMENT


@dataclass(frozen=True, slots=True)
class Clarify:
    """One question of the listener, to understand."""

    by: Side
    text: str = said()
    acknowledge_hint: str = NO_ACKNOWLEDGEMENT


@quick
@dataclass(frozen=True, slots=True)
class Answer:
    """The speaker's answer to that question."""

    by: Side
    text: str = said()
    acknowledge_hint: str = NO_ACKNOWLEDGEMENT


@quick
@dataclass(frozen=True, slots=True)
class Confirm:
    """Only the speaker can tell whether the reflection is what they meant."""

    by: Side
    verdict: Verdict
    missing: str = said()


GapChoice = Literal["accept_gap", "smaller", "park", "pause"]


@dataclass(frozen=True, slots=True)
class ResolveGap:
    """How to go on where the reflections did not reach (L-7)."""

    by: Side
    choice: GapChoice


@quick
@dataclass(frozen=True, slots=True)
class Validate:
    """What makes sense about it to the listener; not an agreement."""

    by: Side
    text: str = said()
    acknowledge_hint: str = NO_ACKNOWLEDGEMENT


@dataclass(frozen=True, slots=True)
class Landed:
    """Whether the validation reached the speaker."""

    by: Side
    yes: bool


@dataclass(frozen=True, slots=True)
class ClaimFloor:
    """The listener asks for the floor (L-8)."""

    by: Side


@dataclass(frozen=True, slots=True)
class PassFloor:
    """The speaker gives the floor away (L-8)."""

    by: Side


@dataclass(frozen=True, slots=True)
class ChooseFirst:
    """Who should begin; secret until both picked (L-12)."""

    by: Side
    who: Literal["me", "partner"] = field(repr=False)


@dataclass(frozen=True, slots=True)
class TellImpact:
    """What it did to me; only the hurt partner can tell."""

    by: Side
    text: str = said()
    acknowledge_hint: str = NO_ACKNOWLEDGEMENT


@dataclass(frozen=True, slots=True)
class Own:
    """What I did, in my own words and without a because; only the accountable partner can."""

    by: Side
    text: str = said()
    acknowledge_hint: str = NO_ACKNOWLEDGEMENT


@dataclass(frozen=True, slots=True)
class Apologise:
    """That I am sorry: what I did, what it did to you, and what I offer to mend it (A-2)."""

    by: Side
    text: str = said()
    acknowledge_hint: str = NO_ACKNOWLEDGEMENT


@dataclass(frozen=True, slots=True)
class PreventionStep:
    """If I notice this sign, then I will do that, looked at again on a day (A-4)."""

    sign: str = field(repr=False)
    act: str = field(repr=False)
    kind: PreventionKind
    due: date


@dataclass(frozen=True, slots=True)
class PlanPrevention:
    """What I will do so that it does not happen again: one step at least, and a few at most."""

    by: Side
    steps: tuple[PreventionStep, ...] = said(())
    acknowledge_hint: str = NO_ACKNOWLEDGEMENT


@dataclass(frozen=True, slots=True)
class AnswerApology:
    """What the apology is to me now; nobody has to forgive, and nobody has to be ready (A-3)."""

    by: Side
    reply: ApologyReply
    still_needed: str = said()
    acknowledge_hint: str = NO_ACKNOWLEDGEMENT


@dataclass(frozen=True, slots=True)
class ReadyForSolutions:
    """Whether I feel understood enough to look ahead; private until both said so (L-10)."""

    by: Side
    ready: bool = field(repr=False)


@dataclass(frozen=True, slots=True)
class ProposeAgreement:
    """`agreement` names an earlier proposal that this one replaces; empty for a new one."""

    by: Side
    kind: AgreementKind
    scope: Scope
    category: Category
    owner: Literal["me", "partner", "both"]
    days: int
    text: str = said()
    agreement: str = ""
    particulars: Particulars = NONE
    acknowledge_hint: str = NO_ACKNOWLEDGEMENT


@dataclass(frozen=True, slots=True)
class Assent:
    """Yes to exactly this version of the other's proposal."""

    by: Side
    agreement: str
    version: str


@dataclass(frozen=True, slots=True)
class SetAside:
    """Not this one, without a reason."""

    by: Side
    agreement: str
    version: str


@dataclass(frozen=True, slots=True)
class AnswerPrompt:
    """An answer to the step's question, or a skip."""

    by: Side
    skip: bool = False
    text: str = said()
    acknowledge_hint: str = NO_ACKNOWLEDGEMENT


@dataclass(frozen=True, slots=True)
class Learn:
    """One thing that I understood about you today."""

    by: Side
    text: str = said()
    acknowledge_hint: str = NO_ACKNOWLEDGEMENT


@dataclass(frozen=True, slots=True)
class RateFelt:
    """How the talk was for me: three numbers from 0 to 10, for nobody else."""

    by: Side
    safe: int = field(repr=False)
    understood: int = field(repr=False)
    had_a_say: int = field(repr=False)


@dataclass(frozen=True, slots=True)
class Done:
    """I am done with this step; private until both are."""

    by: Side


@dataclass(frozen=True, slots=True)
class AcceptStep:
    """Yes to the next step that the therapist here suggests; private until both said so (T-4)."""

    by: Side
    version: str


@dataclass(frozen=True, slots=True)
class ParkTopic:
    """A topic for another day: shared, or mine alone."""

    by: Side
    share: bool = field(repr=False)
    text: str = said()
    acknowledge_hint: str = NO_ACKNOWLEDGEMENT


@dataclass(frozen=True, slots=True)
class NeedTime:
    """More time; it costs nothing and names nobody (L-9)."""

    by: Side


@dataclass(frozen=True, slots=True)
class Pause:
    """A pause for both, at once (P-1). The reason is for the author alone."""

    by: Side
    private_reason: str = said()


@dataclass(frozen=True, slots=True)
class OfferReturn:
    """Another time to come back."""

    by: Side
    return_at: datetime


@dataclass(frozen=True, slots=True)
class AcceptReturn:
    """Yes to the offered time."""

    by: Side
    return_at: datetime


@dataclass(frozen=True, slots=True)
class Return:
    """I am back and calm; private until both are."""

    by: Side


@dataclass(frozen=True, slots=True)
class Help:
    """Help for me or for us; to the partner it is an ordinary pause (S-10)."""

    by: Side
    who: Literal["self", "us"] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Leave:
    """I go. It always works, and nobody has to agree (L-16)."""

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
    | TellImpact
    | Own
    | Apologise
    | PlanPrevention
    | AnswerApology
    | ReadyForSolutions
    | ProposeAgreement
    | Assent
    | SetAside
    | AnswerPrompt
    | Learn
    | RateFelt
    | Done
    | AcceptStep
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
    TellImpact: "tell_impact",
    Own: "own",
    Apologise: "apologise",
    PlanPrevention: "plan_prevention",
    AnswerApology: "answer_apology",
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
    AcceptStep: "accept_step",
    ParkTopic: "park_topic",
    NeedTime: "need_time",
    Pause: "pause",
    Help: "help",
    Leave: "leave",
}
COMMANDS_BY_NAME: dict[str, type[Command]] = {name: kind for kind, name in COMMAND_NAMES.items()}
