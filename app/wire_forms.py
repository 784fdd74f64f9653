"""What every body has in common: how a moment travels, and that whatever a client sends is closed and never shown.

It knows no feature's words: what only one feature sends or answers stands in that feature's schemas.
"""

from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, ConfigDict, PlainSerializer

from app.wire_time import stamp

Moment = Annotated[datetime, PlainSerializer(stamp, return_type=str)]


class Answered(BaseModel):
    """Anything that a client is told. Its validators are built when it is first needed, not when the service starts."""

    model_config = ConfigDict(defer_build=True)


class Sent(BaseModel):
    """Anything a client sends: no unknown fields (L-1), and nothing shown by accident."""

    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True, defer_build=True)

    def __repr__(self) -> str:
        # What a person wrote never shows in a traceback or a log.
        return type(self).__name__

    __str__ = __repr__

    @property
    def changes(self) -> dict[str, object]:
        """What was sent, and nothing that was left out."""
        return self.model_dump(exclude_unset=True)
