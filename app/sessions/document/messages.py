"""Commands and events, one by one: what they mean, what they carry, and who may read the words in them."""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING, Any, get_type_hints

from app.sessions.bodies import BODIES
from app.sessions.document.markdown import code, said_of, table
from app.sessions.document.phases import name_of
from app.sessions.engine.codec import SIDE_FIELDS
from app.sessions.protocol import commands as c
from app.sessions.protocol import events as e
from app.sessions.protocol.may import SPOKEN_TAPS
from app.sessions.protocol.observer_commands import OBSERVER_COMMAND_NAMES
from app.sessions.protocol.state import PHASE_NAMES
from app.sessions.protocol.table import RULES
from app.sessions.protocol.wording import OBSERVER_TITLES, TITLES

if TYPE_CHECKING:
    from app.sessions.document.walking import Seen

ALWAYS = frozenset({c.Pause, c.Help, c.Leave})
REMARKS: dict[type[c.Command], str] = {
    c.AnswerPrompt: "Apart, nobody sees it until both answered; in a private prompt nobody else ever does.",
    c.ParkTopic: "Not shared, it stays its author's. Before both are calm nothing is shared.",
    c.Pause: "The reason stays its author's, and no event says who paused.",
    c.Help: "The partner sees an ordinary pause, or nothing.",
}


def commands(seen: Seen) -> str:
    return "\n".join(_command(kind, name, seen) for kind, name in c.COMMAND_NAMES.items())


def _command(kind: type[c.Command], name: str, seen: Seen) -> str:
    schema = BODIES[kind].model_json_schema()
    lines = [f"### `{name}`", "", f"*{TITLES[kind]}.* {said_of(kind)}".replace("?.*", "?*"), ""]
    lines += [f"Phases: {_where(kind)}." + _remarks(kind, seen), ""]
    ways = [schema["$defs"][one["$ref"].rsplit("/", 1)[-1]] for one in schema.get("oneOf", []) if "$ref" in one]
    for way in ways or [schema]:
        if ways:
            lines += [said_of_schema(way), ""]
        lines += [_fields_of(way)]
    return "\n".join(lines)


def said_of_schema(schema: dict[str, Any]) -> str:
    return " ".join(str(schema.get("description", "")).split())


def _where(kind: type[c.Command]) -> str:
    taken = [phase for phase in PHASE_NAMES if (phase, kind) in RULES]
    if len(taken) > 12:  # noqa: PLR2004 - more is easier said by what is left out.
        missing = [phase for phase in PHASE_NAMES if phase not in taken]
        return "every phase but " + ", ".join(code(name_of(phase)) for phase in missing)
    return ", ".join(code(name_of(phase)) for phase in taken)


def _remarks(kind: type[c.Command], seen: Seen) -> str:
    said = ""
    if kind in ALWAYS:
        said += " Never refused there, and in no quota."
    if kind in REMARKS:
        said += f" {REMARKS[kind]}"
    elif kind in seen.marked:
        said += " Kept private: no event tells it; what follows once both are ready does."
    if kind in SPOKEN_TAPS:
        said += ' In a spoken session it is a tap: `{"spoken": true}`.'
    return said


def _fields_of(schema: dict[str, Any]) -> str:
    properties = schema.get("properties", {})
    if not properties:
        return "Body: `{}`.\n"
    required = set(schema.get("required", ()))
    one_of = [one["required"][0] for one in schema.get("oneOf", []) if "required" in one]
    rows = [
        (code(name), _type_of(one), "yes" if name in required else "one of these" if name in one_of else "no")
        for name, one in properties.items()
    ]
    return table(("field", "type", "required"), rows)


def _type_of(schema: dict[str, Any]) -> str:
    branches = [one for one in schema.get("anyOf", [schema]) if one.get("type") != "null"]
    return " or ".join(_plain_type(one) for one in branches)


def _plain_type(schema: dict[str, Any]) -> str:
    if "const" in schema:
        return code(str(schema["const"]).lower() if isinstance(schema["const"], bool) else schema["const"])
    if "enum" in schema:
        return " \\| ".join(code(one) for one in schema["enum"]).replace("\\|", "or")
    kind = str(schema.get("format") or schema.get("type", "value"))
    if kind == "array":
        kind = f"list of {_plain_type(schema['items'])}"
    bounds = {
        "minimum": "from {}", "maximum": "to {}", "minLength": "from {}", "maxLength": "to {} characters",
        "maxItems": "at most {}",
    }  # fmt: skip
    said = " ".join(text.format(schema[key]) for key, text in bounds.items() if key in schema)
    return f"{kind}, {said}" if said else kind


def observing() -> str:
    rows = [(code(name), OBSERVER_TITLES[kind], said_of(kind)) for kind, name in OBSERVER_COMMAND_NAMES.items()]
    return table(("command", "title", "what it asks for"), rows)


def events() -> str:
    rows = [(code(name), said_of(kind), _event_fields(kind), _words(kind)) for kind, name in e.EVENT_NAMES.items()]
    return table(("event", "what happened", "fields of `body`", "words, and under whose key"), rows)


def _event_fields(kind: type[e.Event]) -> str:
    hints, words = get_type_hints(kind), e.word_fields(kind)
    if kind is e.PreventionPlanned:
        # It is stored as lists and told as steps (`codec.planned_on_wire`).
        return "names its author, `steps` of `if`, `then`, `kind`, `due`"
    names = [one.name for one in fields(kind) if one.name not in {"at", "by"} and one.name not in words]
    told = [f"`{name}`{' (id)' if name in SIDE_FIELDS else ''}" for name in names if name in hints]
    told = ["names its author", *told] if "by" in hints else told
    return ", ".join(told) or "–"


def _words(kind: type[e.Event]) -> str:
    words = e.word_fields(kind)
    if not words:
        return "–"
    owner = {"author": "the author's", "couple": "the couple's"}[next(iter(words.values()))]
    named = ("if", "then") if kind is e.PreventionPlanned else tuple(words)
    return ", ".join(code(name) for name in named) + f": {owner}"
