"""The one door for everything a person writes (DR-21, T21). What it lets through is NFC and safe to show.

Use as `Annotated[str, Words(600)]` for sentences and `Annotated[str, Name(40)]` for names. Errors carry a rule's
code and never the text.
"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, Final, Literal

from pydantic_core import PydanticCustomError, core_schema

from app.frozen import dataclass

if TYPE_CHECKING:
    from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
    from pydantic.json_schema import JsonSchemaValue
    from pydantic_core import CoreSchema

MOST_COMBINING: Final = 8
BYTES_PER_CHARACTER: Final = 4
# Exactly the characters of category Cc; a search is many times faster than asking about each character.
CONTROLS: Final = re.compile(r"[\x00-\x1f\x7f-\x9f]")
SURROGATE: Final = re.compile(r"[\ud800-\udfff]")
ALLOWED_CONTROLS: Final = frozenset("\n\t")
DIRECTION_CONTROLS: Final = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
# A joiner between letters is legitimate in sentences (Persian, emoji), but hides differences between names.
INVISIBLE: Final = frozenset(
    "\u00ad\u034f\u115f\u1160\u17b4\u17b5\u180e\u200b\u200c\u200d\u2060\u2061\u2062\u2063\u2064\u3164\ufeff\uffa0"
)

TextFault = Literal[
    "empty",
    "too_long",
    "control_character",
    "lone_surrogate",
    "direction_control",
    "invisible_character",
    "too_many_marks",
]


def fault_in(text: str, *, longest: int, name: bool = False) -> TextFault | None:  # noqa: PLR0911 - one return for each rule
    """Return the first rule that NFC text breaks, or `None`."""
    if not text.strip():
        return "empty"
    if SURROGATE.search(text):
        return "lone_surrogate"
    if len(text) > longest or len(text.encode()) > longest * BYTES_PER_CHARACTER:
        return "too_long"
    if any(name or char not in ALLOWED_CONTROLS for char in CONTROLS.findall(text)):
        return "control_character"
    # In sentences these are ordinary typing in right-to-left languages; in a name they disguise it.
    if name and any(char in DIRECTION_CONTROLS for char in text):
        return "direction_control"
    if name and any(char in INVISIBLE or unicodedata.category(char) in {"Zl", "Zp"} for char in text):
        return "invisible_character"
    return "too_many_marks" if _marks_in_a_row(text) > MOST_COMBINING else None


def clean(text: str, *, longest: int, name: bool = False) -> str:
    """Return the text in NFC and stripped; raise a pydantic error with the rule's code."""
    # A bound before normalising: NFC of hostile text is the slow part.
    if len(text) > longest * 4:
        raise _refusal("too_long")
    settled = unicodedata.normalize("NFC", text.replace("\r\n", "\n")).strip()
    fault = fault_in(settled, longest=longest, name=name)
    if fault is not None:
        raise _refusal(fault)
    return settled


@dataclass(frozen=True, slots=True)
class Words:
    """Marks a string field for sentences of at most `longest` code points."""

    longest: int
    is_name: bool = False

    def __get_pydantic_core_schema__(self, source: object, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_after_validator_function(
            lambda text: clean(text, longest=self.longest, name=self.is_name),
            core_schema.str_schema(strict=True),
        )

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        found = handler(schema)
        found.update({"minLength": 1, "maxLength": self.longest})
        return found


def Name(longest: int = 40) -> Words:  # noqa: N802 - it reads as a type where it is used
    """Mark a string field for a name: one line, nothing invisible."""
    return Words(longest, is_name=True)


def _marks_in_a_row(text: str) -> int:
    longest = run = 0
    if text.isascii():
        # Most of what is written, and it has none.
        return 0
    for char in text:
        run = run + 1 if unicodedata.category(char) in {"Mn", "Me"} else 0
        longest = max(longest, run)
    return longest


def _refusal(code: TextFault) -> PydanticCustomError:
    return PydanticCustomError(code, "This text cannot be taken.")
