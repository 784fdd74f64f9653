"""Templates that break exactly one rule each, and their neighbours that break none."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING

from tests.templates.broken import asking, languages, limits, order, texts, times

if TYPE_CHECKING:
    from tests.templates.broken.talks import Broken

BROKEN: tuple[Broken, ...] = tuple(
    chain(order.cases(), limits.cases(), times.cases(), texts.cases(), asking.cases(), languages.cases())
)
