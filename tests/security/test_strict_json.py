"""JSON from strangers: what is not plainly JSON is refused with a code and never quoted."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.security.strict_json import Malformed, parse

REFUSED = {
    "not_json": [b"", b"{", b"{'a':1}", b'{"a":1}x', b"[1,]", b"1" * 5000],
    "not_a_number": [b"NaN", b'{"a":Infinity}', b"-Infinity", b"1e999"],
    "duplicate_key": [b'{"a":1,"a":2}', b'[{"a":{"b":1,"b":1}}]'],
    "too_deep": [b"[" * 17 + b"]" * 17, b'{"a":' * 17 + b"1" + b"}" * 17, b"[" * 60_000],
    "too_many_keys": [json.dumps({str(n): n for n in range(201)}).encode()],
    "nul": [b'"\\u0000"', b'{"\\u0000":1}', b'[{"a":["x\\u0000"]}]'],
    "lone_surrogate": [b'"\\ud800"', b'{"\\udfff":1}'],
    "not_utf8": [b'"\xff"', b'"\xed\xa0\x80"'],
}


@pytest.mark.parametrize(("code", "raw"), [(code, raw) for code, raws in REFUSED.items() for raw in raws])
def test_what_breaks_a_rule_is_refused_by_its_code(code: str, raw: bytes) -> None:
    with pytest.raises(Malformed) as refused:
        parse(raw)
    assert refused.value.code == code
    assert str(refused.value) == code


def test_a_bracket_inside_a_string_is_no_depth() -> None:
    assert parse(json.dumps("[" * 100 + '"' + "{" * 100).encode()) == "[" * 100 + '"' + "{" * 100


def test_sixteen_levels_and_two_hundred_keys_are_allowed() -> None:
    assert parse(b"[" * 16 + b"]" * 16)
    assert parse(json.dumps({str(n): n for n in range(200)}).encode())


PLAIN = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**53), 2**53)
    | st.text(st.characters(exclude_characters="\x00", codec="utf-8")),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text("abc", max_size=3), inner, max_size=4),
    max_leaves=12,
)


@given(PLAIN)
def test_what_is_plain_comes_through_unchanged(value: object) -> None:
    assert parse(json.dumps(value).encode()) == value


@given(st.binary(max_size=200))
def test_no_bytes_cause_anything_but_a_value_or_a_refusal(raw: bytes) -> None:
    assert code_of(raw) in {None, *REFUSED}


def code_of(raw: bytes) -> str | None:
    try:
        parse(raw)
    except Malformed as refused:
        return refused.code
    return None
