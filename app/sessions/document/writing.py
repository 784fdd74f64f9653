"""Puts the document together. Everything in it is asked of the code; the sentences between the tables are ours."""

from __future__ import annotations

from app.sessions.document import limits, messages, phases, wire
from app.sessions.document.walking import Seen, explore

OPENING = """# The live session, exactly

Generated from the code by `rejoin protocol`; a test fails when it is stale, and `scripts/documents` writes it again.
Do not edit it. How to begin is in [quickstart.md](quickstart.md), the HTTP operations are in
[openapi.json](openapi.json).

The short of it:

- A client draws the **view** and sends what is in **`may`**. It needs no knowledge of the rules.
- Every command goes through one gate, over WebSocket (`/v1/live`) and HTTP (`POST /v1/sessions/{id}/commands`) alike.
- A **command** carries a `ref`, a UUID of the client's own. Sent again with the same body it is answered again and not
  done again, by any process and through restarts too, until a day after the session's end. A refusal changed nothing;
  the process that gave it remembers it as long as it lives, and no other one does.
- **Events** are what both partners see: one log, a gapless `seq`, the same order for both. What is private never
  enters it.
- Times are RFC 3339 in UTC with milliseconds. People are opaque ids.
- JSON Schemas: each body at `/v1/schemas/commands/{name}`, the frames and the view at `/v1/schemas/frames`.
"""
MATRIX = """From the rule table. **S** is for the speaker, **L** for the listener, **●** for both, within what the phase
still allows. An empty cell is refused with `not_now`, `locked` or `ended`, and changes nothing."""
RUNNING = "While it runs, with what is possible everywhere left out (`paused`, `connection_lost`, an early end):"
SETTLING = """What each marked in private settles when both marks are in; whoever was first waits, and nothing shows
that they do. Time passing is a command too: a late command first meets what time brought."""
COMMANDS = """Bodies are closed: an unknown field is refused. `acknowledge_hint` is the `review.id` of the refusal
that sent these very words back; it goes with a new `ref`, and on other words it is refused.
Values that only the moment knows (a version, an agreement, a time) stand ready in `may[].with`, and how long a text
may be in `may[].limits`."""
EVENTS = """Stored and sent under these names for ever; fields are only added. On the wire each has `seq`, `name`, `by`
(a partner's id, or null), `at` and `body`; ids stand for people, and null for a time without end. Words whose key was
destroyed are empty, and the rest of the log still replays."""
FRAMES = """The ticket of `POST /v1/sessions/{id}/tickets` goes into the first frame, never into the URL. Without `seen`
the answer is a snapshot with the last 50 events. With it, the answer is exactly what was missed, once and in order, or
a snapshot when that is more than 500 events or another `epoch`."""
REPLIES = """The reply may overtake the event that it caused; its `seq` tells. A body of the wrong form and a quota are
replies too, with the codes `invalid`, `too_many` and `try_again`. A `view` frame comes when only something private to
this viewer changed."""
REFUSALS = "Over HTTP each is a 409 with the same `code`."
PROBLEMS = """Over HTTP, as `application/problem+json` with `type`, `title`, `status`, `detail`, `code`, `request_id`,
and where it helps `retry_at` and `errors`. Never what was sent."""
CLOSING = "Reconnect means: fetch a new ticket, and say `hello` with `seen`."
OBSERVING = """A therapist may watch one session: they ask (`POST /v1/sessions/{id}/observing`), each partner says yes
for this session (`PUT .../observing/{therapist}/consent`), and the socket opens for a ticket of
`POST /v1/sessions/{id}/observer-tickets`, before the first turn or not at all. They get the shared events from
`observer_joined` on, with the same `seq`, and a `WatchedView`. `observers` in the view of both says who is here. A
connection that is lost and comes back is no going. When one yes is taken back, or the practice ends, the socket is
closed at once with 4406, and `observer_left` is the same for every cause. These are all commands that an observer can
send; their body is `{}`. A suggested pause begins at once, and is the event of every other pause. A suggested step
is entered once both partners sent `accept_step`, where the step can be left, and through the gates of every other
way."""
LIMITS = """Seconds, counts, and arousal from 0 to 10. The last column is kept at run time, so an old template is never
looser than today's limits."""
QUOTAS = """Pause, leave and help are counted in none of them. `frame_per_socket` closes a socket that floods with
anything else, and its sender may come back."""


def protocol_document(seen: Seen | None = None) -> str:
    """Return the whole document."""
    seen = seen or explore()
    return "\n".join(
        (
            OPENING,
            _section("Phases", phases.phases()),
            _section("Phases and commands", MATRIX, phases.matrix(seen)),
            _section(
                "How phases follow each other", phases.around(seen), RUNNING, phases.inside(seen), phases.met(seen)
            ),
            _section("What follows by itself", SETTLING, phases.settling()),
            _section("Commands", COMMANDS, messages.commands(seen)),
            _section("Events", EVENTS, messages.events()),
            _section("Whoever watches", OBSERVING, messages.observing()),
            _section("Frames from the client", FRAMES, wire.sent()),
            _section("Frames to the client", REPLIES, wire.received()),
            _section("The view", wire.view()),
            _section("Refusals", REFUSALS, wire.refusals()),
            _section("Problems", PROBLEMS, wire.problems()),
            _section("Close codes", CLOSING, wire.close_codes()),
            _section("Limits of a template", LIMITS, limits.template_limits()),
            _section("Lengths of texts", limits.lengths_table()),
            _section("Fixed numbers", limits.fixed()),
            _section("Quotas", QUOTAS, limits.quotas()),
        )
    )


def _section(title: str, *paragraphs: str) -> str:
    return "\n\n".join((f"## {title}", *(one.rstrip() for one in paragraphs))) + "\n"
