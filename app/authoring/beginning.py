"""What a template begins with, and how it travels as a file: an example, a copy of one that may be read, TOML."""

from __future__ import annotations

import json
import tomllib
from importlib.resources import files
from typing import TYPE_CHECKING, Final

from app.authoring.examining import settled
from app.authoring.toml_text import toml_text
from app.errors import FieldError, Invalid, NotFound
from app.security.strict_json import MOST_KEYS_OF_A_DOCUMENT, Malformed, parse
from app.templates.content import content
from app.templates.document import DocumentRefused, plain_of_toml
from app.templates.offering import readable

if TYPE_CHECKING:
    from datetime import datetime

    from sqlmodel import Session

    from app.accounts.actor import Actor
    from app.authoring.drafts import Draft
    from app.authoring.examining import Content

COMMENT: Final = "A session template of Rejoin. How to write one: docs/therapists"


def first_content() -> Content:
    """Return a short talk that keeps every rule, for whoever has nothing in mind yet."""
    return tomllib.loads((files("app.authoring") / "first.toml").read_text(encoding="utf-8"))


def content_of(db: Session, actor: Actor, slug: str, *, at: datetime) -> Content:
    """Return a copy of a template that the actor may read: the library's, their own, or one offered to them."""
    template = readable(db, actor, slug, at=at)
    if template is None:
        raise NotFound
    return settled(json.loads(content(template)))


def content_of_file(text: str) -> Content:
    """Return what a TOML file holds. It passes the same door as JSON: no depth, no crowd of keys, no NUL."""
    try:
        plain = plain_of_toml(text)
        parse(json.dumps(plain).encode(), most_keys=MOST_KEYS_OF_A_DOCUMENT)
    except DocumentRefused as refused:
        raise Invalid(*(FieldError("/body/toml", code) for _, code in refused.places)) from None
    except Malformed as fault:
        raise Invalid(FieldError("/body/toml", fault.code)) from None
    return settled(plain)


def file_of(draft: Draft) -> tuple[str, str]:
    """Return a name for the file and its text. A file has no slug: whoever imports it publishes it as their own."""
    name = draft.slug or "template"
    return f"{name}.toml", toml_text(draft.content, comment=COMMENT)
