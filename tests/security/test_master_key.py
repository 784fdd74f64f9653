"""The master key: made once and exclusively in development, refused when it is unsafe."""

from __future__ import annotations

import base64
import stat
from typing import TYPE_CHECKING

import pytest
from cryptography.exceptions import InvalidTag

from app.security.master_key import KeyedHash, KeyFault, MasterKey, load

if TYPE_CHECKING:
    from pathlib import Path


def test_a_new_key_is_readable_by_its_owner_only_and_stays(tmp_path: Path) -> None:
    file = tmp_path / "data.master-key"
    made = load(file, may_create=True)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert load(file, may_create=True).secret == made.secret


def test_a_missing_key_is_not_made_where_it_is_not_allowed(tmp_path: Path) -> None:
    with pytest.raises(KeyFault, match="missing"):
        load(tmp_path / "none", may_create=False)
    assert not (tmp_path / "none").exists()


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "32 random bytes"),
        (b"short", "32 random bytes"),
        (base64.urlsafe_b64encode(bytes(16)), "32 random bytes"),
        (b"not base64 at all \xff\xfe", "32 random bytes"),
        (base64.urlsafe_b64encode(bytes(32)), "not random"),
        (base64.urlsafe_b64encode(b"test" * 8), "not random"),
    ],
)
def test_a_key_that_is_no_key_is_refused(tmp_path: Path, content: bytes, reason: str) -> None:
    file = tmp_path / "key"
    file.write_bytes(content)
    file.chmod(0o600)
    with pytest.raises(KeyFault, match=reason):
        load(file, may_create=True)


@pytest.mark.parametrize("mode", [0o644, 0o640, 0o604, 0o660])
def test_a_key_that_others_can_read_is_refused(tmp_path: Path, mode: int) -> None:
    file = tmp_path / "key"
    load(file, may_create=True)
    file.chmod(mode)
    with pytest.raises(KeyFault, match="chmod 600"):
        load(file, may_create=False)


def test_keys_derived_for_different_purposes_have_nothing_in_common() -> None:
    master = MasterKey(bytes(range(32)))
    assert master.derive("a") == master.derive("a")
    assert master.derive("a") != master.derive("b")


def test_a_wrapped_key_opens_only_for_its_owner() -> None:
    master = MasterKey(bytes(range(32)))
    wrapped = master.wrap(b"k" * 32, bound_to="account/ada")
    assert master.unwrap(wrapped, bound_to="account/ada") == b"k" * 32
    with pytest.raises(InvalidTag):
        master.unwrap(wrapped, bound_to="account/ben")


def test_a_keyed_hash_needs_the_key_and_the_purpose() -> None:
    one, other = MasterKey(bytes(range(32))), MasterKey(bytes(range(1, 33)))
    hashes = {
        KeyedHash(one, purpose="email")("ada@example.org"),
        KeyedHash(one, purpose="ref")("ada@example.org"),
        KeyedHash(other, purpose="email")("ada@example.org"),
        KeyedHash(one, purpose="email")("ben@example.org"),
    }
    assert len(hashes) == 4
    assert KeyedHash(one, purpose="email")("ada@example.org") in hashes
