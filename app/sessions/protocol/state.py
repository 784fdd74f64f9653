"""A session and its phases, as frozen values. Each phase holds only what exists in it.

`Paused` and `Waiting` *contain* the phase that they interrupted, so coming back cannot land in a wrong place.
"""

from __future__ import annotations

from dataclasses import field
from datetime import UTC, datetime, timedelta
from typing import Literal, get_args

from app.frozen import dataclass
from app.sessions.protocol.account import NOTHING_YET, Account
from app.sessions.protocol.events import EndKind, Outcome
from app.sessions.protocol.observers import Observer, Suggestion
from app.sessions.protocol.on_the_table import Draft, Parked, Purpose
from app.sessions.protocol.sides import Both, Side
from app.templates.steps import Medium, Step, Template
from app.values import quick, replace

# The deadline of what has none (an untimed speaker). Far enough to be never, near enough to be moved without overflow.
NEVER = datetime(9000, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Lobby:
    """Both have accepted; the talk begins when both are here."""

    opens_at: datetime
    closes_at: datetime
    arrived: frozenset[Side] = frozenset()


@dataclass(frozen=True, slots=True)
class CalmStart:
    """Each checks in alone; both must be calm enough before any word goes out."""

    since: int
    until: datetime


@dataclass(frozen=True, slots=True)
class Proposal:
    """A purpose on the table; `version` names exactly this text."""

    by: Side
    version: str
    text: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Framing:
    """Both look for one sentence to talk about; `proposals` ends with the one on the table, or is empty."""

    since: int
    proposals: tuple[Proposal, ...] = ()


@dataclass(frozen=True, slots=True)
class Opening:
    """Each thanks the other for being here."""

    since: int
    appreciated: frozenset[Side] = frozenset()


@dataclass(frozen=True, slots=True)
class Choosing:
    """Who begins is not settled yet; with `both_choose` each picks in secret (L-12)."""

    since: int


@quick
@dataclass(frozen=True, slots=True)
class Floor:
    """Who may speak, how many turns they have finished in this holding, and whether the listener asked for it."""

    holder: Side
    turns: int = 0
    claim: Literal["none", "claimed"] = "none"


# A turn's time: it runs, is about to end, runs on by one free extension, is about to end again, is over (L-9).
TurnTime = Literal["running", "warned", "extended", "warned_again", "over"]
# A turn may be said smaller once (L-7).
Size = Literal["whole", "smaller"]


@quick
@dataclass(frozen=True, slots=True)
class Speaking:
    """The holder of the floor speaks; the listener listens."""

    floor: Floor
    until: datetime
    time: TurnTime = "running"
    size: Size = "whole"


@quick
@dataclass(frozen=True, slots=True)
class Statement:
    """What the speaker said in this turn; empty in a spoken session, where no transcript exists."""

    size: Size
    text: str = field(default="", repr=False)
    observation: str = field(default="", repr=False)
    feeling: tuple[str, ...] = field(default=(), repr=False)
    need: tuple[str, ...] = field(default=(), repr=False)
    request: str = field(default="", repr=False)


@quick
@dataclass(frozen=True, slots=True)
class Reflecting:
    """The listener gives back what was heard. `attempt` counts from 1; `asked` counts clarifying questions."""

    floor: Floor
    statement: Statement
    not_before: datetime
    attempt: int = 1
    asked: int = 0


@quick
@dataclass(frozen=True, slots=True)
class Clarifying:
    """The listener asked one question; the speaker answers it."""

    floor: Floor
    statement: Statement
    attempt: int
    asked: int
    question: str = field(default="", repr=False)


@quick
@dataclass(frozen=True, slots=True)
class Confirming:
    """The speaker says whether the reflection is what they meant."""

    floor: Floor
    statement: Statement
    attempt: int
    asked: int
    reflection: str = field(default="", repr=False)


@quick
@dataclass(frozen=True, slots=True)
class Gap:
    """The cap of attempts is reached: the speaker chooses how to go on, or the topic is parked at `until` (L-7)."""

    floor: Floor
    statement: Statement
    until: datetime


@quick
@dataclass(frozen=True, slots=True)
class Validating:
    """The listener says what makes sense about it."""

    floor: Floor
    attempt: int = 1


@quick
@dataclass(frozen=True, slots=True)
class Landing:
    """The speaker says whether the validation landed; one retry."""

    floor: Floor
    attempt: int = 1


@dataclass(frozen=True, slots=True)
class Impact:
    """The hurt partner tells what it did to them; the floor is theirs, and no time of a turn runs."""

    floor: Floor
    size: Size = "whole"


@dataclass(frozen=True, slots=True)
class Owning:
    """An impact was heard: the accountable partner owns what they did, or the hurt partner tells more."""

    floor: Floor


@dataclass(frozen=True, slots=True)
class Apologising:
    """It was owned: the accountable partner says that they are sorry."""

    floor: Floor


@dataclass(frozen=True, slots=True)
class Planning:
    """The accountable partner plans what keeps it from happening again."""

    floor: Floor


@dataclass(frozen=True, slots=True)
class Replying:
    """The hurt partner answers the apology, or says that there is no answer yet."""

    floor: Floor


@dataclass(frozen=True, slots=True)
class Gate:
    """Solutions are locked until both feel understood and say so (L-10)."""

    since: int


@dataclass(frozen=True, slots=True)
class Agreeing:
    """Proposals, and assent to exactly one version of each."""

    since: int


@dataclass(frozen=True, slots=True)
class Answering:
    """A prompt, one after the other: `remaining` begins with whose turn it is."""

    since: int
    remaining: tuple[Side, ...]


@dataclass(frozen=True, slots=True)
class Collecting:
    """A prompt that both answer before either sees, or that stays each author's own."""

    since: int


@dataclass(frozen=True, slots=True)
class Grounding:
    """A timed exercise that both may skip."""

    since: int
    until: datetime


@dataclass(frozen=True, slots=True)
class Closing:
    """One thing understood, one thank you, private ratings, and the end."""

    since: int
    until: datetime
    learned: frozenset[Side] = frozenset()
    appreciated: frozenset[Side] = frozenset()


Conversing = Speaking | Reflecting | Clarifying | Confirming | Gap | Validating | Landing
# The phases of the accountability step that it does not share with a turn: each has one who may speak.
Accounting = Impact | Owning | Apologising | Planning | Replying
Talking = (
    CalmStart
    | Framing
    | Opening
    | Choosing
    | Speaking
    | Reflecting
    | Clarifying
    | Confirming
    | Gap
    | Validating
    | Landing
    | Impact
    | Owning
    | Apologising
    | Planning
    | Replying
    | Gate
    | Agreeing
    | Answering
    | Collecting
    | Grounding
    | Closing
)


@dataclass(frozen=True, slots=True)
class Waiting:
    """A lost connection (L-15): never a pause, never anybody's walking out."""

    since_at: datetime
    until: datetime
    interrupted: Talking


@dataclass(frozen=True, slots=True)
class Offer:
    """A return time that one offered and the other may accept until `until` (P-5)."""

    by: Side
    return_at: datetime
    until: datetime


@quick
@dataclass(frozen=True, slots=True)
class Paused:
    """Nobody talks, and time stands still since `since_at`; `offers` holds the offer on the table, or nothing."""

    since: int
    since_at: datetime
    not_before: datetime
    return_at: datetime
    latest: datetime
    interrupted: Talking
    extensions: int = 0
    offers: tuple[Offer, ...] = ()


@dataclass(frozen=True, slots=True)
class Ended:
    """Nothing follows (I-35)."""

    at: datetime
    outcome: Outcome
    kind: EndKind


Running = Talking | Waiting
Phase = Lobby | Running | Paused | Ended
TALKING: tuple[type[Talking], ...] = get_args(Talking)
RUNNING: tuple[type[Running], ...] = (*TALKING, Waiting)
CONVERSING: tuple[type[Conversing], ...] = get_args(Conversing)
ACCOUNTING: tuple[type[Accounting], ...] = get_args(Accounting)
WITH_FLOOR: tuple[type[Conversing | Accounting], ...] = (*CONVERSING, *ACCOUNTING)

PHASE_NAMES: dict[type[Phase], str] = {
    Lobby: "lobby",
    CalmStart: "calm_start",
    Framing: "framing",
    Opening: "opening",
    Choosing: "choosing",
    Speaking: "speaking",
    Reflecting: "reflecting",
    Clarifying: "clarifying",
    Confirming: "confirming",
    Gap: "gap",
    Validating: "validating",
    Landing: "landing",
    Impact: "impact",
    Owning: "owning",
    Apologising: "apologising",
    Planning: "planning",
    Replying: "answering",
    Gate: "gate",
    Agreeing: "agreeing",
    Answering: "prompt",
    Collecting: "prompt",
    Grounding: "grounding",
    Closing: "closing",
    Waiting: "waiting",
    Paused: "paused",
    Ended: "ended",
}


# How far a silence has gone: nothing said yet, a neutral line shown, more time granted (L-14).
Quiet = Literal["none", "warned", "granted"]


@quick
@dataclass(frozen=True, slots=True)
class Session:
    """A live session, folded from its events. `template` is pinned and clamped; times are aware UTC.

    `people` are the two opaque ids: the rules use them only to bind an agreement's terms to their owner.
    """

    id: str
    people: Both[str]
    template: Template
    medium: Medium
    requester: Side
    previous_first: Side
    seed: int
    phase: Phase
    seq: int = 0
    step: int = -1
    wish: str = field(default="", repr=False)
    opened_at: datetime = NEVER
    started_at: datetime = NEVER
    ends_at: datetime = NEVER
    moved_at: datetime = NEVER
    last_at: datetime = NEVER
    purpose: Purpose = Purpose()
    first: Side = "a"
    holdings: int = 0
    again: int = 0
    heard: Both[int] = Both(0, 0)
    warnings: frozenset[str] = frozenset()
    quiet: Quiet = "none"
    hurt: Side = "a"
    account: Account = NOTHING_YET
    drafts: tuple[Draft, ...] = ()
    parked: tuple[Parked, ...] = ()
    observers: tuple[Observer, ...] = ()
    # The suggestion on the table, or nothing.
    suggestions: tuple[Suggestion, ...] = ()

    @property
    def current_step(self) -> Step:
        return self.template.steps[self.step]

    @property
    def hard_end(self) -> datetime:
        """T29: whatever a template says, no session runs longer than ninety minutes of its own time."""
        return self.ends_at + (MAX_LENGTH - timedelta(seconds=self.template.limits.planned))

    def draft(self, agreement: str) -> Draft | None:
        return next((one for one in self.drafts if one.id == agreement), None)

    def now_in(self, phase: Phase) -> Session:
        return replace(self, phase=phase)

    def one_further(self, at: datetime, *, moved: bool) -> Session:
        """The session with one more event in its log; `moved` unless time alone brought it (L-14)."""
        if moved:
            return replace(self, seq=self.seq + 1, last_at=at, moved_at=at, quiet="none")
        return replace(self, seq=self.seq + 1, last_at=at)


MAX_LENGTH = timedelta(minutes=90)


def opening(
    id: str,  # noqa: A002 - it is the session's id, and nothing here needs the builtin.
    template: Template,
    *,
    people: Both[str],
    medium: Medium,
    requester: Side,
    previous_first: Side,
    seed: int,
) -> Session:
    """The session before anything happened: what `session_opened` is folded into."""
    before = Lobby(opens_at=NEVER, closes_at=NEVER)
    return Session(
        id=id,
        people=people,
        template=template,
        medium=medium,
        requester=requester,
        previous_first=previous_first,
        seed=seed,
        phase=before,
    )


def floor_of(phase: Phase) -> Floor | None:
    """The floor, where there is one. While paused or waiting nobody holds it."""
    return phase.floor if isinstance(phase, WITH_FLOOR) else None
