"""What a job found: figures, promises that were broken, and bars of the design with how far they were kept."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Bar:
    """`seen` must be at most `most`. Times are bars: they say something about the machine too."""

    title: str
    seen: float
    most: float
    unit: str = ""

    @property
    def kept(self) -> bool:
        return self.seen <= self.most

    def __str__(self) -> str:
        verdict = "met" if self.kept else "MISSED"
        return f"{self.title}: {self.seen:.4g}{self.unit}, at most {self.most:g}{self.unit}: {verdict}"


@dataclass(slots=True)
class Report:
    """`faults` are wrong on any machine: something lost, doubled, refused, or not let go."""

    figures: dict[str, float] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)
    bars: list[Bar] = field(default_factory=list)

    def expect(self, fact: object, otherwise: str) -> None:
        if not fact:
            self.faults.append(otherwise)

    @property
    def right(self) -> bool:
        return not self.faults and all(bar.kept for bar in self.bars)

    def lines(self) -> list[str]:
        figures = ", ".join(f"{name} {value:.4g}" for name, value in self.figures.items())
        wrong = [f"WRONG: {fault}" for fault in self.faults] or ["nothing lost, doubled, refused or left behind"]
        return [figures, *(str(bar) for bar in self.bars), *wrong]


def share(found: list[float], part: float) -> float:
    """The value below which this part of all lies; nothing measured is worse than anything."""
    ordered = sorted(found)
    return ordered[min(len(ordered) - 1, int(part * len(ordered)))] if ordered else float("inf")
