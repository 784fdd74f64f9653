"""`dataclass` as the standard library has it, where frozen with slots is made in a twentieth of the time.

There each class has seven methods written and compiled when its module is read, and we have four hundred classes: a
sixth of the start. Here a method is written when it is first called. An instance is also made in half the time.
"""

from __future__ import annotations

import dataclasses
import reprlib
from dataclasses import MISSING, FrozenInstanceError, fields
from typing import TYPE_CHECKING, Any, Final

__all__ = ["dataclass"]

if TYPE_CHECKING:
    from collections.abc import Callable
    from dataclasses import Field, dataclass

    Kind = type[Any]


def _dataclass(cls: Kind | None = None, /, *, frozen: bool = False, slots: bool = False, **others: Any) -> Any:
    if frozen and slots and not others:
        return _value
    return dataclasses.dataclass(cls, frozen=frozen, slots=slots, **others)


if not TYPE_CHECKING:
    dataclass = _dataclass


def _value(cls: Kind) -> Kind:
    if cls.__doc__ is None:
        # The standard library would look for a signature to put here.
        cls.__doc__ = cls.__name__
    own = vars(cls)
    # A class that says how it is compared has no hash, or rather `None`: then it gets one, as elsewhere.
    late = {name: write for name, write in _LATE.items() if own.get(name) is None}
    made: Kind = dataclasses.dataclass(cls, init=False, repr=False, eq=False, slots=True)
    for name, write in late.items():
        setattr(made, name, _late(made, name, write))
    for name, method in _SHARED.items():
        if name not in own:
            setattr(made, name, method)
    return made


def _late(made: Kind, name: str, write: Callable[[Kind], Callable[..., Any]]) -> Callable[..., Any]:
    """Return what writes the method into its place, and then does what it does."""

    def first(self: object, /, *given: Any, **named: Any) -> Any:
        method = write(made)
        method.__qualname__ = f"{made.__qualname__}.{name}"
        setattr(made, name, method)
        return method(self, *given, **named)

    return first


def _init(made: Kind) -> Callable[..., Any]:
    known: dict[str, Any] = {"_set": object.__setattr__, "_left_out": object()}
    taken: dict[bool, list[str]] = {False: [], True: []}
    lines = []
    for one in fields(made):
        known |= {f"_default_{one.name}": one.default, f"_factory_{one.name}": one.default_factory}
        if one.init:
            taken[bool(one.kw_only)].append(one.name + _unless_given(one))
        if value := _worth(one):
            lines.append(f"_set(self, {one.name!r}, {value})")
    if hasattr(made, "__post_init__"):
        lines.append("self.__post_init__()")
    only_by_name = ["*", *taken[True]] if taken[True] else []
    return _compiled("__init__", ["self", *taken[False], *only_by_name], lines or ["pass"], known)


def _unless_given(one: Field[Any]) -> str:
    if one.default_factory is not MISSING:
        return "=_left_out"
    return "" if one.default is MISSING else f"=_default_{one.name}"


def _worth(one: Field[Any]) -> str:
    """Return what a new instance gets in this field; nothing where `__post_init__` says it."""
    if one.default_factory is not MISSING:
        fresh = f"_factory_{one.name}()"
        return f"{fresh} if {one.name} is _left_out else {one.name}" if one.init else fresh
    if one.init:
        return one.name
    return "" if one.default is MISSING else f"_default_{one.name}"


def _eq(made: Kind) -> Callable[..., Any]:
    compared = [one.name for one in fields(made) if one.compare]
    same = f"return {_tuple('self', compared)} == {_tuple('other', compared)}"
    lines = ["if other.__class__ is not self.__class__: return NotImplemented", same]
    return _compiled("__eq__", ["self", "other"], lines, {})


def _hash(made: Kind) -> Callable[..., Any]:
    hashed = [one.name for one in fields(made) if (one.compare if one.hash is None else one.hash)]
    return _compiled("__hash__", ["self"], [f"return hash({_tuple('self', hashed)})"], {})


def _tuple(of: str, names: list[str]) -> str:
    return f"({''.join(f'{of}.{name},' for name in names)})"


def _compiled(name: str, parameters: list[str], lines: list[str], known: dict[str, Any]) -> Callable[..., Any]:
    text = f"def {name}({', '.join(parameters)}):\n" + "\n".join(f" {line}" for line in lines)
    exec(text, known)  # noqa: S102 - our own classes' names, as `dataclasses` does it
    written: Callable[..., Any] = known[name]
    return written


@reprlib.recursive_repr()
def _repr(self: Any) -> str:
    shown = ", ".join(f"{one.name}={getattr(self, one.name)!r}" for one in fields(self) if one.repr)
    return f"{type(self).__qualname__}({shown})"


def _refuse_to_set(_self: object, name: str, _value: object) -> None:
    msg = f"cannot assign to field {name!r}"
    raise FrozenInstanceError(msg)


def _refuse_to_delete(_self: object, name: str) -> None:
    msg = f"cannot delete field {name!r}"
    raise FrozenInstanceError(msg)


def _state(self: Any) -> list[Any]:
    return [getattr(self, one.name) for one in fields(self)]


def _set_state(self: Any, state: list[Any]) -> None:
    for one, value in zip(fields(self), state, strict=True):
        object.__setattr__(self, one.name, value)


_LATE: Final = {"__init__": _init, "__eq__": _eq, "__hash__": _hash}
_SHARED: Final = {
    "__repr__": _repr,
    "__setattr__": _refuse_to_set,
    "__delattr__": _refuse_to_delete,
    "__getstate__": _state,
    "__setstate__": _set_state,
}
