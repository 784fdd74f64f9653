"""What the reader sees: side by side where there is room, one after the other where not. It prints, and no more."""

from __future__ import annotations

import asyncio
from itertools import zip_longest
from typing import TYPE_CHECKING, Final, Literal

from rich.text import Text

if TYPE_CHECKING:
    from rich.console import Console

Kind = Literal["shared", "refused", "private", "nothing", "may"]

WIDE: Final = 100
WIDEST: Final = 150
NARROWEST: Final = 20
GAP: Final = 3
BOTH: Final = "both"
# What stands in the margin of a line.
MARGINALS: Final = " ✓▸"
LEGEND: Final = "• only this one sees it   ✗ refused by the service   → what the service offers"
COLOURS: Final = ("cyan", "magenta")
STYLES: Final[dict[Kind, str]] = {
    "shared": "", "refused": "yellow", "private": "green", "nothing": "dim", "may": "blue",
}  # fmt: skip
MARKS: Final[dict[Kind, str]] = {"shared": "", "refused": "✗ ", "private": "• ", "nothing": "", "may": "→ "}
# As fast as somebody reads who knows what is coming.
THINKS: Final = 0.35
A_LETTER: Final = 0.014
LONGEST: Final = 2.4


class Stage:
    """Prints for two people, the left one and the right one."""

    def __init__(self, console: Console, names: tuple[str, str], *, fast: bool) -> None:
        self._console = console
        self._names = names
        self._fast = fast
        self._wide = console.width >= WIDE
        self._width = min(console.width, WIDEST)

    def act(self, title: str, text: str = "") -> None:
        """Begin a part of the conversation."""
        self.heading(title, text)
        if self._wide:
            heads = [Text(f"{name} sees", style=f"bold {hue}") for name, hue in zip(self._names, COLOURS, strict=True)]
            self._row(*heads)

    def heading(self, title: str, text: str = "") -> None:
        """Begin a part that is for the reader alone."""
        self._console.print()
        line = "─" * max(self._width - len(title) - 2, 0)
        self._console.print(Text.assemble((title, "bold"), " ", (line, "dim")))
        if text:
            self.told(text)

    def told(self, text: str) -> None:
        """Say something to the reader that neither of the two is told."""
        for line in self._wrapped(Text(text, style="italic dim"), self._width - 2):
            self._console.print(Text(" ") + line)

    def plain(self, text: str) -> None:
        """Print a line of the record as it is; what does not fit goes on under its beginning."""
        indent = " " * (len(text) - len(text.lstrip(MARGINALS)))
        for number, line in enumerate(self._wrapped(Text(text), self._width - len(indent) - 1)):
            self._console.print(Text(indent if number else "") + line)

    def both(self, left: str, right: str, neutral: str) -> None:
        """Show what both see, each as it is said to them."""
        if self._wide:
            self._row(Text(left), Text(right))
        else:
            self._line(BOTH, neutral, "shared", "bold")

    def one(self, name: str, kind: Kind, text: str, other: str = "") -> None:
        """Show what only this one sees, and, where there is room, what the other sees of it."""
        place = self._names.index(name)
        if not self._wide:
            self._line(name, text, kind, COLOURS[place])
            return
        cells = [Text(other, style=STYLES["nothing"]), Text(other, style=STYLES["nothing"])]
        cells[place] = Text(f"{MARKS[kind]}{text}", style=STYLES[kind])
        self._row(*cells)

    async def typing(self, text: str) -> None:
        """Take as long as writing takes, where somebody watches."""
        if not self._fast:
            await asyncio.sleep(min(THINKS + A_LETTER * len(text), LONGEST))

    def _row(self, left: Text, right: Text) -> None:
        room = (self._width - GAP - 2) // 2
        for one, two in zip_longest(self._wrapped(left, room), self._wrapped(right, room), fillvalue=Text()):
            one.pad_right(room + GAP - len(one.plain))
            self._console.print(_stripped(Text(" ") + one + two))

    def _line(self, tag: str, text: str, kind: Kind, colour: str) -> None:
        width = max(len(name) for name in (*self._names, BOTH))
        for line in self._wrapped(Text(f"{MARKS[kind]}{text}", style=STYLES[kind]), self._width - width - 4):
            self._console.print(Text(f" {tag:<{width}} ", style=colour) + Text("│ ", style="dim") + line)
            tag = ""

    def _wrapped(self, text: Text, width: int) -> list[Text]:
        return [_stripped(line) for line in text.wrap(self._console, max(width, NARROWEST))]


def _stripped(line: Text) -> Text:
    """Without the blanks at the end, which a file or a pipe would keep."""
    line.rstrip()
    return line
