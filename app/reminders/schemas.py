"""What is asked and answered about one's own mails. Only their owner ever sees any of it."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from app.due import DueKind
from app.reminders.choosing import Chosen
from app.reminders.schedule import Wishes
from app.reminders.tables import ReminderState
from app.wire_forms import Answered, Sent

Hour = Annotated[int, Field(ge=0, le=23)]
MOST_KINDS = 30


class RemindersIn(Sent):
    """What to be told of, and when. A mail never says which of these it is about."""

    kinds: list[DueKind] = Field(min_length=1, max_length=MOST_KINDS, examples=[["talk", "review"]])
    hour: Hour = Field(default=9, description="At what hour, where you live.")
    quiet_from: Hour = Field(default=21, description="From this hour on no mail comes.")
    quiet_to: Hour = Field(default=8, description="Until this hour; the same as `quiet_from` means never quiet.")
    private: bool = Field(default=False, description="Also about things that nobody but you knows of.")

    def wishes(self) -> Wishes:
        return Wishes(frozenset(self.kinds), self.hour, self.quiet_from, self.quiet_to, self.private)


class ConfirmIn(Sent):
    """The number from the mail."""

    code: str = Field(pattern=r"^[0-9]{6}$", repr=False, examples=["123456"])


class RemindersOut(Answered):
    """What you chose."""

    kinds: list[DueKind]
    hour: Hour
    quiet_from: Hour
    quiet_to: Hour
    private: bool


class RemindersAnswer(Answered):
    """How it stands: `off`, `waiting` for the number from the mail, or `on`."""

    state: ReminderState
    available: bool = Field(description="Whether this service can send mails at all.")
    reminders: RemindersOut | None


def reminders_answer(chosen: Chosen, *, available: bool) -> RemindersAnswer:
    return RemindersAnswer(
        state=chosen.state, available=available, reminders=None if chosen.wishes is None else _out(chosen.wishes)
    )


def _out(wishes: Wishes) -> RemindersOut:
    return RemindersOut(
        kinds=sorted(wishes.kinds),
        hour=wishes.hour,
        quiet_from=wishes.quiet_from,
        quiet_to=wishes.quiet_to,
        private=wishes.private,
    )
