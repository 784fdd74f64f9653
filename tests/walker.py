"""A client that knows no rule: it draws its next act from `view.may` and the served body schemas, and nothing else.

Used over the core alone and through the real doors. `may` holds the entries of a view (values as Python or as JSON),
`schema_of` gives the JSON Schema of a command's body, as `/v1/schemas/commands/{name}` serves it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from random import Random
from typing import Any
from uuid import UUID

# JSON, and the entries of a view before they are JSON.
Json = Any
Entry = Mapping[str, Json]
SchemaOf = Callable[[str], Mapping[str, Json]]

# How often a walker takes what would end or interrupt its walk, beside 1 for everything else.
RARELY = {"leave": 0.02, "help": 0.03, "pause": 0.08, "park_topic": 0.1, "need_time": 0.2, "rate_arousal": 0.5}
WORDS = ("sunday", "alone", "waited", "door", "tea", "glad", "tired", "Zug", "väsynyt", "悲しい", "تعبت", "😢")
OPTIONAL = 0.4


def open_now(may: Sequence[Entry]) -> list[Entry]:
    """What may be sent now; what only time forbids is listed with its `not_before`."""
    return [entry for entry in may if "not_before" not in entry]


def choose(
    may: Sequence[Entry], rng: Random, *, schema_of: SchemaOf, rarely: Mapping[str, float] = RARELY
) -> tuple[str, dict[str, Json]]:
    """Any act that is open now, with any body that its schema allows."""
    offered = open_now(may)
    entry = rng.choices(offered, [rarely.get(one["name"], 1.0) for one in offered])[0]
    return entry["name"], body_for(entry, rng, schema_of=schema_of)


class WellMeaning:
    """One who wants to come to a good end: the act taken least often so far, and of each answer the first."""

    def __init__(self, schema_of: SchemaOf, *, seed: int = 0) -> None:
        self._schema_of = schema_of
        self._rng = Random(seed)
        self._taken: Counter[str] = Counter()

    def choose(self, may: Sequence[Entry], *, place: object = None) -> tuple[str, dict[str, Json]] | None:
        """The next act, or nothing while only the partner or time can move the session. `place` is where it stands."""
        wanted = [entry for entry in open_now(may) if entry["name"] == "rate_arousal" or entry["name"] not in RARELY]
        if not wanted:
            return None
        entry = min(wanted, key=lambda one: self._taken[f"{place}/{one['name']}"])
        if entry["name"] == "rate_arousal" and self._taken[f"{place}/rate_arousal"]:
            return None
        self._taken[f"{place}/{entry['name']}"] += 1
        return entry["name"], body_for(entry, self._rng, schema_of=self._schema_of, kindly=True)


def body_for(entry: Entry, rng: Random, *, schema_of: SchemaOf, kindly: bool = False) -> dict[str, Json]:
    """A body for this entry: its `with` as given, the rest from the schema, inside its `choices` and `limits`."""
    given = dict(entry.get("with", {}))
    schema = _narrowed(schema_of(entry["name"]), entry.get("choices", {}))
    return _Body(schema, entry.get("limits", {}), rng, kindly=kindly, days=entry.get("days", {})).made(given)


def _narrowed(schema: Mapping[str, Json], choices: Mapping[str, Sequence[str]]) -> Mapping[str, Json]:
    """The schema with only those values that the entry says are open now."""
    properties = schema.get("properties", {})
    return {**schema, "properties": {**properties, **{name: {"enum": list(of)} for name, of in choices.items()}}}


class _Body:
    def __init__(
        self,
        schema: Mapping[str, Json],
        limits: Mapping[str, int],
        rng: Random,
        *,
        kindly: bool,
        days: Mapping[str, Json],
    ) -> None:
        self._schema = schema
        self._days = days
        self._defs = schema.get("$defs", {})
        self._limits = limits
        self._rng = rng
        self._kindly = kindly
        self._sentences = limits.get("max_sentences", 4)
        self._chars = limits.get("max_chars", 400)

    def made(self, given: dict[str, Json]) -> dict[str, Json]:
        schema = self._one_way(self._schema, given)
        required = [*schema.get("required", ()), *self._way_required(schema, given)]
        body = dict(given)
        # A tap stands for everything that could have been written.
        if "spoken" not in given:
            for name, of in schema.get("properties", {}).items():
                if name not in body and (name in required or self._adds(name, schema, required)):
                    body[name] = self._value(of, required=name in required)
        return body

    def _adds(self, name: str, schema: Mapping[str, Json], required: list[str]) -> bool:
        needs = schema.get("dependentRequired", {}).get(name, ())
        forbidden = any(name in way["required"] for way in schema.get("oneOf", ()) if "required" in way)
        if self._kindly or forbidden or not set(needs) <= set(required):
            return False
        chance = 0.02 if name == "acknowledge_hint" else OPTIONAL
        return self._rng.random() < chance

    def _one_way(self, schema: Mapping[str, Json], given: Mapping[str, Json]) -> Mapping[str, Json]:
        """Of several shapes, one that what is given fits into."""
        shapes = [self._resolved(one) for one in schema.get("oneOf", ()) if "required" not in one]
        if not shapes:
            return schema
        fitting = [one for one in shapes if all(_fits(one, name, value) for name, value in given.items())]
        chosen: Mapping[str, Json] = self._pick(fitting)
        return chosen

    def _way_required(self, schema: Mapping[str, Json], given: Mapping[str, Json]) -> list[str]:
        """Of several ways to fill one shape, one; the tap of the spoken medium only where it is given."""
        ways = [one["required"] for one in schema.get("oneOf", ()) if "required" in one]
        if not ways:
            return []
        if taken := [way for way in ways if set(way) <= set(given)]:
            return list(taken[0])
        return list(self._pick([way for way in ways if "spoken" not in way]))

    def _pick(self, choices: Sequence[Json]) -> Json:
        return choices[0] if self._kindly else self._rng.choice(choices)

    def _resolved(self, schema: Mapping[str, Json]) -> Mapping[str, Json]:
        if "$ref" in schema:
            found: Mapping[str, Json] = self._defs[schema["$ref"].rsplit("/", 1)[-1]]
            return found
        return schema

    def _value(self, schema: Mapping[str, Json], *, required: bool) -> Json:  # noqa: PLR0911 - one return for each kind
        schema = self._resolved(schema)
        if "anyOf" in schema:
            choices = [one for one in schema["anyOf"] if one.get("type") != "null" or not required]
            return self._value(self._pick(choices), required=required)
        if "const" in schema:
            return schema["const"]
        if "enum" in schema:
            return self._pick(schema["enum"])
        kind = schema["type"]
        if kind == "null":
            return None
        if kind == "boolean":
            return True if self._kindly else self._rng.random() < 0.5
        if kind == "integer":
            low, high = schema["minimum"], schema["maximum"]
            return low if self._kindly else self._rng.randint(low, high)
        if kind == "array":
            count = self._rng.randint(schema.get("minItems", 0), min(schema["maxItems"], 3))
            return [self._value(schema["items"], required=True) for _ in range(count)]
        if kind == "object":
            return {name: self._value(of, required=True) for name, of in schema["properties"].items()}
        return self._string(schema)

    def _string(self, schema: Mapping[str, Json]) -> str:
        if schema.get("format") == "uuid" or "pattern" in schema:
            return str(UUID(int=self._rng.getrandbits(128), version=4))
        if schema.get("format") == "date-time":
            return f"2030-01-01T{self._rng.randint(0, 23):02}:00:00Z"
        if schema.get("format") == "date":
            return str(self._days.get("first", "2030-01-01"))
        longest = max(min(schema.get("maxLength", 400), self._chars), 1)
        text = self._text(longest)
        self._chars = max(self._chars - len(text) - 1, 1)
        return text

    def _text(self, longest: int) -> str:
        """Sentences, as many as are still allowed; the last of them may be a long one."""
        count = 1 if self._kindly else self._rng.randint(1, max(self._sentences, 1))
        self._sentences = max(self._sentences - count, 0)
        sentences = [" ".join(self._rng.choices(WORDS, k=self._rng.randint(1, 6))) for _ in range(count)]
        text = ". ".join(sentences)
        if not self._kindly and self._rng.random() < 0.05:
            text = text.ljust(longest, "o")
        return text[:longest].strip() or "o"


def _fits(shape: Mapping[str, Json], name: str, value: Json) -> bool:
    of = shape.get("properties", {}).get(name)
    if of is None:
        return False
    if "const" in of:
        return bool(of["const"] == value)
    return value in of["enum"] if "enum" in of else True
