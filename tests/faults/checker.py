"""Judge a run from outside: what the clients sent and got, and the final logs. It knows no code of the service.

A transcript is a list of records: `sent` (ref, makes, token), `acked` (ref, seq), `refused` (ref, code), `other_body`
and `reused` (ref), `event` (epoch, seq, content), `snapshot` (epoch, seq, events), `floor` (seq, holder), and, of
whoever watches, `came` (seq). A log is a list of `Entry`.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

Record = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Entry:
    """One event of a final log; `content` is everything that both partners see of it, written in one way."""

    seq: int
    name: str
    content: str


@dataclass(frozen=True, slots=True)
class Run:
    """One session: what each of its clients wrote down, and the log as each of them read it in the end."""

    transcripts: Sequence[Sequence[Record]]
    logs: Sequence[Sequence[Entry]]
    # Events that some command makes exactly one of; a command of that kind answers with that event's number.
    claimed: frozenset[str] = field(default_factory=frozenset)


def violations(run: Run) -> list[str]:
    """Every broken promise, as a short code; empty when all was kept."""
    return sorted(set(_of_logs(run)) | set(_of_streams(run)) | set(_of_commands(run)))


# ---------------------------------------------------------------- I-13, I-14: the logs


def _of_logs(run: Run) -> Iterator[str]:
    for log in run.logs:
        numbers = [entry.seq for entry in log]
        if numbers != list(range(1, len(log) + 1)):
            yield "log is not gapless from one"
    if any(list(log) != list(run.logs[0]) for log in run.logs[1:]):
        yield "the partners' logs differ"


def _of_streams(run: Run) -> Iterator[str]:
    known = {entry.seq: entry.content for entry in run.logs[0]}
    for transcript in run.transcripts:
        yield from _of_stream(transcript, known)
        yield from _of_onlookers(transcript)
    yield from _of_floors(run)
    epochs = {record["epoch"] for transcript in run.transcripts for record in transcript if "epoch" in record}
    if len(epochs) > 1:
        yield "the epoch changed"


def _of_floors(run: Run) -> Iterator[str]:
    """I-01: after the same event everybody was shown the same holder, whichever process they were with."""
    holders: defaultdict[int, set[str | None]] = defaultdict(set)
    for transcript in run.transcripts:
        for record in transcript:
            if record["do"] == "floor":
                holders[record["seq"]].add(record["holder"])
    if any(len(those) > 1 for those in holders.values()):
        yield "two people held the floor after one event"
    if any(seq > len(run.logs[0]) for seq in holders):
        yield "the floor was given by an event that is not in the log"


def _of_stream(transcript: Sequence[Record], known: Mapping[int, str]) -> Iterator[str]:
    """One client: each event once, in order, without a gap, and the same as in the log."""
    last: int | None = None
    for record in transcript:
        if record["do"] == "snapshot":
            if last is not None and record["seq"] < last:
                yield "a snapshot is older than what was received"
            yield from _contents(record["events"], known)
            last = record["seq"]
        elif record["do"] == "event":
            if last is not None and record["seq"] <= last:
                yield "an event was received twice or out of order"
            elif last is not None and record["seq"] > last + 1:
                yield "an event was skipped on the wire"
            yield from _contents([record], known)
            last = record["seq"] if last is None else max(last, record["seq"])
    if last is not None and last < len(known):
        yield "a client never received the end of the log"


def _of_onlookers(transcript: Sequence[Record]) -> Iterator[str]:
    """I-28: whoever came to watch receives nothing from before."""
    came = max((record["seq"] for record in transcript if record["do"] == "came"), default=0)
    shown = [one for record in transcript if record["do"] == "snapshot" for one in record["events"]]
    shown += [record for record in transcript if record["do"] == "event"]
    if any(one["seq"] < came for one in shown):
        yield "somebody who watches received what was before they came"


def _contents(events: Sequence[Record], known: Mapping[int, str]) -> Iterator[str]:
    for event in events:
        if event["seq"] not in known:
            yield "a received event is not in the log"
        elif known[event["seq"]] != event["content"]:
            yield "a received event differs from the log"


# ---------------------------------------------------------------- I-19 to I-23: the commands


@dataclass(slots=True)
class Fate:
    """What became of one reference."""

    makes: str = ""
    token: str = ""
    acks: set[int] = field(default_factory=set)
    refusals: set[str] = field(default_factory=set)
    other_bodies: int = 0
    reused: int = 0


def _fates(transcript: Sequence[Record]) -> dict[str, Fate]:
    fates: defaultdict[str, Fate] = defaultdict(Fate)
    for record in transcript:
        match record["do"]:
            case "sent":
                fates[record["ref"]].makes = record["makes"]
                fates[record["ref"]].token = record["token"]
            case "other_body":
                fates[record["ref"]].other_bodies += 1
            case "acked":
                fates[record["ref"]].acks.add(record["seq"])
            case "refused":
                fates[record["ref"]].refusals.add(record["code"])
            case "reused":
                fates[record["ref"]].reused += 1
    return dict(fates)


def _of_commands(run: Run) -> Iterator[str]:
    fates = [fate for transcript in run.transcripts for fate in _fates(transcript).values()]
    entries = {entry.seq: entry for entry in run.logs[0]}
    for fate in fates:
        yield from _of_fate(fate, entries)
    yield from _of_claims(run, fates, entries)


def _of_fate(fate: Fate, entries: Mapping[int, Entry]) -> Iterator[str]:
    if len(fate.acks) > 1:
        yield "one reference was acknowledged under two numbers"
    if fate.acks and fate.refusals:
        yield "one reference was acknowledged and refused"
    if fate.reused > fate.other_bodies:
        yield "a body was taken for another"
    if fate.other_bodies and fate.reused < fate.other_bodies:
        yield "another body under an old reference was not refused"
    for seq in fate.acks:
        if seq not in entries:
            yield "an acknowledged number is beyond the log"
        elif fate.makes and entries[seq].name != fate.makes:
            yield "an acknowledged command is not in the log where it was acknowledged"
        elif fate.token and fate.token not in entries[seq].content:
            yield "an acknowledged command carries other words in the log"


def _of_claims(run: Run, fates: Sequence[Fate], entries: Mapping[int, Entry]) -> Iterator[str]:
    """Every event that only a command makes belongs to exactly one command, and the other way round."""
    claims = Counter(seq for fate in fates if fate.makes for seq in fate.acks)
    if any(count > 1 for count in claims.values()):
        yield "two references were acknowledged under one event"
    unclaimed = Counter(entry.name for entry in entries.values() if entry.name in run.claimed and not claims[entry.seq])
    unknown = Counter(fate.makes for fate in fates if fate.makes and not fate.acks and not fate.refusals)
    if unclaimed - unknown:
        yield "the log holds an event that nobody was acknowledged for"
    for fate in fates:
        if not fate.token:
            continue
        times = sum(fate.token in entry.content for entry in entries.values())
        if times > 1:
            yield "a command was done twice"
        if times and fate.refusals:
            yield "a refused command is in the log"
