"""The rules of a question of the template's own: each in turn, both before either sees, or for oneself alone."""

from __future__ import annotations

from datetime import datetime

from app.sessions.protocol import commands as c
from app.sessions.protocol import events as e
from app.sessions.protocol import lengths
from app.sessions.protocol.answers import Decided, Decision, Refused, happened
from app.sessions.protocol.facts import Facts, Mark
from app.sessions.protocol.flow import next_step
from app.sessions.protocol.sides import Side
from app.sessions.protocol.state import Answering, Collecting, Session
from app.templates.steps import PromptStep

NOT_NOW = Refused("not_now")
TOO_LONG = Refused("too_long")


def may_answer_in_turn(_: Session, phase: Answering, by: Side, __: Facts, ___: datetime) -> Refused | None:
    return None if phase.remaining[:1] == (by,) else Refused("floor_not_held")


def answer_in_turn(session: Session, phase: Answering, command: c.AnswerPrompt, facts: Facts, at: datetime) -> Decision:
    if not lengths.PROMPT_ANSWER.fits(command.text):
        return TOO_LONG
    said = e.PromptAnswered(at, by=command.by, text="" if command.skip else command.text)
    if len(phase.remaining) > 1:
        return happened(said)
    return happened(said, *next_step(session, facts, at))


def may_answer_apart(_: Session, phase: Collecting, by: Side, facts: Facts, __: datetime) -> Refused | None:
    return NOT_NOW if facts.marked(by, "answer", phase.since) else None


def answer_apart(_: Session, phase: Collecting, command: c.AnswerPrompt, __: Facts, at: datetime) -> Decision:
    if not lengths.PROMPT_ANSWER.fits(command.text):
        return TOO_LONG
    text = "" if command.skip else command.text
    return Decided(marks=(Mark(command.by, "answer", phase.since, at, text),))


def settle_answers(session: Session, phase: Collecting, facts: Facts, at: datetime) -> tuple[e.Event, ...]:
    """Both answered: shared answers are shown together; private ones stay with their authors."""
    answers = facts.both_marked("answer", phase.since)
    if answers is None:
        return ()
    onward = next_step(session, facts, at)
    step = session.current_step
    if isinstance(step, PromptStep) and step.sharing == "private":
        return onward
    shown = tuple(e.PromptAnswered(at, by=mark.by, text=str(mark.value)) for mark in answers)
    return (*shown, e.PromptsRevealed(at), *onward)
