"""Pages and cursors: opaque, and good for one list only."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.errors import Problem
from app.pagination import cut, decode_cursor, encode_cursor


def test_a_page_knows_whether_more_follows() -> None:
    page = cut(["a", "b", "c"], 2, scope="letters", place=str)
    assert page.items == ("a", "b")
    assert page.has_more
    assert decode_cursor("letters", page.next_cursor) == "b"


def test_the_last_page_has_no_cursor() -> None:
    page = cut(["a", "b"], 2, scope="letters", place=str)
    assert (page.next_cursor, page.has_more) == (None, False)


def test_the_first_page_needs_no_cursor() -> None:
    assert decode_cursor("letters", None) is None


def test_a_cursor_of_another_list_is_refused() -> None:
    with pytest.raises(Problem) as refused:
        decode_cursor("numbers", encode_cursor("letters", "b"))
    assert refused.value.code == "bad_cursor"


@given(st.text(max_size=60))
def test_a_made_up_cursor_is_a_400_and_never_a_fault(cursor: str) -> None:
    with pytest.raises(Problem) as refused:
        decode_cursor("letters", cursor)
    assert refused.value.status == 400
