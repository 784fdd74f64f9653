"""What has not the form of a template is said where it was written: one finding for each place."""

from __future__ import annotations

import copy
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from app.authoring.beginning import first_content
from app.authoring.examining import MOST_FORM_FINDINGS, examined, settled, written
from app.templates.builtin import builtin_templates
from app.templates.schema import template_schema
from tests.authoring.writing import TALK, content_of

REMOVED = object()
SCHEMA = Draft202012Validator(template_schema())

# Where something else is put, and where the finding points.
CASES: tuple[tuple[str, object, str], ...] = (
    ("/author_id", "somebody", "/author_id"),
    ("/role", "therapist", "/role"),
    ("/initiated_by", "somebody", "/initiated_by"),
    ("/at", "2026-11-23T00:00:00Z", "/at"),
    ("/kind", "intake", "/kind"),
    ("/kind", REMOVED, "/kind"),
    ("/title", REMOVED, "/title"),
    ("/title", 5, "/title"),
    ("/title", None, "/title"),
    ("/summary", REMOVED, "/summary"),
    ("/summary", ["A talk."], "/summary"),
    ("/media", "text", "/media"),
    ("/media/0", "async", "/media/0"),
    ("/media/0", "video", "/media/0"),
    ("/steps", REMOVED, "/steps"),
    ("/steps", {}, "/steps"),
    ("/steps/0", "calm_start", "/steps/0"),
    ("/steps/0/kind", REMOVED, "/steps/0"),
    ("/steps/0/kind", "witnessing", "/steps/0"),
    ("/steps/0/title", REMOVED, "/steps/0/title"),
    ("/steps/0/seconds", "300", "/steps/0/seconds"),
    ("/steps/0/seconds", 300.5, "/steps/0/seconds"),
    ("/steps/0/seconds", True, "/steps/0/seconds"),
    ("/steps/0/may_skip", True, "/steps/0/may_skip"),
    ("/steps/1/seconds", 60, "/steps/1/seconds"),
    ("/steps/1/prompt", "Say it.", "/steps/1/prompt"),
    ("/steps/1/prompt", REMOVED, "/steps/1/prompt"),
    ("/steps/1/prompt/text", REMOVED, "/steps/1/prompt/text"),
    ("/steps/1/prompt/key", 5, "/steps/1/prompt/key"),
    ("/steps/1/prompt/locale", "en", "/steps/1/prompt/locale"),
    ("/steps/2/rounds", "2", "/steps/2/rounds"),
    ("/steps/2/first_speaker", "therapist", "/steps/2/first_speaker"),
    ("/steps/2/validation", "forced", "/steps/2/validation"),
    ("/steps/2/pause", "off", "/steps/2/pause"),
    ("/steps/2/leave", False, "/steps/2/leave"),
    ("/steps/2/help", False, "/steps/2/help"),
    ("/steps/2/exit", {"timer_to": "never"}, "/steps/2/exit"),
    ("/steps/3/kinds", "boundary", "/steps/3/kinds"),
    ("/steps/3/kinds/0", "verdict", "/steps/3/kinds/0"),
    ("/limits", [], "/limits"),
    ("/limits/pause_min", "1200", "/limits/pause_min"),
    ("/limits/pause_min", 1200.0, "/limits/pause_min"),
    ("/limits/pause_min", None, "/limits/pause_min"),
    ("/limits/no_pause", 1, "/limits/no_pause"),
    ("/limits/record_audio", 1, "/limits/record_audio"),
    ("/coaching", {"strictness": "none"}, "/coaching/strictness"),
    ("/coaching", {"per_code": {"DEMAND": "erase"}}, "/coaching/per_code/DEMAND"),
    ("/requires", {"base_agreement": "yes"}, "/requires/base_agreement"),
    ("/requires", {"eligibility": "none"}, "/requires/eligibility"),
    ("/locale", 5, "/locale"),
    ("/translations", {"fi": {"/title": 5}}, "/translations/fi/~1title"),
    ("/translations", [], "/translations"),
)


def with_change(pointer: str, value: object) -> dict[str, Any]:
    content = copy.deepcopy(TALK)
    *path, last = pointer.strip("/").split("/")
    here: Any = content
    for part in path:
        here = here[int(part) if isinstance(here, list) else part]
    if value is REMOVED:
        del here[last]
    elif isinstance(here, list):
        here[int(last)] = value
    else:
        here[last] = value
    return content


def test_a_broken_form_is_found_where_it_is_broken() -> None:
    for pointer, value, where in CASES:
        found = examined(written(with_change(pointer, value)))
        assert [(one.code, one.where) for one in found.findings] == [("form", where)]
        assert (found.template, found.hash) == (None, None)


def test_a_content_in_which_all_is_wrong_is_answered_briefly() -> None:
    found = examined(written({"steps": [{"kind": "frame"}] * 1000}))
    assert len(found.findings) == MOST_FORM_FINDINGS


def test_what_the_service_says_of_a_template_is_not_part_of_what_was_written() -> None:
    named = TALK | {"slug": "somebody-elses", "version": "0" * 64}
    assert settled(named) == settled(TALK)


def test_a_key_is_given_to_whatever_has_none_and_to_nothing_else() -> None:
    given = settled({"steps": [{"prompt": {"text": "A"}}, {"prompt": {"key": "step.text_1"}}, 5, {"prompt": "B"}, {}]})
    assert given == {
        "steps": [
            {"prompt": {"text": "A", "key": "step.text_2"}},
            {"prompt": {"key": "step.text_1"}},
            5,
            {"prompt": "B"},
            {},
        ]
    }
    assert settled(given) == given


@pytest.mark.parametrize(
    "content", [*map(content_of, builtin_templates()), first_content()], ids=lambda one: one["title"]
)
def test_the_schema_takes_what_the_check_takes(content: dict[str, Any]) -> None:
    assert examined(written(content)).findings == ()
    assert list(SCHEMA.iter_errors(content)) == []


def test_the_schema_refuses_what_has_another_form() -> None:
    # JSON Schema knows no difference between 1200 and 1200.0.
    cases = [case for case in CASES if not isinstance(case[1], float) or not case[1].is_integer()]
    assert [case for case in cases if SCHEMA.is_valid(with_change(*case[:2]))] == []
