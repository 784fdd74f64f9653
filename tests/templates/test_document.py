"""A document becomes a template and back, takes exactly its fields, and is named by its content."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from hypothesis import given

from app.templates.builtin import builtin
from app.templates.content import content, content_hash, identified
from app.templates.document import DocumentRefused, document, from_json, from_toml
from app.templates.steps import BOUNDS, Limits, Requires, Template
from tests.templates.builders import templates

TALK = builtin("calm-start-talk")


def written(**changes: object) -> str:
    return json.dumps({**json.loads(content(TALK)), **changes})


@given(templates())
def test_a_template_survives_being_written_and_read(template: Template) -> None:
    assert from_json(content(template)) == identified(template)


@given(templates())
def test_what_the_api_shows_is_the_content_and_its_version(template: Template) -> None:
    shown = document(identified(template)).model_dump(mode="json")
    assert shown.pop("version") == content_hash(template)
    # What nobody wished for is shown as it is, and is not part of the version.
    usual = {"coaching": {"strictness": "standard", "per_code": {}}, "requires": {"base_agreement": False}}
    usual |= {"locale": "en", "translations": {}}
    pinned = json.loads(content(template))
    pinned["limits"] = {"commitments_per_person": 3} | pinned["limits"]
    assert shown == usual | pinned


def test_the_version_is_the_hash_of_the_content() -> None:
    assert TALK.version == content_hash(TALK)
    assert content_hash(replace(TALK, version="anything")) == TALK.version
    assert content_hash(replace(TALK, title="Another")) != TALK.version


def test_what_a_format_builds_on_is_part_of_its_version() -> None:
    later = replace(TALK, requires=Requires(base_agreement=True))
    assert content_hash(later) != TALK.version
    assert from_json(content(later)) == identified(later)
    assert b"requires" not in content(TALK)


def test_every_limit_is_pinned_also_the_untouched_ones() -> None:
    assert set(json.loads(content(TALK))["limits"]) == set(BOUNDS) - {"commitments_per_person"}


def test_how_many_promises_is_pinned_where_it_was_chosen_and_names_nothing_anew_where_it_was_not() -> None:
    # The version that this very talk had before a template could set it.
    assert Limits().commitments_per_person == 3
    assert b"commitments_per_person" not in content(TALK)
    fewer = replace(TALK, limits=replace(TALK.limits, commitments_per_person=1))
    assert json.loads(content(fewer))["limits"]["commitments_per_person"] == 1
    assert content_hash(fewer) != TALK.version
    assert from_json(content(fewer)) == identified(fewer)


def test_a_stored_version_keeps_its_name() -> None:
    assert from_json(content(TALK), version="as-stored").version == "as-stored"


def test_an_older_document_without_a_limit_gets_its_default() -> None:
    assert from_json(written(limits={"micro_gap": 9})).limits == Limits(micro_gap=9)


def test_limits_beyond_the_bounds_can_be_read_because_the_engine_clamps_them() -> None:
    assert from_json(written(limits={"pause_min": 1})).limits.pause_min == 1


@pytest.mark.parametrize(
    ("text", "pointer"),
    [
        (written(author="someone"), "/author"),
        (written(limits={"pause_minimum": 60}), "/limits/pause_minimum"),
        (written(limits={"pause_min": "1200"}), "/limits/pause_min"),
        (written(limits={"pause_min": True}), "/limits/pause_min"),
        (written(limits={"pause_min": 1200.0}), "/limits/pause_min"),
        (written(kind="intake"), "/kind"),
        (written(media=["async"]), "/media/0"),
        (written(steps=[{"kind": "witnessing", "title": "", "prompt": {"key": "", "text": ""}}]), "/steps/0"),
        (
            written(steps=[{"kind": "frame", "title": "", "prompt": {"key": "", "text": ""}, "rounds": 1}]),
            "/steps/0/rounds",
        ),
        (written(steps=[{"kind": "frame", "title": "", "prompt": "canary"}]), "/steps/0/prompt"),
        ("[]", ""),
        ("{", ""),
    ],
)
def test_a_document_of_another_form_is_refused(text: str, pointer: str) -> None:
    with pytest.raises(DocumentRefused) as refused:
        from_json(text)
    assert pointer in {place for place, _ in refused.value.places}
    assert "canary" not in str(refused.value)


@pytest.mark.parametrize("text", ["slug = ", "slug = 2026-11-22"])
def test_broken_toml_is_refused(text: str) -> None:
    with pytest.raises(DocumentRefused):
        from_toml(text)
