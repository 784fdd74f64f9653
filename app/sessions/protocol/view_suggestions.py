"""What the two see of whoever watches: that they are here, and the step that is suggested."""

from __future__ import annotations

from app.sessions.protocol.facts import Facts
from app.sessions.protocol.flow import next_index
from app.sessions.protocol.observers import Suggestion
from app.sessions.protocol.observing import accepted_step
from app.sessions.protocol.sides import Side
from app.sessions.protocol.state import Session
from app.sessions.protocol.view_types import ObserverView, SuggestedStep


def observers_here(session: Session, facts: Facts) -> list[ObserverView]:
    """T-4: always, for both alike. Connected or not, and never since when."""
    return [{"id": one.id, "present": one.id in facts.observing} for one in session.observers]


def suggested_step(session: Session, viewer: Side, facts: Facts) -> SuggestedStep | None:
    """Nothing is said of who else said yes."""
    index, suggested = next_index(session), session.suggestions[-1]
    # Where a step was suggested there is one to go on to, as long as the suggestion stands.
    return None if index is None else _shown(session, suggested, index, yes=accepted_step(suggested, viewer, facts))


def _shown(session: Session, suggested: Suggestion, index: int, *, yes: bool) -> SuggestedStep:
    title = session.template.steps[index].title
    return {"version": suggested.version, "index": index, "title": title, "accepted_by_you": yes}
