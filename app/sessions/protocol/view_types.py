"""The shape of a view: what one partner may see and do now, before people get names and times become JSON."""

from __future__ import annotations

from datetime import datetime
from typing import Literal, TypedDict

from app.sessions.protocol.may import May

Role = Literal["speaker", "listener"]


class Prompt(TypedDict):
    """A text of the service's own, with the key under which it is translated."""

    key: str
    text: str


class StepView(TypedDict):
    """Where the two are in the template."""

    index: int
    count: int
    kind: str
    title: str
    prompt: Prompt


class You(TypedDict):
    """The viewer."""

    id: str
    role: Role | None


class Partner(TypedDict):
    """The other one: here or not, and nothing more (T08)."""

    id: str
    present: bool


class Frame(TypedDict):
    """What both are asked to accept, while they are framing."""

    version: str | None
    purpose: str | None
    proposed_by_you: bool
    accepted_by_you: bool
    format: str
    minutes: int
    pause_minutes: int


class TurnView(TypedDict):
    """The turn that is being heard: what was said, asked and given back."""

    by: str
    attempt: int
    text: str
    observation: str
    feeling: list[str]
    need: list[str]
    request: str
    question: str | None
    reflection: str | None


# `if` is a Python keyword, hence the functional form.
PromiseView = TypedDict("PromiseView", {"if": str, "then": str, "kind": str, "due": str})


class AccountabilityView(TypedDict):
    """What the accountability step has come to, while it lasts. The two parts exist in this session only."""

    hurt: str
    accountable: str
    opened: Literal["not_yet", "confirmed", "gap_accepted"]
    impact: list[str]
    ownership: str
    apology: str
    steps: list[PromiseView]


class OfferView(TypedDict):
    """Another time to come back."""

    at: datetime
    by_you: bool


class PauseView(TypedDict):
    """The pause: its earliest end, its planned end, its latest end. Never whose it was."""

    not_before: datetime
    return_at: datetime
    latest: datetime
    offer: OfferView | None


class TermsView(TypedDict):
    """What everybody here sees of an agreement on the table."""

    id: str
    version: str
    kind: str
    scope: str
    category: str
    owner: str
    days: int
    text: str
    acceptable: list[str]
    not_acceptable: list[str]
    if_it_happens: list[str]
    observable_sign: str
    cadence: str
    state: str


class DraftView(TermsView):
    """An agreement on the table of this session."""

    by_you: bool
    assented_by_you: bool


class ObserverView(TypedDict):
    """A therapist who came in with the consent of both: connected or not, and nothing more."""

    id: str
    present: bool


class SuggestedStep(TypedDict):
    """The step that a therapist here suggests to go on to. Nothing says whether the other said yes."""

    version: str
    index: int
    title: str
    accepted_by_you: bool


class EndedView(TypedDict):
    """How it ended, and when another talk may be tried."""

    outcome: str
    kind: str
    suggested_at: datetime | None


class Private(TypedDict):
    """What only the viewer sees."""

    arousal: int | None
    calm: bool | None
    suggest: Literal["slow_down", "pause"] | None
    given: list[str]
    parked: list[str]
    draft_review: ReviewView | None


class FindingView(TypedDict):
    """One thing the coach found in the viewer's own words."""

    place: str
    code: str
    start: int
    end: int
    explanation: str
    suggestion: str


class CardView(TypedDict):
    """Help, offered once when words may mean danger. Nothing of it reaches the partner."""

    text: str
    choices: list[str]


class ReviewView(TypedDict):
    """The coach's opinion of words that came back to their author. It is kept nowhere."""

    id: str
    hold: Literal["soft", "hard"]
    crisis: Literal["check", "high"] | None
    card: CardView | None
    findings: list[FindingView]
    pack: str


class Coach(TypedDict):
    """Whether the coach looks at the viewer's words before they go out."""

    state: Literal["on", "off"]
    reason: Literal["language"] | None
    pack: str | None
    strictness: Literal["gentle", "standard", "strict"]


class Shared(TypedDict):
    """The part of a view that is the same for both partners."""

    session: str
    seq: int
    now: datetime
    medium: str
    template: str
    phase: str
    step: StepView | None
    purpose: str | None
    floor: str | None
    deadline: datetime | None
    not_before: datetime | None
    ends_at: datetime | None
    turn: TurnView | None
    accountability: AccountabilityView | None
    parked: list[str]
    ended: EndedView | None


class Own(TypedDict):
    """The part of a view that depends on who looks."""

    guide: Prompt
    you: You
    partner: Partner
    frame: Frame | None
    pause: PauseView | None
    coach: Coach
    agreements: list[DraftView]
    observers: list[ObserverView]
    suggested_step: SuggestedStep | None
    may: list[May]
    private: Private


class View(TypedDict):
    """What one partner may see and do now."""

    session: str
    seq: int
    now: datetime
    medium: str
    template: str
    phase: str
    step: StepView | None
    guide: Prompt
    purpose: str | None
    floor: str | None
    you: You
    partner: Partner
    deadline: datetime | None
    not_before: datetime | None
    ends_at: datetime | None
    frame: Frame | None
    turn: TurnView | None
    accountability: AccountabilityView | None
    pause: PauseView | None
    agreements: list[DraftView]
    parked: list[str]
    ended: EndedView | None
    coach: Coach
    observers: list[ObserverView]
    suggested_step: SuggestedStep | None
    may: list[May]
    private: Private
