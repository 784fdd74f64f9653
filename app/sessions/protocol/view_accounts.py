"""What both see of the accountability step: whose parts they are, and what was heard, owned and promised so far."""

from __future__ import annotations

from app.sessions.protocol import state as s
from app.sessions.protocol.flow import in_accountability
from app.sessions.protocol.sides import other
from app.sessions.protocol.state import Session
from app.sessions.protocol.view_types import AccountabilityView


def accountability(session: Session) -> AccountabilityView | None:
    """Only while the step lasts: an admission is not carried along through what comes after it (practices 72)."""
    if not in_accountability(session) or isinstance(session.phase, s.Paused | s.Ended):
        return None
    account, people = session.account, session.people
    return {
        "hurt": people.of(session.hurt),
        "accountable": people.of(other(session.hurt)),
        "opened": account.opened,
        "impact": list(account.impact),
        "ownership": account.ownership,
        "apology": account.apology,
        "steps": [
            {"if": one.sign, "then": one.act, "kind": one.kind, "due": one.due.isoformat()} for one in account.promises
        ],
    }
