"""The checker is checked: a clean run has no violation, and each of these planted faults is found."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

import pytest

from tests.faults.checker import Entry, Run, violations

CLAIMED = frozenset({"spoken", "time_extended"})


@dataclass
class Draft:
    """A run that a fault can be planted into."""

    ada: list[dict[str, Any]]
    ben: list[dict[str, Any]]
    logs: list[list[Entry]]

    def run(self) -> Run:
        return Run((self.ada, self.ben), self.logs, CLAIMED)

    def of(self, do: str, *, who: str = "ada") -> list[dict[str, Any]]:
        return [record for record in getattr(self, who) if record["do"] == do]


def event(seq: int, name: str, token: str = "") -> Entry:
    return Entry(seq, name, f"{seq} {name} {token}")


def received(entry: Entry, epoch: str = "e1") -> dict[str, Any]:
    return {"do": "event", "epoch": epoch, "seq": entry.seq, "content": entry.content}


def clean() -> Draft:
    """Ada speaks twice and asks for time once; Ben is refused once, and one of his commands was never answered."""
    log = [
        event(1, "floor_given"),
        event(2, "spoken", "t-one"),
        event(3, "time_extended"),
        event(4, "spoken", "t-two"),
        event(5, "time_extended"),
        event(6, "session_ended"),
    ]
    snapshot: dict[str, Any] = {"do": "snapshot", "epoch": "e1", "seq": 1, "events": [received(log[0])]}
    ada: list[dict[str, Any]] = [
        snapshot,
        {"do": "sent", "ref": "r1", "makes": "spoken", "token": "t-one"},
        received(log[1]),
        {"do": "acked", "ref": "r1", "seq": 2},
        {"do": "acked", "ref": "r1", "seq": 2},
        {"do": "sent", "ref": "r2", "makes": "time_extended", "token": ""},
        {"do": "acked", "ref": "r2", "seq": 3},
        received(log[2]),
        {"do": "other_body", "ref": "r1"},
        {"do": "reused", "ref": "r1"},
        {"do": "sent", "ref": "r3", "makes": "spoken", "token": "t-two"},
        *(received(entry) for entry in log[3:]),
        {"do": "acked", "ref": "r3", "seq": 4},
    ]
    ben: list[dict[str, Any]] = [
        snapshot,
        {"do": "sent", "ref": "b1", "makes": "spoken", "token": "t-three"},
        {"do": "refused", "ref": "b1", "code": "floor_not_held"},
        {"do": "sent", "ref": "b2", "makes": "time_extended", "token": ""},
        *(received(entry) for entry in log[1:]),
    ]
    return Draft(ada, ben, [log, list(log)])


Fault = Callable[[Draft], object]


def replaced(log: list[Entry], seq: int, entry: Entry) -> list[Entry]:
    log[seq - 1] = entry
    return log


def extended(log: list[Entry], entry: Entry) -> list[Entry]:
    log.append(entry)
    return log


def noted(transcript: list[dict[str, Any]], record: dict[str, Any]) -> list[dict[str, Any]]:
    transcript.append(record)
    return transcript


def both_lose(draft: Draft, seq: int) -> None:
    """As if the service had never stored it: what came after it moved up, for everybody."""
    for log in draft.logs:
        del log[seq - 1]
        log[:] = [Entry(n, one.name, one.content) for n, one in enumerate(log, 1)]


def in_both(draft: Draft, entry: Entry) -> Draft:
    for log in draft.logs:
        log.append(entry)
    return draft


def drop_last(draft: Draft) -> None:
    del draft.ben[-1]


def swap_received(draft: Draft) -> None:
    draft.ben[-1], draft.ben[-2] = draft.ben[-2], draft.ben[-1]


def watched(draft: Draft, *, came: int) -> list[dict[str, Any]]:
    """As if Ben were a therapist, who came in with this event."""
    return noted(draft.ben, {"do": "came", "seq": came})


PLANTED: dict[str, tuple[Fault, str]] = {
    "an acknowledged event is lost": (lambda d: both_lose(d, 4), "an acknowledged command is not in the log"),
    "an acknowledged last event is lost": (
        lambda d: [noted(d.ada, {"do": "acked", "ref": "r4", "seq": 7})],
        "an acknowledged number is beyond the log",
    ),
    "a command was done twice": (lambda d: in_both(d, event(7, "spoken", "t-one")), "a command was done twice"),
    "a command without words was done twice": (
        lambda d: [in_both(d, event(7, "time_extended")), in_both(d, event(8, "time_extended"))],
        "the log holds an event that nobody was acknowledged for",
    ),
    "a gap in the log": (lambda d: [log.pop(2) for log in d.logs], "log is not gapless"),
    "a number twice in the log": (lambda d: in_both(d, event(6, "floor_given")), "log is not gapless"),
    "two events swapped in one log": (
        lambda d: [replaced(d.logs[1], 2, event(2, "time_extended")), replaced(d.logs[1], 3, event(3, "spoken"))],
        "the partners' logs differ",
    ),
    "one log is shorter": (lambda d: d.logs[1].pop(), "the partners' logs differ"),
    "an event received twice": (lambda d: d.ben.insert(5, deepcopy(d.ben[4])), "received twice or out of order"),
    "two events received in the wrong order": (swap_received, "received twice or out of order"),
    "an event skipped on the wire": (lambda d: d.ben.pop(5), "skipped on the wire"),
    "the end never received": (drop_last, "never received the end"),
    "an event of another session received": (
        lambda d: d.ben[-1].update(content="6 spoken by somebody else"),
        "a received event differs from the log",
    ),
    "a received event vanished": (
        lambda d: noted(d.ada, received(event(7, "paused"))),
        "a received event is not in the log",
    ),
    "different content under one number": (
        lambda d: d.of("event")[0].update(content="2 spoken t-other"),
        "a received event differs from the log",
    ),
    "a refused command in the log": (lambda d: in_both(d, event(7, "spoken", "t-three")), "a refused command"),
    "acknowledged under two numbers": (lambda d: d.of("acked")[1].update(seq=4), "under two numbers"),
    "acknowledged and refused": (
        lambda d: noted(d.ada, {"do": "refused", "ref": "r1", "code": "not_now"}),
        "acknowledged and refused",
    ),
    "another body was taken": (lambda d: d.ada.remove({"do": "reused", "ref": "r1"}), "was not refused"),
    "the same body was refused as another": (
        lambda d: noted(d.ada, {"do": "reused", "ref": "r2"}),
        "taken for another",
    ),
    "two references for one event": (
        lambda d: [
            noted(d.ben, {"do": "sent", "ref": "b3", "makes": "time_extended", "token": ""}),
            noted(d.ben, {"do": "acked", "ref": "b3", "seq": 3}),
        ],
        "two references were acknowledged under one event",
    ),
    "other words stored than were said": (
        lambda d: [replaced(log, 2, event(2, "spoken", "t-else")) for log in d.logs],
        "carries other words",
    ),
    "the epoch changed": (lambda d: d.of("event", who="ben")[-1].update(epoch="e2"), "the epoch changed"),
    "two people are shown to hold the floor": (
        lambda d: [
            noted(d.ada, {"do": "floor", "seq": 2, "holder": "ada"}),
            noted(d.ben, {"do": "floor", "seq": 2, "holder": "ben"}),
        ],
        "two people held the floor",
    ),
    "a floor that was never stored": (
        lambda d: noted(d.ben, {"do": "floor", "seq": 7, "holder": "ben"}),
        "the floor was given by an event that is not in the log",
    ),
    "two processes went on alone": (
        lambda d: [
            extended(d.logs[0], event(7, "spoken", "t-here")),
            extended(d.logs[1], event(7, "spoken", "t-there")),
        ],
        "the partners' logs differ",
    ),
    "an old snapshot": (
        lambda d: noted(d.ada, {"do": "snapshot", "epoch": "e1", "seq": 3, "events": []}),
        "a snapshot is older",
    ),
    "somebody who watches is shown what was before they came": (
        lambda d: watched(d, came=3),
        "somebody who watches received what was before they came",
    ),
    "a snapshot shows somebody who watches what was before they came": (
        lambda d: [d.of("snapshot", who="ben")[0].update(seq=2), d.ben.pop(4), watched(d, came=2)],
        "somebody who watches received what was before they came",
    ),
}


def test_a_clean_run_has_no_violation() -> None:
    assert violations(clean().run()) == []


def test_a_clean_run_with_somebody_who_watches_has_no_violation() -> None:
    draft = clean()
    watched(draft, came=1)
    assert violations(draft.run()) == []


def test_at_least_twenty_faults_are_planted() -> None:
    assert len(PLANTED) >= 20


@pytest.mark.parametrize("fault", PLANTED)
def test_a_planted_fault_is_found(fault: str) -> None:
    plant, expected = PLANTED[fault]
    draft = deepcopy(clean())
    plant(draft)
    found = violations(draft.run())
    assert any(expected in one for one in found), found
