"""Words that tell where they were found: one that nobody else wrote for each place, kept by who may read it."""

from __future__ import annotations

from itertools import count
from typing import TYPE_CHECKING, Final

from app.therapists.standing import SCOPES

if TYPE_CHECKING:
    from collections.abc import Collection

# Besides the scopes: what is one person's own, what is between the two and in no scope, and what takes two scopes.
OWN: Final = "own"
BETWEEN: Final = "between"
PURPOSE: Final = "transcripts agreements"
_numbers = count(1)


class Words:
    """Every word that was planted, by what it takes to read it."""

    def __init__(self) -> None:
        self._planted: dict[str, dict[str, str]] = {one: {} for one in (*SCOPES, OWN, BETWEEN, PURPOSE)}

    def of(self, whose: str, place: str, *, who: str = "I") -> str:
        """Return a sentence with a word that stands nowhere else; no coach has anything to say about it."""
        word = f"kestrel{next(_numbers)}q"
        self._planted[whose][word] = place
        return f"{who} saw the {word}."

    def known(self, whose: str, word: str, place: str) -> None:
        """Keep something that is there already, an address for example."""
        self._planted[whose][word] = place

    def found(self, received: str, *, but_for: Collection[str] = ()) -> list[str]:
        """Return the places whose words are in it, but for those of these scopes."""
        return [
            f"{whose}: {place}"
            for whose, words in self._planted.items()
            if not set(whose.split()) <= set(but_for)
            for word, place in words.items()
            if word in received
        ]

    def missing(self, scopes: Collection[str], received: str) -> list[str]:
        """Return the places of these scopes whose words are not in it."""
        return [
            f"{whose}: {place}"
            for whose, words in self._planted.items()
            if set(whose.split()) <= set(scopes)
            for word, place in words.items()
            if word not in received
        ]

    def grow_old(self) -> None:
        """From now on nobody beside the two may read any of it, whatever it was about."""
        for scope in (*SCOPES, PURPOSE):
            self._planted[BETWEEN] |= {word: f"older {place}" for word, place in self._planted[scope].items()}
            self._planted[scope].clear()
