"""What higher features say beside an agreement when it is shown. It changes nothing about the agreement itself.

Nothing is stored with the agreement for it, so that what one person keeps to themselves can move no row of it.
"""

from __future__ import annotations

from dataclasses import field
from typing import TYPE_CHECKING, Literal, TypeAlias

from app.frozen import dataclass

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from sqlmodel import Session

    # (db, couple_id): what both of the two see about their agreements, by agreement.
    Annotate: TypeAlias = "Callable[[Session, str], Mapping[str, Raised]]"

Raised = Literal["crossed", "redress_planned"]


@dataclass(slots=True)
class Annotations:
    """The registered features of one process."""

    _hooks: list[Annotate] = field(default_factory=list)

    def on_show(self, annotate: Annotate) -> None:
        self._hooks.append(annotate)

    def of(self, db: Session, couple_id: str) -> dict[str, Raised]:
        return {name: raised for annotate in self._hooks for name, raised in annotate(db, couple_id).items()}
