"""What some kinds of agreement say beside their text: the lines of a base agreement, the sign of a benchmark."""

from __future__ import annotations

from dataclasses import field
from typing import Final, Literal

from app.frozen import dataclass

Cadence = Literal["none", "weekly", "fortnightly", "monthly", "quarterly"]


@dataclass(frozen=True, slots=True)
class Particulars:
    """Empty for a boundary and a commitment, whose words are their text."""

    acceptable: tuple[str, ...] = field(default=(), repr=False)
    not_acceptable: tuple[str, ...] = field(default=(), repr=False)
    if_it_happens: tuple[str, ...] = field(default=(), repr=False)
    observable_sign: str = field(default="", repr=False)
    cadence: Cadence = "none"

    @property
    def words(self) -> tuple[str, ...]:
        lines = (*self.acceptable, *self.not_acceptable, *self.if_it_happens, self.observable_sign)
        return tuple(one for one in lines if one)


NONE: Final = Particulars()
