"""Tell a session as a story: given where it stands, when somebody acts or time passes, then this happened.

The phases are reached by what people do, never by building a state, so a story cannot start where nobody can be.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any, Self

from app.sessions.protocol import commands as c
from app.sessions.protocol import events as e
from app.sessions.protocol.answers import Decided, Decision, Refused
from app.sessions.protocol.decide import decide
from app.sessions.protocol.elapse import due
from app.sessions.protocol.events import EVENT_NAMES
from app.sessions.protocol.evolve import evolve, replay
from app.sessions.protocol.facts import Facts, Mark, Review
from app.sessions.protocol.observer_commands import Observed
from app.sessions.protocol.particulars import Particulars
from app.sessions.protocol.sides import SIDES, Both, Side, other
from app.sessions.protocol.state import PHASE_NAMES, Phase, Session, opening
from app.sessions.protocol.view import View, view
from app.templates.steps import (
    Accountability,
    CalmStart,
    Closing,
    Frame,
    Grounding,
    Limits,
    Medium,
    Opening,
    PromptStep,
    Solutions,
    Step,
    Template,
    TemplateKind,
    Understanding,
    Wording,
    clamped,
)

EVENING = datetime(2026, 3, 6, 18, 30, tzinfo=UTC)
LOBBY_OPEN = timedelta(minutes=15)
ASKED = Wording("test.prompt", "What was it like?")

CALM = CalmStart("Arrive", ASKED)
FRAME = Frame("Agree", ASKED)
OPENING = Opening("Begin kindly", ASKED)
UNDERSTANDING = Understanding("Hear each other", ASKED, rounds=1, first_speaker="requester")
ACCOUNTABILITY = Accountability("Make amends", ASKED)
SOLUTIONS = Solutions("Look ahead", ASKED)
IN_TURN = PromptStep("One each", ASKED)
TOGETHER = PromptStep("Both at once", ASKED, order="together")
PRIVATE = PromptStep("For yourself", ASKED, order="together", sharing="private")
GROUNDING = Grounding("Breathe", ASKED)
CLOSING = Closing("Close", ASKED)

# Everything between a turn and its reflection that a calm listener has.
BREATH = timedelta(seconds=5)


def template(*steps: Step, kind: TemplateKind = "full", **limits: int) -> Template:
    """A template of these steps between calm start and closing; without any, a talk with solutions."""
    between = steps or (FRAME, OPENING, UNDERSTANDING, SOLUTIONS)
    return clamped(
        Template(
            slug="a-talk",
            version="v1",
            kind=kind,
            title="A talk",
            summary="Two people talk.",
            media=("text", "spoken"),
            steps=(CALM, *between, CLOSING),
            limits=Limits(**limits),
        )
    )


@dataclass
class Story:
    """A session on its way. Each act is decided by the rules; what they answered is kept for `then`."""

    session: Session
    facts: Facts
    now: datetime
    before: Session
    log: tuple[e.Event, ...] = ()
    answer: Decision = field(default_factory=Decided)
    made: int = 0

    # ------------------------------------------------------------------ given

    def known(self, **facts: Any) -> Self:  # Any: each fact has its own type.
        """Let these facts be so from now on."""
        self.facts = replace(self.facts, **facts)
        return self

    def reviewed(self, hold: str, review: str = "review-1") -> Self:
        return self.known(review=Review(review, hold))  # type: ignore[arg-type]  # a story names only real holds

    def gone(self, *sides: Side) -> Self:
        """These lost their connection now."""
        away = {side: self.facts.absent_since.get(side, self.now) for side in sides}
        self.known(present=self.facts.present - set(sides), absent_since={**self.facts.absent_since, **away})
        return self

    def back(self, *sides: Side) -> Self:
        """These are connected again, and the rules are told."""
        absent = {side: at for side, at in self.facts.absent_since.items() if side not in sides}
        self.known(present=self.facts.present | set(sides), absent_since=absent)
        return self._decided(c.Elapse())

    def restarted(self) -> Self:
        """The process began anew: the fold comes from the log, the marks are kept, nobody is connected yet."""
        self.session = replay(self.before, self.log)
        return self.gone(*SIDES)

    # ------------------------------------------------------------------ when

    def when(self, *commands: c.Command | Observed) -> Self:
        for command in commands:
            self._decided(command)
        return self

    def both(self, *commands: c.Command) -> Self:
        """Each partner does the same."""
        return self.when(*(replace(command, by=side) for command in commands for side in SIDES))

    def later(self, **passed: float) -> Self:
        """Time passes and nobody has told the rules yet."""
        self.now += timedelta(**passed)
        return self

    def after(self, **passed: float) -> Self:
        """Time passes, and the durable timer fires."""
        self.later(**passed)
        return self._decided(c.Elapse())

    def until_due(self) -> Self:
        """The next deadline of this session passes."""
        self.now = due(self.session, self.facts)
        return self._decided(c.Elapse())

    def _decided(self, command: c.Command | Observed | c.Elapse) -> Self:
        self.made += 1
        self.known(fresh=(f"id-{self.made}", f"nonce-{self.made}"))
        self.answer = decide(self.session, command, self.facts, self.now)
        if isinstance(self.answer, Decided):
            for event in self.answer.events:
                self.session = evolve(self.session, event)
            self.log += self.answer.events
            for mark in self.answer.marks:
                self.facts = self.facts.with_mark(mark)
        return self

    # ------------------------------------------------------------------ then

    def then(self, *names: str) -> Self:
        """Exactly these events followed from the last act."""
        assert not isinstance(self.answer, Refused), self.answer.code
        assert tuple(EVENT_NAMES[type(event)] for event in self.answer.events) == names
        return self

    def refused(self, code: str, *, retry_at: datetime | None = None) -> Self:
        """The last act was refused with this code, and left no trace."""
        assert isinstance(self.answer, Refused), self.answer
        assert self.answer.code == code
        assert self.answer.retry_at == retry_at
        return self

    def in_phase(self, name: str) -> Self:
        assert PHASE_NAMES[type(self.session.phase)] == name
        return self

    @property
    def phase(self) -> Phase:
        return self.session.phase

    @property
    def events(self) -> tuple[e.Event, ...]:
        assert isinstance(self.answer, Decided)
        return self.answer.events

    @property
    def event(self) -> e.Event:
        """The last thing that happened in the last act."""
        return self.events[-1]

    @property
    def marks(self) -> tuple[Mark, ...]:
        assert isinstance(self.answer, Decided)
        return self.answer.marks

    def view(self, side: Side) -> View:
        return view(self.session, side, self.facts, self.now)

    def may(self, side: Side) -> dict[str, Any]:  # Any: an offer's parts are looked at one by one.
        return {one["name"]: one for one in self.view(side)["may"]}


# ---------------------------------------------------------------------- where a story may begin

# A place in a session that a story can begin at.
Reached = Callable[[], Story]


def lobby(
    used: Template | None = None,
    *,
    medium: Medium = "text",
    wish: str = "",
    seed: int = 0,
    requester: Side = "a",
    previous_first: Side = "a",
    opens_in: timedelta = timedelta(0),
    part: e.Part = "",
    **limits: int,
) -> Story:
    """A made session that nobody has come to yet. `a` asked for it, unless said otherwise."""
    before = opening(
        "session-1",
        used or template(kind="full", **limits),
        people=Both("person-a", "person-b"),
        medium=medium,
        requester=requester,
        previous_first=previous_first,
        seed=seed,
    )
    opened = e.SessionOpened(
        EVENING,
        by=requester,
        template=before.template.slug,
        template_version=before.template.version,
        medium=medium,
        opens_at=EVENING + opens_in,
        closes_at=EVENING + opens_in + LOBBY_OPEN,
        wish=wish,
        part=part,
    )
    return Story(evolve(before, opened), Facts(), EVENING, before, log=(opened,))


def calm_start(used: Template | None = None, **made: Any) -> Story:  # Any: handed on to `lobby`.
    return lobby(used, **made).both(c.Arrive("a"))


def first_step(used: Template | None = None, **made: Any) -> Story:  # Any: handed on to `lobby`.
    """Both are calm, and the step after the calm start is open."""
    return calm_start(used, **made).both(c.RateArousal("a", 2))


def framing(**made: Any) -> Story:  # Any: handed on to `lobby`.
    return first_step(**made)


def framed(story: Story) -> Story:
    """Both accept a purpose."""
    story.when(c.ProposePurpose("a", "To plan the weekend together"))
    proposed = story.event
    assert isinstance(proposed, e.FrameProposed)
    return story.when(c.AcceptFrame("b", proposed.version))


def opening_step(**made: Any) -> Story:  # Any: handed on to `lobby`.
    return framed(framing(**made))


def speaking(used: Template | None = None, **made: Any) -> Story:  # Any: handed on to `lobby`.
    """`a` holds the floor, and the time of their first turn runs."""
    if used is not None:
        return first_step(used, **made)
    limits = {name: made.pop(name) for name in list(made) if name in Limits.__dataclass_fields__}
    return first_step(template(UNDERSTANDING, SOLUTIONS, **limits), **made)


def listener(story: Story) -> Side:
    floor = story.session.phase.floor  # type: ignore[union-attr]  # only asked where somebody holds the floor
    return "b" if floor.holder == "a" else "a"


def speaker(story: Story) -> Side:
    return "b" if listener(story) == "a" else "a"


def said(story: Story) -> Story:
    """Whoever holds the floor says something, and the listener takes a breath."""
    story.when(c.Speak(speaker(story), "I felt alone on Sunday.")).then("spoken")
    return story.later(seconds=BREATH.seconds)


def given_back(story: Story) -> Story:
    return said(story).when(c.Reflect(listener(story), "You felt alone on Sunday.")).then("reflected")


def reflecting(**made: Any) -> Story:  # Any: handed on to `lobby`.
    return said(speaking(**made))


def confirming(**made: Any) -> Story:  # Any: handed on to `lobby`.
    return given_back(speaking(**made))


def in_gap(story: Story) -> Story:
    """The reflection of one turn fails as often as the limits allow."""
    given_back(story)
    for _ in range(story.session.template.limits.reflection_max_attempts - 1):
        story.when(c.Confirm(speaker(story), "not_yet")).when(c.Reflect(listener(story), "You were alone."))
    return story.when(c.Confirm(speaker(story), "not_yet")).in_phase("gap")


def gap(**made: Any) -> Story:  # Any: handed on to `lobby`.
    return in_gap(speaking(**made))


def validating(**made: Any) -> Story:  # Any: handed on to `lobby`.
    story = confirming(**made)
    return story.when(c.Confirm(speaker(story), "accurate"))


def landing(**made: Any) -> Story:  # Any: handed on to `lobby`.
    story = validating(**made)
    return story.when(c.Validate(listener(story), "It makes sense, because you had looked forward to it."))


def turn(story: Story) -> Story:
    """One whole turn of whoever holds the floor: said, given back, confirmed, validated, landed."""
    given_back(story)
    by, to = speaker(story), listener(story)
    return story.when(c.Confirm(by, "accurate"), c.Validate(to, "It makes sense."), c.Landed(by, yes=True))


def heard(story: Story) -> Story:
    """Each has a turn and passes the floor on: the round is complete."""
    for _ in SIDES:
        turn(story).when(c.PassFloor(speaker(story)))
    return story


def gate(**made: Any) -> Story:  # Any: handed on to `lobby`.
    return heard(speaking(**made)).in_phase("gate")


def agreeing(**made: Any) -> Story:  # Any: handed on to `lobby`.
    return gate(**made).both(c.ReadyForSolutions("a", ready=True)).in_phase("agreeing")


def closing(**made: Any) -> Story:  # Any: handed on to `lobby`.
    return agreeing(**made).both(c.Done("a")).in_phase("closing")


def telling(used: Template | None = None, *, part: e.Part = "hurt", **made: Any) -> Story:  # Any: for `lobby`.
    """`a` asked for it and is the hurt partner, unless said otherwise; they tell what it did to them."""
    limits = {name: made.pop(name) for name in list(made) if name in Limits.__dataclass_fields__}
    return first_step(used or template(ACCOUNTABILITY, **limits), part=part, **made).in_phase("impact")


def impact_given_back(story: Story) -> Story:
    hurt = story.session.hurt
    story.when(c.TellImpact(hurt, "I lay awake and felt alone.")).then("impact_told").later(seconds=BREATH.seconds)
    return story.when(c.Reflect(other(hurt), "You lay awake, alone.")).then("reflected")


def impact_gap(**made: Any) -> Story:  # Any: handed on to `lobby`.
    """The reflection of an impact fails as often as the limits allow."""
    story = impact_given_back(telling(**made))
    for _ in range(story.session.template.limits.reflection_max_attempts - 1):
        story.when(c.Confirm("a", "not_yet")).when(c.Reflect("b", "You were awake."))
    return story.when(c.Confirm("a", "not_yet")).in_phase("gap")


def owning(**made: Any) -> Story:  # Any: handed on to `lobby`.
    story = impact_given_back(telling(**made))
    return story.when(c.Confirm(story.session.hurt, "accurate")).in_phase("owning")


def apologising(**made: Any) -> Story:  # Any: handed on to `lobby`.
    story = owning(**made)
    return story.when(c.Own(other(story.session.hurt), "I did not call.")).in_phase("apologising")


def planning(**made: Any) -> Story:  # Any: handed on to `lobby`.
    story = apologising(**made)
    return story.when(c.Apologise(other(story.session.hurt), "I am sorry for the waiting.")).in_phase("planning")


def planned(by: Side, **changed: Any) -> c.PlanPrevention:  # Any: each field has its own type.
    step: dict[str, Any] = {
        "sign": "it gets later than seven",
        "act": "I will call from the car",
        "kind": "schedule_change",
        "due": EVENING.date() + timedelta(days=14),
    }
    return c.PlanPrevention(by, (c.PreventionStep(**{**step, **changed}),))


def replying(**made: Any) -> Story:  # Any: handed on to `lobby`.
    story = planning(**made)
    return story.when(planned(other(story.session.hurt))).in_phase("answering")


def paused(story: Story | None = None) -> Story:
    return (story or speaking()).when(c.Pause("b")).in_phase("paused")


def waiting(story: Story | None = None) -> Story:
    """`b` lost the connection, and did not come back within the grace."""
    return (story or speaking()).gone("b").after(seconds=120).in_phase("waiting")


def ended() -> Story:
    return speaking().when(c.Leave("a")).in_phase("ended")


def boundary(by: Side, **said_in: Any) -> c.ProposeAgreement:  # Any: each field has its own type.
    terms: dict[str, Any] = {
        "kind": "boundary",
        "scope": "shared",
        "category": "time",
        "owner": "me",
        "days": 90,
        "text": "No phones at dinner.",
    }
    return c.ProposeAgreement(by, **{**terms, **said_in})


def base_agreement(by: Side, **said_in: Any) -> c.ProposeAgreement:  # Any: each field has its own type.
    more = Particulars(acceptable=("Asking twice.",), not_acceptable=("Hiding a bill.",), if_it_happens=("Saying so.",))
    return boundary(by, kind="base_agreement", category="none", owner="both", particulars=more, **said_in)


def benchmark(by: Side, **said_in: Any) -> c.ProposeAgreement:  # Any: each field has its own type.
    more = Particulars(observable_sign="A walk on Sundays.", cadence="weekly")
    return boundary(by, kind="benchmark", category="none", owner="both", particulars=more, **said_in)


def commitment(by: Side, **said_in: Any) -> c.ProposeAgreement:  # Any: each field has its own type.
    terms: dict[str, Any] = {
        "kind": "commitment",
        "scope": "shared",
        "category": "none",
        "owner": "me",
        "days": 10,
        "text": "I call when I am late.",
    }
    return c.ProposeAgreement(by, **{**terms, **said_in})
