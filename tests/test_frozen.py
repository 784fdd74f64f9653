"""A frozen dataclass of ours is the one that the standard library would have made."""

from __future__ import annotations

import copy
import dataclasses
import pickle
from dataclasses import FrozenInstanceError, field, replace
from typing import TYPE_CHECKING, Any, Generic, TypeVar

import pytest

from app.frozen import dataclass

if TYPE_CHECKING:
    from collections.abc import Callable

T = TypeVar("T")


class Plain:
    """Fields of every kind."""

    by: str
    value: int = 3
    marks: list[str] = field(default_factory=list)
    words: str = field(default="", repr=False)
    seen: int = field(default=0, compare=False)
    named: str = field(default="n", kw_only=True)


class Derived:
    """Something that it works out itself, and something that nobody gives it."""

    by: str
    size: int = field(init=False)
    fresh: list[str] = field(init=False, default_factory=list, compare=False)
    fixed: int = field(init=False, default=7)

    def __post_init__(self) -> None:
        object.__setattr__(self, "size", len(self.by))


class Own:  # noqa: PLW1641 - it gets a hash, as elsewhere
    """Its own methods."""

    by: str

    def __init__(self, by: str) -> None:
        object.__setattr__(self, "by", by.upper())

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Own)

    def __repr__(self) -> str:
        return "own"


class Empty:
    pass


def both(kind: type[Any]) -> tuple[type[Any], type[Any]]:
    """Return it as the standard library makes it, and as we do."""
    made: list[type[Any]] = [
        maker(frozen=True, slots=True)(type(kind.__name__, (), {**vars(kind), "__dict__": None, "__weakref__": None}))
        for maker in (dataclasses.dataclass, dataclass)
    ]
    return made[0], made[1]


CALLS = [
    (Plain, ("a",), {}),
    (Plain, ("a", 4, ["m"], "words", 1), {"named": "x"}),
    (Plain, (), {"by": "a", "value": 9}),
    (Derived, ("abc",), {}),
    (Own, ("abc",), {}),
    (Empty, (), {}),
]


@pytest.mark.parametrize(("kind", "given", "named"), CALLS)
def test_it_is_made_shown_and_taken_apart_alike(kind: type[Any], given: tuple[Any, ...], named: dict[str, Any]) -> None:
    theirs, ours = (made(*given, **named) for made in both(kind))

    assert dataclasses.asdict(ours) == dataclasses.asdict(theirs)
    assert repr(ours) == repr(theirs)
    assert type(ours).__match_args__ == type(theirs).__match_args__
    assert not hasattr(ours, "__dict__")


@pytest.mark.parametrize(("kind", "given", "named"), CALLS)
def test_two_are_equal_and_have_one_hash_where_they_would(
    kind: type[Any], given: tuple[Any, ...], named: dict[str, Any]
) -> None:
    def outcome(made: type[Any]) -> object:
        one, two = made(*given, **named), made(*given, **named)
        try:
            return one == two, hash(one) == hash(two)
        except TypeError as unhashable:
            return one == two, str(unhashable)

    theirs, ours = both(kind)

    assert outcome(ours) == outcome(theirs)


@pytest.mark.parametrize(
    "call",
    [
        lambda kind: kind(),
        lambda kind: kind("a", nothing=1),
        lambda kind: kind("a", 1, [], "", 0, "n"),
        lambda kind: kind("a", by="a"),
    ],
)
def test_a_wrong_call_is_refused(call: Callable[[type[Any]], object]) -> None:
    for made in both(Plain):
        with pytest.raises(TypeError):
            call(made)


def test_it_differs_from_another_kind_and_from_other_values() -> None:
    _, ours = both(Plain)

    assert ours("a") != ours("b")
    assert ours("a", seen=1) == ours("a", seen=2)
    assert ours("a") != "a"
    assert both(Plain)[1]("a") != ours("a")


@dataclass(frozen=True, slots=True)
class Kept(Generic[T]):
    value: T
    marks: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class KeptLonger(Kept[int]):
    until: int = 0


def test_nobody_changes_it() -> None:
    kept = Kept(1)

    with pytest.raises(FrozenInstanceError, match="'value'"):
        kept.value = 2  # type: ignore[misc]
    with pytest.raises(FrozenInstanceError, match="'value'"):
        del kept.value
    with pytest.raises(FrozenInstanceError):
        kept.other = 2  # type: ignore[attr-defined]


def test_each_has_its_own_of_what_is_made_for_it() -> None:
    assert Kept(1).marks is not Kept(1).marks


def test_it_can_be_copied_kept_in_a_file_and_changed_in_a_copy() -> None:
    kept = KeptLonger(1, ["m"], 5)

    assert pickle.loads(pickle.dumps(kept)) == kept  # noqa: S301 - our own bytes
    assert copy.deepcopy(kept) == kept
    assert replace(kept, value=2) == KeptLonger(2, ["m"], 5)


def test_an_heir_has_the_fields_of_both() -> None:
    assert repr(KeptLonger(1, until=2)) == "KeptLonger(value=1, marks=[], until=2)"
    assert KeptLonger(1) != Kept(1)


def test_what_is_not_frozen_or_has_an_order_is_left_to_the_standard_library() -> None:
    @dataclass(slots=True)
    class Open:
        value: int

    @dataclass(frozen=True, slots=True, order=True)
    class Ordered:
        value: int

    counted = Open(1)
    counted.value += 1
    assert counted == Open(2)
    assert sorted([Ordered(2), Ordered(1)]) == [Ordered(1), Ordered(2)]
