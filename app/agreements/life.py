"""Which changes of life make agreements due again (practice 82), and which agreements. PURE, and without words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Collection

    from app.agreements.terms import AgreementCategory, AgreementKind

LifeEventKind = Literal[
    "child",
    "pregnancy",
    "job",
    "move",
    "illness",
    "bereavement",
    "retirement",
    "money",
    "family_living_in",
    "separation_period",
    "other",
]


def is_linked(
    kind: AgreementKind, category: AgreementCategory | None, *, categories: Collection[AgreementCategory]
) -> bool:
    """Tell whether it becomes due: by its category where some were chosen, and else every boundary."""
    return category in categories if categories else kind == "boundary"
