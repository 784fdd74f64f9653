"""Templates that break exactly one rule are refused with exactly that finding; their neighbours are not (T-1)."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, get_args

import pytest

from app.templates.check import check
from app.templates.findings import FindingCode
from tests.templates.broken import BROKEN
from tests.templates.broken.talks import RIGHT

if TYPE_CHECKING:
    from app.templates.steps import Template

# What has not the form of a template never becomes one: tests/authoring/test_form.py.
CODES = sorted(set(get_args(FindingCode)) - {"form"})
AT_LEAST = 200


def found(template: Template) -> list[tuple[str, str]]:
    return [(one.code, one.where) for one in check(template)]


@pytest.mark.parametrize("code", CODES)
def test_each_broken_rule_is_the_only_finding_and_where_it_is_broken(code: FindingCode) -> None:
    cases = [case for case in BROKEN if case.code == code]
    assert cases
    assert [found(case.template) for case in cases] == [[(case.code, case.where)] for case in cases]


@pytest.mark.parametrize("code", CODES)
def test_the_neighbours_of_what_is_broken_are_right(code: FindingCode) -> None:
    neighbours = [case.neighbour for case in BROKEN if case.code == code]
    assert [found(one) for one in neighbours] == [[]] * len(neighbours)


def test_the_talks_that_are_broken_here_are_right_themselves() -> None:
    assert [found(one) for one in RIGHT] == [[]] * len(RIGHT)


def test_there_are_two_hundred_of_them_and_no_two_are_one() -> None:
    different = {(case.code, case.where, case.template) for case in BROKEN}
    assert len(different) >= AT_LEAST, Counter(case.code for case in BROKEN)


def test_every_finding_names_a_rule_and_says_a_plain_sentence() -> None:
    findings = [finding for case in BROKEN for finding in check(case.template)]
    assert {finding.rule[:2] for finding in findings} <= {"T-", "L-", "P-", "A-", "G-", "C-"}
    assert {finding.step for finding in findings if finding.where.startswith("/steps/")} >= {0, 1, 2, 3, 4}
    assert all(finding.step is None for finding in findings if not finding.where.startswith("/steps/"))
    assert all(finding.detail.endswith(".") and len(finding.detail) <= 120 for finding in findings)
