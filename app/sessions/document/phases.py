"""The phases: what each is, which command it takes from whom, where it leads, and what happens in it by itself."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from app.sessions.document.markdown import block, code, said_of, table
from app.sessions.document.walking import TIME_IS_UP, PhaseKind, Role, Seen
from app.sessions.protocol import commands as c
from app.sessions.protocol import state as s
from app.sessions.protocol.table import RULES, SETTLING

if TYPE_CHECKING:
    from collections.abc import Callable

GROUPS: tuple[tuple[str, tuple[PhaseKind, ...]], ...] = (
    ("Before the conversation", (s.Lobby, s.CalmStart, s.Framing, s.Opening, s.Choosing)),
    ("The conversation", s.CONVERSING),
    ("Accountability", s.ACCOUNTING),
    ("After it, and between", (s.Gate, s.Agreeing, s.Answering, s.Collecting, s.Grounding, s.Closing)),
    ("Interrupted, and over", (s.Waiting, s.Paused, s.Ended)),
)
# Two phases have one name on the wire; `step` and `you.role` tell them apart.
OWN_NAMES: dict[PhaseKind, str] = {s.Answering: "prompt, in turn", s.Collecting: "prompt, apart"}
SIGNS: dict[frozenset[Role], str] = {
    frozenset({"speaker"}): "S",
    frozenset({"listener"}): "L",
    frozenset({"speaker", "listener"}): "●",
    frozenset({"either"}): "●",
    frozenset(): "?",
}
# What is drawn outside the box of the running phases.
OUTER = frozenset({"running", "lobby", "paused", "waiting", "[*]"})
SETTLES: dict[PhaseKind, str] = {
    s.CalmStart: "Both rated themselves at or under the ceiling: `calm_reached`, and the next step.",
    s.Framing: "Both accept the same version: `frame_agreed`, and the next step.",
    s.Choosing: "Both picked: the same pick wins, otherwise the session's seeded coin does: `first_chosen`.",
    s.Gate: "Both answered. Two yes: `solutions_opened`. Otherwise one more round, at most three times; nobody is "
    "told who said no.",
    s.Agreeing: "Both are done: the next step. A new proposal opens the question again.",
    s.Collecting: "Both answered or skipped: shared answers appear together, private ones never.",
    s.Grounding: "Both are done: the next step.",
    s.Closing: "Both are done: `session_ended`.",
    s.Paused: "The earliest end has passed, both are here, calm, and said so: `resumed`.",
    s.Waiting: "Both are connected again: `connection_restored`.",
}


def name_of(phase: PhaseKind) -> str:
    return OWN_NAMES.get(phase, s.PHASE_NAMES[phase])


def phases() -> str:
    rows = [(code(name_of(phase)), said_of(phase)) for _, group in GROUPS for phase in group]
    return table(("phase", "what it is"), rows)


def matrix(seen: Seen) -> str:
    """One table for each group of phases, with the commands that any of them takes."""
    return "\n".join(f"### {title}\n\n{_matrix_of(group, seen)}" for title, group in GROUPS)


def _matrix_of(group: tuple[PhaseKind, ...], seen: Seen) -> str:
    taken = [command for command in c.COMMAND_NAMES if any((phase, command) in RULES for phase in group)]
    rows = [(code(c.COMMAND_NAMES[command]), *(_cell(phase, command, seen) for phase in group)) for command in taken]
    return table(("", *(name_of(phase) for phase in group)), rows)


def _cell(phase: PhaseKind, command: type[c.Command], seen: Seen) -> str:
    if (phase, command) not in RULES:
        return ""
    return SIGNS[frozenset(seen.offered.get((phase, command), set()))]


def settling() -> str:
    if SETTLES.keys() != SETTLING.keys():
        raise LookupError(SETTLES.keys() ^ SETTLING.keys())
    return table(("phase", "what follows by itself"), [(code(name_of(phase)), SETTLES[phase]) for phase in SETTLING])


def around(seen: Seen) -> str:
    """The whole session, with everything that runs as one box."""
    return _drawn_block(seen, lambda edge: bool(OUTER & set(edge)), boxed=True)


def inside(seen: Seen) -> str:
    """What happens while the conversation runs."""
    return _drawn_block(seen, lambda edge: not OUTER & set(edge) or edge[0] == "closing", boxed=False)


def _drawn_block(seen: Seen, wanted: Callable[[tuple[str, str]], bool], *, boxed: bool) -> str:
    labels: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
    for before, event, after in seen.moves:
        for start, end, label in _edges(before, event, after):
            if wanted((start, end)):
                edge = (_box(start), _box(end)) if boxed else (start, end)
                labels[edge].add(label)
    first = ["  [*] --> lobby: session_opened"] if boxed else []
    lines = ["stateDiagram-v2", *first, *(_line(edge, labels[edge]) for edge in sorted(labels))]
    return block("\n".join(lines), language="mermaid")


def _box(name: str) -> str:
    return name if name in OUTER else "running"


def _line(edge: tuple[str, str], events: set[str]) -> str:
    said = " / ".join(sorted(filter(None, events)))
    return f"  {edge[0]} --> {edge[1]}" + (f": {said}" if said else "")


def _edges(  # noqa: PLR0911 - one line per way of drawing.
    before: PhaseKind, event: str, after: PhaseKind
) -> list[tuple[str, str, str]]:
    """The drawn edges of one move: none where the phase stays, two where the template decides what comes next."""
    if before is after:
        return []
    start, end = _drawn(before), _drawn(after)
    running = before in s.TALKING
    if event == TIME_IS_UP:
        return [("wherever_it_is", end, "step_entered (time is up)")]
    if event == "step_entered" and before is s.Gate and after in (s.Choosing, s.Speaking):
        return [(start, end, "step_entered (one more round)")]
    if event == "step_entered":
        return [(start, "next_step", "step_entered"), ("next_step", end, "")] if running else [(start, end, event)]
    if running and (after in (s.Paused, s.Waiting) or (after is s.Ended and before is not s.Closing)):
        return [("running", end, event)]
    if event in ("resumed", "connection_restored"):
        return [(start, "running", f"{event} (to the phase it interrupted)")]
    return [(start, end, event)]


def _drawn(phase: PhaseKind) -> str:
    if phase is s.Ended:
        return "[*]"
    return {s.Answering: "prompt_in_turn", s.Collecting: "prompt_apart"}.get(phase, s.PHASE_NAMES[phase])


def met(seen: Seen) -> str:
    """What the walks can and cannot tell, in one honest paragraph."""
    unmet = [
        f"{code(c.COMMAND_NAMES[command])} in {code(name_of(phase))}"
        for phase, command in RULES
        if not seen.offered.get((phase, command))
    ]
    found = ", ".join(unmet) if unmet else "none"
    return (
        f"The letters and the diagram come from {seen.walks} seeded walks with {seen.acts} acts through the built-in "
        "templates and two invented ones that have every kind of step. The walks ask the rules and record the answers. "
        "They do not show *when* inside a phase something is open (how many attempts, whose claim, which limit), nor "
        "what happens after a key was destroyed, a process was lost, or the couple ended. The order of steps is the "
        f"template's, so `next_step` stands for whichever comes next. Rules that no walk met: {found}."
    )
