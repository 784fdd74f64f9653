"""Presence: an open socket or a recent poll, and nothing about when."""

from __future__ import annotations

import pytest

from app.realtime.presence import POLL_LASTS, Presence


class Seconds:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def seconds() -> Seconds:
    return Seconds()


@pytest.fixture
def presence(seconds: Seconds) -> Presence:
    return Presence(monotonic=seconds)


@pytest.fixture
def changes(presence: Presence) -> list[list[str]]:
    seen: list[list[str]] = []
    presence.on_change(lambda _session, here: seen.append(sorted(here)))
    return seen


def test_who_has_a_socket_open_is_here(presence: Presence, changes: list[list[str]]) -> None:
    presence.opened("1", "ada")
    presence.opened("1", "ben")
    presence.closed("1", "ada")
    assert changes == [["ada"], ["ada", "ben"], ["ben"]]
    assert presence.present("1") == {"ben"}


def test_two_devices_of_one_person_are_one_person(presence: Presence, changes: list[list[str]]) -> None:
    presence.opened("1", "ada")
    presence.opened("1", "ada")
    presence.closed("1", "ada")
    assert presence.present("1") == {"ada"}
    assert changes == [["ada"]]


def test_who_polls_is_here_for_45_seconds(presence: Presence, seconds: Seconds, changes: list[list[str]]) -> None:
    presence.polled("1", "ada")
    seconds.now = POLL_LASTS - 1
    presence.sweep()
    assert presence.present("1") == {"ada"}
    seconds.now = POLL_LASTS
    presence.sweep()
    assert (presence.present("1"), changes) == (frozenset(), [["ada"], []])


def test_polling_again_is_no_change(presence: Presence, seconds: Seconds, changes: list[list[str]]) -> None:
    for seconds.now in range(0, 200, 20):
        presence.polled("1", "ada")
        presence.sweep()
    assert changes == [["ada"]]


def test_one_who_said_that_they_go_is_gone_at_once(presence: Presence, changes: list[list[str]]) -> None:
    presence.polled("1", "ada")
    presence.left("1", "ada")
    assert changes == [["ada"], []]


def test_sessions_do_not_know_of_each_other(presence: Presence) -> None:
    presence.opened("1", "ada")
    assert presence.present("2") == frozenset()


def test_an_empty_session_is_forgotten(presence: Presence, seconds: Seconds) -> None:
    presence.opened("1", "ada")
    presence.polled("1", "ada")
    presence.closed("1", "ada")
    seconds.now = POLL_LASTS
    presence.sweep()
    assert not presence._sockets  # noqa: SLF001 - bounded memory is the behaviour
    assert not presence._polls  # noqa: SLF001
    assert not presence._known  # noqa: SLF001
