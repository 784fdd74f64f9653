"""Which passwords may be chosen."""

from __future__ import annotations

import pytest

from app.accounts.password_rules import broken_rule, common_passwords, normal_form, require_uncommon
from app.errors import FieldError, Invalid


@pytest.mark.parametrize(
    "password", ["plain words", "correct horse battery", "ääkköset ovat ok", "8 places", "x" * 63 + "y" * 65]
)
def test_a_long_enough_password_of_any_kind_is_taken(password: str) -> None:
    assert broken_rule(password) is None


@pytest.mark.parametrize(
    ("password", "rule"),
    [
        ("", "too_short"),
        ("1234567", "too_short"),
        ("a" * 129, "too_long"),
        ("PassWord1", "too_common"),
        ("aaaaaaaaaa", "too_common"),
        ("abcabcabcabc", "too_common"),
        ("23456789", "too_common"),
        ("hgfedcba", "too_common"),
        ("ghjklzxcv", "too_common"),
    ],
)
def test_a_password_that_everybody_tries_first_is_refused(password: str, rule: str) -> None:
    assert broken_rule(password) == rule


@pytest.mark.parametrize("password", ["ada.lovelace@example.org", "ADA.LOVELACE", "Ada Lovelace"])
def test_a_password_that_others_know_already_is_refused(password: str) -> None:
    assert broken_rule(password, own=("ada.lovelace@example.org", "Ada Lovelace")) == "too_common"


def test_the_list_holds_only_what_length_alone_would_let_through() -> None:
    assert all(len(password) >= 8 and password == password.casefold() for password in common_passwords())


def test_one_password_typed_on_two_machines_is_one_password() -> None:
    assert normal_form("cafe\u0301 noir") == normal_form("caf\u00e9 noir")


def test_the_problem_names_the_field_and_the_rule_and_not_the_password() -> None:
    with pytest.raises(Invalid) as refused:
        require_uncommon("password1", own=(), pointer="/body/new")

    assert refused.value.errors == (FieldError("/body/new", "too_common"),)
    assert "password1" not in str(refused.value)
