"""The record that both partners can keep: the shared log, and nothing that was private; not for judging."""

from __future__ import annotations

from dataclasses import field
from typing import TYPE_CHECKING, Any

from app.frozen import dataclass
from app.sessions.engine.codec import decode, to_wire
from app.sessions.engine.loading import keys_of
from app.sessions.engine.store import events_after
from app.sessions.protocol.sides import Both

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlmodel import Session as Db

    from app.security.encryption import Keyring
    from app.sessions.tables import SessionRow


@dataclass(frozen=True, slots=True)
class Entry:
    """One event as it was, with the link of the hash chain that proves its place."""

    seq: int
    name: str
    by: str | None
    at: str
    body: dict[str, Any] = field(repr=False)
    chain: str


def entries(
    db: Db, keyring: Keyring, row: SessionRow, *, after: int = 0, limit: int | None = None
) -> tuple[Entry, ...]:
    people = Both(row.a_id, row.b_id)
    keys = keys_of(db, keyring, couple_id=row.couple_id, people=people)
    found = []
    for stored in events_after(db, row.id, after=after, limit=limit):
        wire = to_wire(decode(stored, keys=keys), seq=stored.seq, people=people)
        found.append(Entry(wire.seq, wire.name, wire.by, wire.at, dict(wire.body), stored.chain.hex()))
    return tuple(found)


# What the plain text leaves out: it is bookkeeping, and reads like noise.
_SILENT = frozenset({"time_warned", "time_extended", "floor_given", "step_entered", "connection_restored"})


def as_text(row: SessionRow, record: tuple[Entry, ...], names: dict[str, str]) -> str:
    """The record as plain text. Nothing in it says who paused, who was late, or who needed more time."""
    lines = [f"Session of {row.created_at:%Y-%m-%d}, in UTC", ""]
    lines += [line for entry in record if entry.name not in _SILENT for line in _lines(entry, names)]
    return "\n".join(lines) + "\n"


def _lines(entry: Entry, names: dict[str, str]) -> Iterator[str]:
    who = f" {names[entry.by]}" if entry.by else ""
    said = [str(entry.body[key]) for key in ("text", "observation", "request", "missing") if entry.body.get(key)]
    said += [", ".join(entry.body[key]) for key in ("feeling", "need") if entry.body.get(key)]
    what = entry.name.replace("_", " ")
    yield f"{entry.at[11:16]}{who} · {what}" + (f" ({entry.body['verdict']})" if "verdict" in entry.body else "")
    for text in said:
        yield f"      {text}"
