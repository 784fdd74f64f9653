"""Whatever the two and the therapist do, in whatever order: what may be seen is what the definition says, no more and
no less. The pure link is held against a plain model of the rules.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from app.therapists.lifecycle import (
    ANSWER_WITHIN,
    SCOPES,
    Link,
    Scope,
    accepted,
    access,
    consented,
    ended,
    is_over,
    is_shown_to_therapist,
    left_by_therapist,
    phase_of,
    withdrawn,
)
from tests.therapists.model import TWO, Model, Said

BEGIN = datetime(2026, 11, 23, 9, tzinfo=UTC)
people = st.sampled_from(TWO)
some_scopes = st.sets(st.sampled_from(SCOPES[:3]), min_size=1)
# What ends everything comes last: otherwise there would be little to end.
seldom = st.integers(min_value=0, max_value=4)
some_days = st.integers(min_value=0, max_value=4)


class AnyHistory(RuleBasedStateMachine):
    """One couple and one therapist."""

    def __init__(self) -> None:
        super().__init__()
        self.model = Model(BEGIN)
        self.version = 1
        self.link = Link(answer_by=BEGIN)

    @initialize(scopes=some_scopes, theirs=some_scopes, days=some_days, goes_on=st.integers(min_value=0, max_value=3))
    def begins(self, scopes: set[Scope], theirs: set[Scope], days: int, goes_on: int) -> None:
        """Mostly with a link on which much can happen, and sometimes with an invitation alone."""
        self._invite(scopes, days)
        if goes_on > 0:
            self.time_passes(60)
            self.say_yes("ben", theirs, 4)
            self.accept()

    @precondition(lambda self: is_over(self.link, self.model.now) and self.model.together and self.model.profile_open)
    @rule(scopes=some_scopes, days=some_days)
    def invite_again(self, scopes: set[Scope], days: int) -> None:
        self._invite(scopes, days)

    @precondition(lambda self: self.model.together and self.model.profile_open)
    @rule(who=people, scopes=some_scopes, days=some_days)
    def say_yes(self, who: str, scopes: set[Scope], days: int) -> None:
        until = self.model.until(days)
        after = consented(self.link, who, scopes=scopes, until=until, policy_version=self.version, at=self.model.now)
        may = not self.model.over and (self.model.accepted or self.model.answerable())
        assert (after != "over") is may
        if not isinstance(after, str):
            self.link = after
            self.model.said.append(Said(self.model.now, who, "yes", frozenset(scopes), until))

    @rule(who=people)
    def withdraw(self, who: str) -> None:
        self.model.over = self.model.over or (self.model.accepted and self.model.holds_until(who) is not None)
        self.model.said.append(Said(self.model.now, who, "took it back"))
        if who in self.link.consents:
            self.link = withdrawn(self.link, who, at=self.model.now)

    @rule()
    def accept(self) -> None:
        model = self.model
        new = not model.accepted and not model.declined and model.answerable() and model.both_say_yes()
        going_on = model.accepted and not model.over and model.profile_open and model.together
        after = accepted(self.link, self._two(), policy_version=self._version(), at=model.now)
        assert (after != "nothing_there") is (new or going_on)
        if not isinstance(after, str):
            self.link, model.accepted = after, True

    @precondition(lambda self: self._shown())
    @rule()
    def therapist_ends_or_refuses(self) -> None:
        self.link = left_by_therapist(self.link, at=self.model.now)
        self._left()

    @rule()
    def declare_another_policy(self) -> None:
        # No two things happen in one moment.
        self.model.passed(timedelta(seconds=1))
        self.version, self.model.declared_at = self.version + 1, self.model.now

    @precondition(lambda self: self.model.profile_open)
    @rule(really=seldom)
    def close_the_profile(self, really: int) -> None:
        if really:
            return
        self.link = left_by_therapist(self.link, at=self.model.now)
        self.model.profile_open = False
        self._left()

    @precondition(lambda self: self.model.together)
    @rule(really=seldom)
    def leave_or_erase(self, really: int) -> None:
        if really:
            return
        self.link = ended(self.link, at=self.model.now)
        self.model.together, self.model.over = False, True

    @rule(minutes=st.sampled_from([1, 60, 60, 10 * 60, 24 * 60, 7 * 24 * 60]))
    def time_passes(self, minutes: int) -> None:
        self.model.passed(timedelta(minutes=minutes))

    @invariant()
    def what_may_be_seen_is_what_the_definition_says(self) -> None:
        seen = access(self.link, self._two(), policy_version=self._version(), at=self.model.now)
        assert dict(seen) == self.model.seen(SCOPES)
        # T12: nothing was there before both had said yes.
        assert all(since <= self.model.now for since in seen.values())

    @invariant()
    def the_phase_tells_no_more_than_it_may(self) -> None:
        phase = phase_of(self.link, self.model.now)
        if self.model.accepted:
            assert phase == ("ended" if self.model.over else "sharing")
        else:
            # Whoever refused, was silent, or has not looked: one word until the time to answer is over.
            assert phase == ("invited" if self.model.answerable() else "not_taken_up")

    @invariant()
    def an_invitation_is_shown_to_the_therapist_only_when_both_say_yes(self) -> None:
        if self._shown() and not self.model.accepted:
            assert self.model.both_say_yes()

    def teardown(self) -> None:
        """In the end, everything ends by time alone."""
        late = self.model.now + timedelta(days=400)
        assert dict(access(self.link, self._two(), policy_version=self._version(), at=late)) == {}

    def _invite(self, scopes: set[Scope], days: int) -> None:
        now, until = self.model.now, self.model.until(days)
        link = Link(answer_by=now + ANSWER_WITHIN)
        after = consented(link, "ada", scopes=scopes, until=until, policy_version=self.version, at=now)
        assert not isinstance(after, str)
        self.link = after
        self.model.said = [Said(now, "ada", "invited", frozenset(scopes), until)]
        self.model.over = self.model.accepted = self.model.declined = False

    def _left(self) -> None:
        if self.model.accepted:
            self.model.over = True
        else:
            self.model.declined = True

    def _shown(self) -> bool:
        return is_shown_to_therapist(self.link, self._two(), policy_version=self._version(), at=self.model.now)

    def _two(self) -> tuple[str, str] | None:
        return TWO if self.model.together else None

    def _version(self) -> int | None:
        return self.version if self.model.profile_open else None


TestAnyHistory: Any = AnyHistory.TestCase
TestAnyHistory.settings = settings(max_examples=200, stateful_step_count=25, deadline=None)
