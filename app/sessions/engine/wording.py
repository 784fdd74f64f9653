"""Which words of a command the coach reads, and as what: a speaker's, a listener's, or free ones."""

from __future__ import annotations

from dataclasses import field
from typing import TYPE_CHECKING, Final, Literal

from app.frozen import dataclass
from app.sessions.protocol import commands as c
from app.sessions.protocol import state as s
from app.templates.steps import PromptStep
from app.values import quick

if TYPE_CHECKING:
    from app.coach.opinion import Stage
    from app.sessions.protocol.state import Session

# Only threats, contempt and words that may mean danger are looked for in these.
FREE: Final = (c.Clarify, c.Validate, c.Appreciate, c.Learn, c.AnswerPrompt, c.ParkTopic)


# rules.md 4: a hurt partner's words for what it did to them are never corrected.
IN_AN_IMPACT: Final = frozenset({"FAUX_FEELING"})
# The score of a whole apology says nothing of a plain sentence that owns one thing; single patterns still do.
IN_OWNING: Final = frozenset({"NOT_OWNED"})
# The answer to an admission: whoever owned something is not mocked for it.
MOCKS: Final = frozenset({"POINT", "CHARACTER"})


@quick
@dataclass(frozen=True, slots=True)
class Part:
    """One text of a command: the field that it stands in, and how it is to be read."""

    place: str
    text: str = field(repr=False)
    stage: Stage
    reflected: str | None = field(default=None, repr=False)
    # What is left alone here, and what is held here although elsewhere it is only shown.
    quiet: frozenset[str] = frozenset()
    hard: frozenset[str] = frozenset()
    # a prevention step is its author's own act.
    whose: Literal["anybody", "ones_own"] = "anybody"


def parts(  # noqa: PLR0911 - one line for each kind of words.
    command: c.Command, session: Session
) -> tuple[Part, ...]:
    """The words of a command; none where there are none, or where they stay with their author."""
    if isinstance(command, c.Speak):
        return _turn(command)
    if isinstance(command, c.Reflect):
        return (Part("text", command.text, "listener", reflected=_said(session)),)
    if isinstance(command, (c.ProposePurpose, c.Answer)):
        return (Part("text", command.text, "speaker"),)
    if isinstance(command, (c.TellImpact, c.Own, c.Apologise, c.PlanPrevention, c.AnswerApology)):
        return _amends(command)
    if isinstance(command, c.ProposeAgreement):
        # The further lines of a base agreement, the sign of a benchmark: read like the text beside them.
        more = "\n".join(command.particulars.words)
        return (Part("text", command.text, "free"), *([Part("particulars", more, "free")] if more else []))
    if isinstance(command, FREE) and not _is_private(command, session):
        return (Part("text", command.text, "free"),)
    return ()


def _turn(command: c.Speak) -> tuple[Part, ...]:
    return (
        Part("text", command.text, "speaker"),
        Part("observation", command.observation, "speaker"),
        Part("request", command.request, "speaker"),
        Part("feeling", "\n".join(command.feeling), "free"),
        Part("need", "\n".join(command.need), "free"),
    )


def _amends(
    command: c.TellImpact | c.Own | c.Apologise | c.PlanPrevention | c.AnswerApology,
) -> tuple[Part, ...]:
    match command:
        case c.TellImpact():
            return (Part("text", command.text, "speaker", quiet=IN_AN_IMPACT),)
        case c.Own():
            return (Part("text", command.text, "accountability", quiet=IN_OWNING),)
        case c.Apologise():
            return (Part("text", command.text, "accountability"),)
        case c.PlanPrevention():
            signs = (Part(f"steps/{n}/if", step.sign, "free") for n, step in enumerate(command.steps))
            acts = (Part(f"steps/{n}/then", step.act, "free", whose="ones_own") for n, step in enumerate(command.steps))
            return (*signs, *acts)
        case c.AnswerApology():
            return (Part("still_needed", command.still_needed, "speaker", hard=MOCKS),)


def _is_private(command: c.Command, session: Session) -> bool:
    """A note to oneself is nobody's to judge."""
    if isinstance(command, c.ParkTopic):
        return not command.share
    if not isinstance(command, c.AnswerPrompt):
        return False
    step = session.current_step if session.step >= 0 else None
    return isinstance(step, PromptStep) and step.sharing == "private"


def _said(session: Session) -> str | None:
    """What the listener reflects; None where it was said aloud."""
    phase = session.phase
    if not isinstance(phase, s.Reflecting):
        return None
    said = phase.statement
    whole = (said.text, said.observation, *said.feeling, *said.need, said.request)
    return "\n".join(part for part in whole if part) or None
