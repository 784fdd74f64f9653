"""The ledger of erasures: it grows, it vouches for itself, and it survives whatever kills who writes it."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import pytest

from app.security.ledger import Ledger, LedgerFault
from app.security.master_key import MasterKey

if TYPE_CHECKING:
    from pathlib import Path

MASTER = MasterKey(bytes(range(32)))
OTHER = MasterKey(bytes(range(1, 33)))


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "master-key.erasures"


@pytest.fixture
def ledger(file: Path) -> Ledger:
    return Ledger(file, MASTER)


def test_what_was_added_is_there_for_the_next_who_reads(ledger: Ledger, file: Path) -> None:
    assert ledger.add(["one", "two"]) == 2
    assert Ledger(file, MASTER).read() == {"one", "two"}


def test_what_is_there_is_not_added_twice(ledger: Ledger, file: Path) -> None:
    ledger.add(["one"])
    before = file.read_bytes()
    assert ledger.add(["one"]) == 0
    assert file.read_bytes() == before


def test_a_ledger_without_erasures_is_there_all_the_same(ledger: Ledger, file: Path) -> None:
    assert not ledger.exists()
    assert ledger.read() == frozenset()
    ledger.add(())
    assert ledger.exists()
    assert ledger.read() == frozenset()
    assert file.stat().st_mode & 0o077 == 0


def test_it_is_the_same_after_a_change_of_the_master_key(ledger: Ledger, file: Path) -> None:
    """What hashes is carried on, so the new key reads what was written under the old one."""
    ledger.add(["one"])
    assert Ledger(file, MasterKey(bytes(range(7, 39)), hashing=bytes(range(32)))).read() == {"one"}


def test_whoever_was_killed_at_any_byte_of_a_line_leaves_a_whole_ledger(ledger: Ledger, file: Path) -> None:
    ledger.add(["one"])
    kept = len(file.read_bytes())
    ledger.add(["two"])
    whole = file.read_bytes()
    for length in range(kept, len(whole)):
        file.write_bytes(whole[:length])
        assert ledger.read() == {"one"}, length
    assert ledger.add(["two"]) == 1
    assert file.read_bytes() == whole


@pytest.mark.parametrize("line", [0, 1, 2])
def test_a_line_that_was_changed_is_noticed(ledger: Ledger, file: Path, line: int) -> None:
    ledger.add(["one"])
    ledger.add(["two"])
    lines = file.read_bytes().splitlines(keepends=True)
    lines[line] = b"x" + lines[line][1:]
    file.write_bytes(b"".join(lines))
    with pytest.raises(LedgerFault, match="was changed"):
        ledger.read()
    with pytest.raises(LedgerFault, match="was changed"):
        ledger.add(["three"])


def test_a_line_that_was_taken_out_is_noticed(ledger: Ledger, file: Path) -> None:
    ledger.add(["one"])
    ledger.add(["two"])
    title, _, last = file.read_bytes().splitlines(keepends=True)
    file.write_bytes(title + last)
    with pytest.raises(LedgerFault):
        ledger.read()


def test_another_installations_ledger_is_refused(ledger: Ledger, file: Path) -> None:
    ledger.add(["one"])
    with pytest.raises(LedgerFault, match="belongs to another master key"):
        Ledger(file, OTHER).read()


def test_a_place_where_nobody_can_write_is_told_in_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(LedgerFault, match="cannot be written; see REJOIN_ERASURES_FILE"):
        Ledger(tmp_path / "nowhere" / "ledger", MASTER).add(())


def test_two_who_write_at_once_lose_nothing(file: Path) -> None:
    def add(first: int) -> None:
        for number in range(first, 40, 2):
            Ledger(file, MASTER).add([str(number)])

    writers = [threading.Thread(target=add, args=(first,)) for first in (0, 1)]
    for one in writers:
        one.start()
    for one in writers:
        one.join()
    assert Ledger(file, MASTER).read() == {str(number) for number in range(40)}
