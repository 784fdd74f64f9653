"""Every number that the live session keeps: what a template may set, what it may not, and the quotas."""

from __future__ import annotations

from datetime import timedelta

from app.guard.handshakes import HELLO_WITHIN
from app.realtime import frames, hub, outbox, presence
from app.security import rate_limit
from app.sessions import requests, tickets
from app.sessions.document.markdown import code, lasting, table
from app.sessions.engine import spacing
from app.sessions.protocol import (
    accounting,
    agreeing,
    anywhere,
    elapse,
    flow,
    folding_steps,
    gates,
    lengths,
    pausing,
    state,
    turns,
)
from app.templates.steps import BOUNDS, BRIEF_PLANNED, Limits

KIB = 1024


def template_limits() -> str:
    defaults = Limits()
    rows = [
        (code(name), str(getattr(defaults, name)), "–".join(map(str, one.may_set)), "–".join(map(str, one.hard)))
        for name, one in BOUNDS.items()
    ]
    brief = BRIEF_PLANNED
    rows.append(("`planned`, brief repair", "", "–".join(map(str, brief.may_set)), "–".join(map(str, brief.hard))))
    return table(("limit", "default", "a template may set", "kept whatever it says"), rows)


def lengths_table() -> str:
    bounds = {
        "a purpose": lengths.PURPOSE,
        "what was missing (`confirm`)": lengths.MISSING,
        "a clarifying question": lengths.QUESTION,
        "an agreement": lengths.TERMS,
        "an answer to a prompt": lengths.PROMPT_ANSWER,
        "an ownership, an apology": lengths.ACCOUNT,
        "a sign, an act of a prevention step": lengths.PREVENTION,
        "what is still needed (`answer_apology`)": lengths.STILL_NEEDED,
        "a parked topic": lengths.TOPIC,
    }
    rows = [(what, str(one.chars), str(one.sentences or "not counted")) for what, one in bounds.items()]
    rows.append(("a turn, an answer in it, an impact", "`turn_max_chars`", "`turn_max_sentences`"))
    rows.append(("a reflection", "`turn_max_chars`", "twice `turn_max_sentences`"))
    rows.append(("thanks, validation, what was learned", "`turn_max_chars`", "not counted"))
    return table(("text", "characters", "sentences"), rows)


def fixed() -> str:
    rows = [
        ("A session's own time, whatever the template says", lasting(state.MAX_LENGTH)),
        ("Warning before the planned end", lasting(elapse.WARN_SESSION)),
        ("A turn begun at the planned end may run on for", lasting(flow.OVERRUN)),
        ("The closing is open for", lasting(folding_steps.CLOSING_TIME)),
        ("Warning before a turn's time is over", lasting(elapse.WARN_TURN)),
        ("Silence: a neutral line after, more time after, the end after",
         ", ".join(map(lasting, (elapse.QUIET_LINE, elapse.QUIET_GRANT, anywhere.SILENCE)))),
        ("More time by `need_time`", lasting(anywhere.MORE_TIME)),
        ("Waiting for a lost connection, after the grace", lasting(elapse.WAITING_ENDS)),
        ("Choosing in a gap", lasting(turns.GAP_TIME)),
        ("An offered return time stands for", lasting(pausing.OFFER_STANDS)),
        ('Rounds added by a "not yet" at the gate', str(flow.MAX_AGAIN)),
        ("Purposes proposed by each", str(gates.MAX_PROPOSALS)),
        ("Proposals open at once; by each in one session", f"{agreeing.MAX_OPEN}; {agreeing.MAX_OWN}"),
        ("Prevention steps in one plan", str(accounting.MOST_STEPS)),
        ("A prevention step is dated from tomorrow to", lasting(accounting.LATEST)),
        ("Topics parked by each", str(anywhere.MAX_PARKED)),
        ("Brief repairs in a day", str(spacing.BRIEF_REPAIRS_A_DAY)),
        ("A talk request waits for", lasting(requests.EXPIRES_AFTER)),
        ("A talk request reaches ahead at most", lasting(requests.FURTHEST)),
        ("Talk requests open at once", str(requests.MOST_OPEN)),
        ("A ticket lasts", lasting(tickets.LASTS)),
        ("The `hello` frame comes within", lasting(timedelta(seconds=HELLO_WITHIN))),
        ("A poll counts as presence for", lasting(timedelta(seconds=presence.POLL_LASTS))),
        ("One frame", f"{frames.LARGEST // KIB} KiB"),
        ("Frames, bytes that may wait for one socket", f"{outbox.MOST_FRAMES}, {outbox.MOST_BYTES // KIB} KiB"),
        ("Sockets of one person", str(hub.MOST_PER_ACCOUNT)),
    ]  # fmt: skip
    return table(("what", "how much"), rows)


def quotas() -> str:
    rules = [one for one in vars(rate_limit).values() if isinstance(one, rate_limit.Rule)]
    rows = [(code(one.name), str(one.most), lasting(timedelta(seconds=one.per))) for one in rules]
    return table(("quota", "at most", "in any"), rows)
