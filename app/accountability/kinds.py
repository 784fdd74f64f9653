"""The closed sets of words that this feature's records are made of. PURE: the standard library only."""

from typing import Literal

Reply = Literal["received", "partly", "not_ready"]
StepKind = Literal["schedule_change", "boundary_revision", "environment", "skill", "support"]
RecordState = Literal["open", "settled"]
