"""What rules.md V-3, V-4 and T12 say, written down from the beginning each time: a list of what was said, and no state.

It is slow and plain on purpose; the service is held against it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable

    from app.therapists.lifecycle import Scope

TWO: Final = ("ada", "ben")
DAYS_TO_ANSWER: Final = 7
LONG_AGO: Final = datetime(2000, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Said:
    """One thing that happened. `scopes` is None for taking a yes back."""

    at: datetime
    who: str
    what: str
    scopes: frozenset[Scope] | None = None
    last_day: datetime | None = None


@dataclass(slots=True)
class Model:
    """Everything that was said since the last invitation, and what became of the profile and the couple."""

    now: datetime
    said: list[Said] = field(default_factory=list)
    profile_open: bool = True
    together: bool = True
    # When the therapist declared what they declare now.
    declared_at: datetime = LONG_AGO
    # Something that nothing comes back from.
    over: bool = False
    accepted: bool = False
    declined: bool = False

    def until(self, days: int) -> datetime:
        return datetime.combine(self.now.date() + timedelta(days=days + 1), time(), UTC)

    def passed(self, time_passed: timedelta) -> None:
        """Time alone can end what has begun, for good."""
        self.now += time_passed
        if self.accepted and any(until is not None and self.now >= until for until in map(self.holds_until, TWO)):
            self.over = True

    def holds_until(self, who: str) -> datetime | None:
        """Until when this one's last word is a yes."""
        last = [one for one in self.said if one.who == who][-1:]
        return last[0].last_day if last and last[0].scopes is not None else None

    def began(self, who: str, scope: Scope) -> datetime | None:
        """Since when this one has been saying yes to this, without a break, to what is declared now; None for never."""
        began: datetime | None = None
        held_until: datetime | None = None
        for one in self.said:
            if one.who != who:
                continue
            broken = held_until is not None and one.at >= held_until
            if one.scopes is None or scope not in one.scopes or one.at < self.declared_at:
                began = None
            elif began is None or broken:
                began = one.at
            held_until = one.last_day
        return began if held_until is not None and self.now < held_until else None

    def yes_of(self, who: str) -> bool:
        last = [one for one in self.said if one.who == who][-1:]
        until = self.holds_until(who)
        return bool(last) and until is not None and self.now < until and last[0].at >= self.declared_at

    def both_say_yes(self) -> bool:
        return self.profile_open and self.together and not self.over and all(map(self.yes_of, TWO))

    def answerable(self) -> bool:
        invited = [one for one in self.said if one.what == "invited"]
        return bool(invited) and self.now < invited[0].at + timedelta(days=DAYS_TO_ANSWER)

    def seen(self, scopes: Iterable[Scope]) -> dict[Scope, datetime]:
        """The definition: profile open, accepted, both yes, unexpired, the scope in both; since the later of both."""
        found: dict[Scope, datetime] = {}
        if not (self.accepted and self.both_say_yes()):
            return found
        for scope in scopes:
            begins = [self.began(who, scope) for who in TWO]
            if None not in begins:
                found[scope] = max(one for one in begins if one is not None)
        return found
