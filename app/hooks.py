"""One process's registries of what else must happen. A lower feature never imports a higher one (README 15)."""

from __future__ import annotations

from typing import TypeVar, cast

T = TypeVar("T")


class Hooks:
    """Keeps one registry of each kind; features define the kinds, this layer does not know them."""

    def __init__(self) -> None:
        self._registries: dict[type, object] = {}

    def of(self, kind: type[T]) -> T:
        """Return the registry of this kind, made on first use: `hooks.of(Leaving).on_leave(hook)`."""
        return cast("T", self._registries.setdefault(kind, kind()))
