"""Problems: a closed list of codes, one safe sentence each."""

from __future__ import annotations

import re

import pytest

from app.errors import PROBLEM_CODES, Conflict, Invalid, NotFound, Problem, TooMany


def test_a_code_outside_the_list_is_a_bug() -> None:
    with pytest.raises(ValueError, match="closed list"):
        Problem("invented")


def test_a_code_brings_its_own_status_and_title() -> None:
    problem = Problem("login_failed")
    assert (problem.status, problem.title) == PROBLEM_CODES["login_failed"]


def test_a_kind_of_problem_has_a_code_of_its_own() -> None:
    assert [(p.status, p.code) for p in (NotFound(), Conflict(), Invalid(), TooMany(3))] == [
        (404, "not_found"),
        (409, "conflict"),
        (422, "invalid"),
        (429, "too_many"),
    ]


def test_a_conflict_may_be_named() -> None:
    assert (Conflict("already_paired").status, Conflict("already_paired").code) == (409, "already_paired")


@pytest.mark.parametrize("code", PROBLEM_CODES)
def test_a_code_is_neutral(code: str) -> None:
    assert re.fullmatch(r"[a-z_]+", code)
    assert not re.search(r"violen|abus|safety|therap|conflict_with|partner", code)
