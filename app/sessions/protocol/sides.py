"""The two sides of a conversation. The rules know `a` and `b` and never who they are."""

from __future__ import annotations

from typing import Generic, Literal, TypeVar

from app.frozen import dataclass
from app.values import quick, replace

Side = Literal["a", "b"]
SIDES: tuple[Side, Side] = ("a", "b")

T = TypeVar("T")


def other(side: Side) -> Side:
    """The partner of this side."""
    return "b" if side == "a" else "a"


@quick
@dataclass(frozen=True, slots=True)
class Both(Generic[T]):
    """One value for each side."""

    a: T
    b: T

    def of(self, side: Side) -> T:
        return self.a if side == "a" else self.b

    def put(self, side: Side, value: T) -> Both[T]:
        return replace(self, a=value) if side == "a" else replace(self, b=value)
