"""A quick value is the dataclass that it would be without: closed, equal, copied and written alike."""

from __future__ import annotations

import copy
import pickle
from dataclasses import FrozenInstanceError, dataclass, field, fields

import pytest

from app.values import quick, replace


@quick
@dataclass(frozen=True, slots=True)
class Turn:
    """Something with a field of each kind."""

    by: str
    value: int = 3
    marks: list[str] = field(default_factory=list)
    words: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Plain:
    """What is made as dataclasses are made."""

    by: str
    value: int = 3


def test_a_quick_value_is_what_its_fields_say() -> None:
    turn = Turn("a", words="Sunday")
    assert (turn.by, turn.value, turn.marks, turn.words) == ("a", 3, [], "Sunday")
    assert type(turn) is Turn
    assert repr(turn).endswith("Turn(by='a', value=3, marks=[])")
    assert [one.name for one in fields(turn)] == ["by", "value", "marks", "words"]


def test_each_has_its_own_of_what_is_made_for_it() -> None:
    assert Turn("a").marks is not Turn("a").marks


def test_nobody_changes_one() -> None:
    turn = Turn("a")
    with pytest.raises(FrozenInstanceError):
        turn.value = 4  # type: ignore[misc]
    with pytest.raises(FrozenInstanceError):
        del turn.value
    with pytest.raises(FrozenInstanceError):
        replace(turn, value=5).value = 6  # type: ignore[misc]


def test_two_with_the_same_fields_are_equal() -> None:
    assert Turn("a", 4) == Turn("a", value=4)
    assert Turn("a", 4) != Turn("a", 5)


def test_a_copy_differs_in_what_was_asked_for_and_in_nothing_else() -> None:
    turn = Turn("a", 4, ["one"], words="Sunday")
    assert replace(turn, value=5) == Turn("a", 5, ["one"], words="Sunday")
    assert turn.value == 4
    assert replace(Plain("a"), value=5) == Plain("a", 5)


@pytest.mark.parametrize("wrong", [{}, {"by": "a", "unknown": 1}])
def test_a_field_too_few_or_too_many_is_refused(wrong: dict[str, str]) -> None:
    with pytest.raises(TypeError):
        Turn(**wrong)  # type: ignore[arg-type]


def test_a_copy_has_no_field_that_the_value_has_not() -> None:
    with pytest.raises(AttributeError):
        replace(Turn("a"), unknown=1)  # type: ignore[call-arg]


def test_it_is_copied_and_pickled_like_any_other() -> None:
    turn = Turn("a", 4, ["one"])
    assert copy.deepcopy(turn) == turn
    assert pickle.loads(pickle.dumps(turn)) == turn  # noqa: S301 - these are our own bytes.


def test_only_a_plain_dataclass_can_be_quick() -> None:
    @dataclass(frozen=True, slots=True)
    class Checked:
        value: int

        def __post_init__(self) -> None:
            raise ValueError(self.value)

    with pytest.raises(TypeError):
        quick(Checked)
