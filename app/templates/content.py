"""The canonical content of a template and its hash, which is its version.

PURE: the standard library only. It judges nothing; `check.py` does.
"""

from __future__ import annotations

import json
from dataclasses import asdict, replace
from hashlib import sha256
from typing import TYPE_CHECKING

from app.templates.steps import DEFAULT_LOCALE, Coaching, Limits, Requires

if TYPE_CHECKING:
    from app.templates.steps import Template


def content(template: Template) -> bytes:
    """Return canonical JSON without the version: the same template is always the same bytes.

    Every limit is written out, also the untouched ones, so that a version pins the values of its day (I-08).
    The one exception came later than versions did, and its default can therefore never change.
    """
    whole = asdict(template)
    del whole["version"]
    if template.limits.commitments_per_person == Limits().commitments_per_person:
        # A version that was published before a template could set it keeps its name.
        del whole["limits"]["commitments_per_person"]
    if template.coaching == Coaching():
        # A template that wishes nothing keeps the version that it had before there was a coach.
        del whole["coaching"]
    else:
        whole["coaching"]["per_code"] = dict(sorted(template.coaching.per_code))
    if template.requires == Requires():
        # The same: what asks for nothing is named as it was before anything could be asked for.
        del whole["requires"]
    if template.locale == DEFAULT_LOCALE:
        del whole["locale"]
    # By language and name; and what speaks one language only is named as it was before there were others.
    whole["translations"] = {one.locale: dict(one.texts) for one in template.translations}
    if not template.translations:
        del whole["translations"]
    text = json.dumps(whole, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    # A lone surrogate is refused by the check; it must get that far without breaking the measure.
    return text.encode("utf-8", "surrogatepass")


def content_hash(template: Template) -> str:
    return sha256(content(template)).hexdigest()


def identified(template: Template) -> Template:
    """Return the template with the version that its content has."""
    return replace(template, version=content_hash(template))
