"""Ids and codes: unguessable, and typeable where a person types them."""

from __future__ import annotations

import re
from uuid import UUID

from app.ids import SystemIds, read_code


def test_a_private_id_tells_nothing_and_a_public_one_is_in_order() -> None:
    ids = SystemIds()
    assert UUID(ids.private()).version == 4
    public = [ids.public() for _ in range(100)]
    assert {UUID(one).version for one in public} == {7}
    assert public == sorted(public)


def test_a_secret_has_256_bits() -> None:
    assert len(SystemIds().secret()) == 43


def test_a_code_has_at_least_128_bits_and_no_letters_that_look_alike() -> None:
    assert re.fullmatch(r"([0-9A-HJKMNP-TV-Z]{4}-){6}[0-9A-HJKMNP-TV-Z]{4}", SystemIds().code())


def test_a_code_is_read_as_a_person_may_type_it() -> None:
    assert read_code(" abcd efgh-1jk0 ") == "ABCD-EFGH-1JK0"
    assert read_code("lIoO") == "1100"
