"""What was expected stays as it was once one has looked back; what happened may be said better."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from hypothesis import strategies as some
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from app.journal.ahead import LOOKED_BACK, Ahead, Refused, looked_back, moved, reworded

AT = datetime(2026, 11, 22, 20, tzinfo=UTC)
DAY = date(2026, 12, 1)
texts = some.text("abc", min_size=1, max_size=5)


def test_it_is_open_until_one_looks_back() -> None:
    ahead = Ahead("rain", DAY)
    assert ahead.state == "open"
    assert looked_back(ahead, "snow", at=AT) == Ahead("rain", None, "snow", AT)
    assert looked_back(ahead, "snow", at=AT).state == "looked_back"


def test_an_open_one_may_be_reworded_and_moved_to_another_day_or_to_none() -> None:
    assert reworded(Ahead("rain", DAY), "sun") == Ahead("sun", DAY)
    assert moved(Ahead("rain", DAY), None) == Ahead("rain")


def test_hindsight_changes_neither_the_words_nor_the_day() -> None:
    past = looked_back(Ahead("rain", DAY), "snow", at=AT)
    assert reworded(past, "sun") is LOOKED_BACK
    assert moved(past, DAY) is LOOKED_BACK


def test_saying_again_what_happened_keeps_when_one_first_looked() -> None:
    past = looked_back(Ahead("rain"), "snow", at=AT)
    assert looked_back(past, "much snow", at=AT + timedelta(days=1)) == Ahead("rain", None, "much snow", AT)


def test_no_repr_shows_a_word() -> None:
    assert "rain" not in repr(looked_back(Ahead("rain"), "snow", at=AT))
    assert "snow" not in repr(looked_back(Ahead("rain"), "snow", at=AT))


class Looking(RuleBasedStateMachine):
    """Any acts in any order."""

    def __init__(self) -> None:
        super().__init__()
        self.ahead = Ahead("rain")
        self.at = AT
        self.expected_then: str | None = None

    def take(self, found: Ahead | Refused) -> None:
        assert isinstance(found, Refused) is (self.expected_then is not None)
        if isinstance(found, Ahead):
            self.ahead = found

    @rule(text=texts)
    def reword(self, text: str) -> None:
        self.take(reworded(self.ahead, text))

    @rule(day=some.none() | some.dates())
    def move(self, day: date | None) -> None:
        self.take(moved(self.ahead, day))

    @rule(text=texts)
    def look_back(self, text: str) -> None:
        self.at += timedelta(hours=1)
        self.ahead = looked_back(self.ahead, text, at=self.at)
        if self.expected_then is None:
            self.expected_then = self.ahead.expected

    @invariant()
    def what_was_expected_stays(self) -> None:
        assert self.expected_then in (None, self.ahead.expected)

    @invariant()
    def nothing_waits_once_one_has_looked_back(self) -> None:
        ahead = self.ahead
        assert (ahead.state == "looked_back") is (ahead.happened is not None) is (ahead.looked_back_at is not None)
        assert ahead.state == "open" or ahead.look_on is None


TestLooking = Looking.TestCase
