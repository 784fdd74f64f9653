"""Frozen slotted dataclasses that are made and copied in a third of the time that `dataclasses` takes for it.

Changes nothing about them: whoever assigns to a field of one is refused as before, and equality, hash and text are
those of the dataclass. For the values that every command makes anew; others need no `quick`.
"""

from __future__ import annotations

import dataclasses
from dataclasses import MISSING, Field, fields
from operator import attrgetter
from typing import TYPE_CHECKING, Any, TypeVar

V = TypeVar("V")


def quick(kind: type[V]) -> type[V]:
    """Decorate a frozen slotted dataclass.

    A frozen one fills each slot through `object.__setattr__`, which is most of the price of a command's rules. Here an
    open twin with the same slots is filled by plain assignments, and then becomes what it is (`__class__`).
    """
    made_of = fields(kind)  # type: ignore[arg-type]
    names = [one.name for one in made_of]
    if hasattr(kind, "__post_init__") or not all(one.init and not one.kw_only for one in made_of):
        raise TypeError(kind)

    def made(_kind: type[V], /, *given: Any, **named: Any) -> V:
        _write(kind)
        return kind(*given, **named)

    def copied(value: V) -> V:
        _write(kind)
        copy: V = kind.__copied__(value)  # type: ignore[attr-defined]
        return copy

    # Written when it is first called: most of them are not in the first second of a service.
    del kind.__init__
    kind.__new__ = made  # type: ignore[method-assign, assignment]
    kind.__copied__ = copied  # type: ignore[attr-defined]
    values = attrgetter(*names) if len(names) > 1 else lambda value: (getattr(value, names[0]),)
    kind.__reduce__ = lambda value: (kind, values(value))  # type: ignore[method-assign, assignment]
    return kind


def _write(kind: type[Any]) -> None:
    made_of = fields(kind)
    names = [one.name for one in made_of]
    body = {"__slots__": tuple(names), "__module__": kind.__module__}
    twin = type(kind.__name__, kind.__bases__, {**body, "__orig_bases__": getattr(kind, "__orig_bases__", ())})
    known = {"_new_": object.__new__, "_Open_": twin, "_Closed_": kind, "_MADE_": MISSING}
    kind.__new__ = _compiled("__new__", _making(made_of), {**known, **_defaults(made_of)})
    kind.__copied__ = _compiled("copied", _copying(names), known)


if TYPE_CHECKING:
    # For the type checker it is the very same: it knows the fields, and what each may be.
    from dataclasses import replace as replace  # noqa: PLC0414
else:

    def replace(value: V, /, **changes: Any) -> V:
        """Return a copy with these fields changed."""
        kind = type(value)
        copied = getattr(kind, "__copied__", None)
        if copied is None:
            return dataclasses.replace(value, **changes)
        copy = copied(value)
        for name, changed in changes.items():
            setattr(copy, name, changed)
        copy.__class__ = kind
        return copy


def _making(made_of: tuple[Field[Any], ...]) -> str:
    # What is no field has underscores on both sides, as no field has.
    parameters = ", ".join(one.name + _default(one) for one in made_of)
    fresh = [f"if {one.name} is _MADE_: {one.name} = _default_{one.name}_()" for one in made_of if _is_made(one)]
    filled = [f"_value_.{one.name} = {one.name}" for one in made_of]
    lines = [*fresh, "_value_ = _new_(_Open_)", *filled, "_value_.__class__ = _Closed_", "return _value_"]
    return _function(f"__new__(_cls_, {parameters})", lines)


def _copying(names: list[str]) -> str:
    filled = [f"_copy_.{name} = _value_.{name}" for name in names]
    return _function("copied(_value_)", ["_copy_ = _new_(_Open_)", *filled, "return _copy_"])


def _function(signature: str, lines: list[str]) -> str:
    return f"def {signature}:\n" + "\n".join(f"    {line}" for line in lines)


def _is_made(one: Field[Any]) -> bool:
    return one.default_factory is not MISSING


def _default(one: Field[Any]) -> str:
    if _is_made(one):
        return "=_MADE_"
    return "" if one.default is MISSING else f"=_default_{one.name}_"


def _defaults(made_of: tuple[Field[Any], ...]) -> dict[str, Any]:
    return {f"_default_{one.name}_": one.default_factory if _is_made(one) else one.default for one in made_of}


def _compiled(name: str, source: str, known: dict[str, Any]) -> Any:
    found: dict[str, Any] = {}
    # As `dataclasses` itself does: of names of fields alone, which are identifiers.
    exec(source, known, found)  # noqa: S102
    return found[name]
