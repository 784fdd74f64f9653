"""JSON Schema of the view, from the very types that the rules fill in. It knows plain typed dicts and nothing else."""

from __future__ import annotations

import types
from datetime import date, datetime
from typing import Any, Literal, NotRequired, Union, get_args, get_origin, get_type_hints, is_typeddict

from app.sessions.protocol.may import May
from app.sessions.protocol.observer_view import WatchedView
from app.sessions.protocol.view_types import ObserverView, Partner, PromiseView, View
from app.sessions.view_meanings import MEANINGS

PLAIN: dict[Any, dict[str, Any]] = {
    str: {"type": "string"},
    int: {"type": "integer"},
    bool: {"type": "boolean"},
    datetime: {"type": "string", "format": "date-time"},
    date: {"type": "string", "format": "date"},
    type(None): {"type": "null"},
}
# What the shell adds to the view before it travels (`engine.publishing.shown`).
ADDED: dict[type, dict[str, dict[str, Any]]] = {
    View: {"epoch": {"type": "string"}},
    Partner: {"name": {"type": "string"}},
    ObserverView: {"name": {"type": "string"}},
    WatchedView: {"epoch": {"type": "string"}},
}

# Types written in the functional form have no place for a docstring.
DESCRIBED: dict[Any, str] = {
    PromiseView: "If this sign, then that act; the words are empty once their author was erased.",
    May: "One command that may be sent now. `with` holds what only this moment knows: merge it into the body.",
}


def view_schemas(prefix: str) -> dict[str, dict[str, Any]]:
    """Return the schema of each part of the view by its name; references begin with `prefix`."""
    found: dict[str, dict[str, Any]] = {}
    _describe(View, prefix, found)
    _describe(WatchedView, prefix, found)
    return found


def _describe(kind: type, prefix: str, found: dict[str, dict[str, Any]]) -> dict[str, Any]:
    name = kind.__name__
    if name not in found:
        found[name] = {}
        hints = get_type_hints(kind, include_extras=True)
        properties = {key: _schema_of(_present(hint), prefix, found) for key, hint in hints.items()}
        added = ADDED.get(kind, {})
        meant = MEANINGS[name]
        found[name] = {
            "type": "object",
            "title": name,
            "description": DESCRIBED.get(kind, kind.__doc__ or ""),
            "properties": {
                key: {**schema, "description": meant[key]} for key, schema in {**properties, **added}.items()
            },
            "required": [*(key for key in properties if get_origin(hints[key]) is not NotRequired), *added],
        }
    return {"$ref": f"{prefix}{name}"}


def _present(hint: Any) -> Any:
    """The type of a field where it is there; an absent field is said by `required`."""
    return get_args(hint)[0] if get_origin(hint) is NotRequired else hint


def _schema_of(hint: Any, prefix: str, found: dict[str, dict[str, Any]]) -> dict[str, Any]:
    origin, parts = get_origin(hint), get_args(hint)
    if hint in PLAIN:
        return dict(PLAIN[hint])
    if is_typeddict(hint):
        return _describe(hint, prefix, found)
    if origin is Literal:
        return {"type": "string", "enum": list(parts)}
    if origin is list:
        return {"type": "array", "items": _schema_of(parts[0], prefix, found)}
    if origin is dict:
        return {"type": "object", "additionalProperties": _schema_of(parts[1], prefix, found)}
    if origin in (Union, types.UnionType):
        return {"anyOf": [_schema_of(part, prefix, found) for part in parts]}
    raise TypeError(hint)
