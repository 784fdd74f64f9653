"""Write a template as a TOML file that a person likes to read, with the comments that say what it is.

PURE: the standard library only. It writes whatever JSON holds; TOML has no null, so a null is left out.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

BARE: Final = re.compile(r"[A-Za-z0-9_-]+")
DELETE: Final = "\x7f"


def toml_text(content: Mapping[str, Any], *, comment: str = "") -> str:
    """Return the content as TOML, which `tomllib` reads as the same again, without its nulls."""
    lines = [f"# {line}" for line in comment.splitlines()]
    return "\n".join([*lines, *_table(content, ())]).strip("\n") + "\n"


def _table(table: Mapping[str, Any], path: tuple[str, ...]) -> Iterator[str]:
    """Yield the plain values first: behind a header they would belong to the table below it."""
    for name, value in table.items():
        if value is not None and not _is_table(value) and not _is_tables(value):
            yield f"{_name(name)} = {_value(value)}"
    for name, value in table.items():
        here = (*path, name)
        if _is_table(value):
            yield from ("", f"[{'.'.join(map(_name, here))}]")
            yield from _table(value, here)
        elif _is_tables(value):
            for one in value:
                yield from ("", f"[[{'.'.join(map(_name, here))}]]")
                yield from _table(one, here)


def _is_table(value: object) -> bool:
    return isinstance(value, dict)


def _is_tables(value: object) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(one, dict) for one in value)


def _value(value: object) -> str:
    match value:
        case bool():
            return "true" if value else "false"
        case int():
            return str(value)
        case float():
            return repr(value)
        case str():
            return _string(value)
        case list():
            return f"[{', '.join(_value(one) for one in value if one is not None)}]"
        case dict():
            pairs = (f"{_name(name)} = {_value(one)}" for name, one in value.items() if one is not None)
            return f"{{{', '.join(pairs)}}}"
    msg = "JSON has no other kinds"
    raise TypeError(msg)


def _name(name: str) -> str:
    return name if BARE.fullmatch(name) else _string(name)


def _string(text: str) -> str:
    # JSON writes strings as TOML does, but for one control character that it leaves as it is.
    return json.dumps(text, ensure_ascii=False).replace(DELETE, "\\u007f")
