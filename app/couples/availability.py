"""Whether live sessions are open to a couple. It answers yes or no and never why: "not open" has no reason."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from sqlmodel import Session


def joint_open(db: Session, couple_id: str, at: datetime) -> bool:  # noqa: ARG001 - what the safety work will need
    """Tell whether the couple may meet live at `at`. Open to every couple until the safety work feeds it.

    Callers rely on three things: it is cheap, it only reads, and a "no" must be answered like any other
    ordinary "not now", with nothing that tells which of the two, or what, it comes from (T04).
    """
    return True
