"""What the sandbox takes and answers."""

import re
from typing import Annotated

from pydantic import Field

from app.couples.schemas import CoupleOut
from app.sandbox.duration import PATTERN
from app.wire_forms import Answered, Sent

# Real seconds, whatever the sandbox clock does: this is for people who watch.
Pace = Annotated[
    float, Field(ge=0, le=60, description="How many real seconds the scripted partner thinks before each act.")
]
USUAL_PACE = 1.5


class AdvanceIn(Sent):
    """How far to move the clock. It never runs backwards."""

    advance: Annotated[
        str,
        Field(
            max_length=40,
            # Only for readers: pydantic's own engine knows no lookahead, so `read_duration` has the last word.
            json_schema_extra={"pattern": re.sub(r"\?P<\w+>", "", PATTERN)},
            description="An ISO 8601 duration of at most thirty days.",
            examples=["PT20M"],
        ),
    ]


class PartnerIn(Sent):
    """In which session the other side is to be played."""

    session: Annotated[str, Field(max_length=64, description="The id of a session of yours.")]
    pace: Pace = USUAL_PACE


class CoupleIn(Sent):
    """How Robin behaves."""

    pace: Pace = USUAL_PACE
    asks: bool = Field(default=False, description="Robin asks you for a brief repair at once.")


class ClockAnswer(Answered):
    """What time it is for the service, and how far that is ahead of the machine's."""

    now: str
    ahead: str = Field(examples=["PT20M"])


class PartnerAnswer(Answered):
    """Whose part is played."""

    session: str
    plays: str = Field(description="The account id of the partner who is played.")


class SandboxCoupleAnswer(Answered):
    """The new couple of you and Robin."""

    couple: CoupleOut
