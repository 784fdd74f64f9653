"""RULES: the only place that says which command a phase takes. What is absent is refused and changes nothing.

A rule has two halves. `allow` looks at the situation and never at what was said, so that `may` can ask it for every
command; `act` looks at the command and says what happens.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from app.frozen import dataclass
from app.sessions.protocol import accounting, agreeing, anywhere, gates, observing, pausing, prompting, turns
from app.sessions.protocol import commands as c
from app.sessions.protocol import state as s
from app.sessions.protocol.answers import Decision, Refused
from app.sessions.protocol.events import Event
from app.sessions.protocol.facts import Facts
from app.sessions.protocol.sides import Side
from app.sessions.protocol.state import Session

# Any: a rule is written for the phase and the command of its key; a test compares its annotations with the key.
Allow = Callable[[Session, Any, Side, Facts, datetime], Refused | None]
Act = Callable[[Session, Any, Any, Facts, datetime], Decision]
Settle = Callable[[Session, Any, Facts, datetime], tuple[Event, ...]]


def always(_: Session, __: s.Phase, ___: Side, ____: Facts, _____: datetime) -> Refused | None:
    return None


@dataclass(frozen=True, slots=True)
class Rule:
    """What a command needs, and what it brings."""

    act: Act
    allow: Allow = always


Key = tuple[type[s.Phase], type[c.Command]]

RULES: dict[Key, Rule] = {
    (s.Lobby, c.Arrive): Rule(gates.arrive, gates.may_arrive),
    (s.Framing, c.ProposePurpose): Rule(gates.propose_purpose, gates.may_propose_purpose),
    (s.Framing, c.AcceptFrame): Rule(gates.accept_frame, gates.may_accept_frame),
    (s.Opening, c.Appreciate): Rule(gates.appreciate, gates.may_appreciate),
    (s.Choosing, c.ChooseFirst): Rule(gates.choose_first, gates.may_choose_first),
    (s.Speaking, c.Speak): Rule(turns.speak, turns.holder_only),
    (s.Speaking, c.PassFloor): Rule(turns.pass_floor, turns.may_pass_floor),
    (s.Reflecting, c.Reflect): Rule(turns.reflect, turns.may_answer_turn),
    (s.Reflecting, c.Clarify): Rule(turns.clarify, turns.may_clarify),
    (s.Clarifying, c.Answer): Rule(turns.answer, turns.holder_only),
    (s.Confirming, c.Confirm): Rule(turns.confirm, turns.holder_only),
    (s.Gap, c.ResolveGap): Rule(turns.resolve_gap, turns.holder_only),
    (s.Validating, c.Validate): Rule(turns.validate, turns.listener_only),
    (s.Landing, c.Landed): Rule(turns.landed, turns.holder_only),
    (s.Impact, c.TellImpact): Rule(accounting.tell_impact, accounting.may_tell_impact),
    (s.Owning, c.TellImpact): Rule(accounting.tell_impact, accounting.may_tell_impact),
    (s.Owning, c.Own): Rule(accounting.own, accounting.holder_only),
    (s.Apologising, c.Apologise): Rule(accounting.apologise, accounting.holder_only),
    (s.Planning, c.PlanPrevention): Rule(accounting.plan_prevention, accounting.holder_only),
    (s.Replying, c.AnswerApology): Rule(accounting.answer_apology, accounting.holder_only),
    (s.Gate, c.ReadyForSolutions): Rule(gates.ready_for_solutions),
    (s.Agreeing, c.ProposeAgreement): Rule(agreeing.propose_agreement),
    (s.Agreeing, c.Assent): Rule(agreeing.assent, agreeing.may_assent),
    (s.Agreeing, c.SetAside): Rule(agreeing.set_aside, agreeing.may_set_aside),
    (s.Agreeing, c.Done): Rule(agreeing.finish, agreeing.may_finish),
    (s.Answering, c.AnswerPrompt): Rule(prompting.answer_in_turn, prompting.may_answer_in_turn),
    (s.Collecting, c.AnswerPrompt): Rule(prompting.answer_apart, prompting.may_answer_apart),
    (s.Grounding, c.Done): Rule(gates.done, gates.may_be_done),
    (s.Closing, c.Learn): Rule(gates.learn, gates.may_learn),
    (s.Closing, c.Appreciate): Rule(gates.appreciate, gates.may_appreciate),
    (s.Closing, c.RateFelt): Rule(gates.rate_felt, gates.may_rate_felt),
    (s.Closing, c.Done): Rule(gates.done, gates.may_be_done),
    (s.Paused, c.OfferReturn): Rule(pausing.offer_return, pausing.may_offer_return),
    (s.Paused, c.AcceptReturn): Rule(pausing.accept_return, pausing.may_accept_return),
    (s.Paused, c.Return): Rule(pausing.come_back, pausing.may_return),
    # The floor may be asked for wherever there is one, so the rule is derived, not repeated.
    **{(phase, c.ClaimFloor): Rule(turns.claim_floor, turns.may_claim_floor) for phase in s.CONVERSING},
    # A suggested step, wherever one can be left.
    **{(phase, c.AcceptStep): Rule(observing.accept_step, observing.may_accept_step) for phase in observing.LEAVABLE},
    # So are the rules that hold wherever the conversation runs.
    **{(phase, c.RateArousal): Rule(anywhere.rate_arousal) for phase in (*s.RUNNING, s.Paused)},
    **{(phase, c.ParkTopic): Rule(anywhere.park_topic) for phase in s.RUNNING},
    **{(phase, c.NeedTime): Rule(anywhere.need_time) for phase in s.RUNNING},
    # I-11, I-34: pause, help and leave are never refused. The lobby has nothing to pause yet.
    **{(phase, c.Pause): Rule(pausing.pause) for phase in (*s.RUNNING, s.Paused)},
    **{(phase, c.Help): Rule(pausing.help_me) for phase in (s.Lobby, *s.RUNNING, s.Paused)},
    **{(phase, c.Leave): Rule(pausing.leave) for phase in (s.Lobby, *s.RUNNING, s.Paused)},
}

# The same by phase: the commands that it takes at all, in the order in which a view offers them.
RULES_OF: dict[type[s.Phase], dict[type[c.Command], Rule]] = {
    phase: {command: RULES[phase, command] for command in c.COMMAND_NAMES if (phase, command) in RULES}
    for phase in s.PHASE_NAMES
}

# What follows by itself once both partners' private marks, or their presence, allow it.
SETTLING: dict[type[s.Phase], Settle] = {
    s.CalmStart: gates.settle_calm,
    s.Framing: gates.settle_frame,
    s.Choosing: gates.settle_first,
    s.Gate: gates.settle_gate,
    s.Agreeing: agreeing.settle_agreeing,
    s.Collecting: prompting.settle_answers,
    s.Grounding: gates.settle_grounding,
    s.Closing: gates.settle_closing,
    s.Paused: pausing.settle_pause,
    s.Waiting: pausing.settle_waiting,
}
