"""What is asked and answered about resting from prompts. Only its owner ever sees any of it."""

from pydantic import AwareDatetime, Field

from app.journal.stepping_back import StepBack
from app.wire_forms import Answered, Moment, Sent


class StepBackIn(Sent):
    """From which couple to rest, or to come back to; `all` is every couple, also a later one."""

    couple_id: str = Field(max_length=36, examples=["all"])
    on: bool = Field(default=True, description="False to come back.")
    until: AwareDatetime | None = Field(
        default=None,
        description="When it ends by itself, at most a year ahead. Without it, until you come back.",
    )


class StepBackOut(Answered):
    """One rest that lasts now."""

    couple_id: str = Field(description="A couple's id, or `all`.")
    until: Moment | None


class StepBackAnswer(Answered):
    """Your rests that last now."""

    resting: list[StepBackOut]


def step_back_answer(rests: tuple[StepBack, ...]) -> StepBackAnswer:
    return StepBackAnswer(resting=[StepBackOut(couple_id=one.couple_id or "all", until=one.until) for one in rests])
