"""Whatever two people and a stranger try, in whatever order, I-29 to I-32 hold (assurance 3)."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from app.agreements import lifecycle
from app.agreements.lifecycle import Agreement, Refused, in_force, may_read, state
from app.agreements.terms import Terms

ADA, BEN, EVE = "ada", "ben", "eve"
BOTH = (ADA, BEN)
SHARED = Terms("boundary", "shared", "time", None, text="one", days=90)
OWN = Terms("boundary", "personal", "time", ADA, text="one", days=90)

people = st.sampled_from((ADA, BEN, EVE))
texts = st.sampled_from(("one", "two", "three"))
places = st.integers(0, 6)


class Agreeing(RuleBasedStateMachine):
    """The agreement as the product has it, beside a book in which each yes is written down by hand."""

    agreement: Agreement

    @initialize(terms=st.sampled_from((SHARED, OWN)), by=people, as_draft=st.booleans())
    def begin(self, terms: Terms, by: str, *, as_draft: bool) -> None:
        self.count = 0
        begun = (lifecycle.draft if as_draft else lifecycle.propose)(BOTH, terms, nonce="0", by=by)
        if isinstance(begun, Refused):
            assert by not in BOTH or (terms.scope == "personal" and by != ADA)
            begun = lifecycle.draft(BOTH, terms, nonce="0", by=ADA)
        assert isinstance(begun, Agreement)
        self.agreement = begun
        self.book: dict[str, set[str]] = {begun.latest.hash: set(begun.latest.assents)}
        self.over = self.let_go = False

    def took(self, outcome: Agreement | Refused) -> bool:
        if isinstance(outcome, Refused):
            return False
        self.agreement = outcome
        return True

    @rule(by=people)
    def offer(self, by: str) -> None:
        before = self.agreement
        if self.took(lifecycle.offer(before, by=by)):
            # G-1: only its author offers a draft, and offering is their own yes and nobody else's.
            assert before.drafted_by == by
            self.book = {self.agreement.latest.hash: {by}}

    @rule(by=people, place=places)
    def assent(self, by: str, place: int) -> None:
        before = self.agreement
        version = before.versions[place % len(before.versions)].hash
        if self.took(lifecycle.assent(before, version, by=by)):
            assert version == before.latest.hash
            self.book[version].add(by)

    @rule(by=people, text=texts, other_kind=st.booleans())
    def revise(self, by: str, text: str, *, other_kind: bool) -> None:
        self.count += 1
        before = self.agreement
        terms = replace(before.latest.terms, text=text, kind="ritual" if other_kind else "boundary")
        if self.took(lifecycle.revise(before, terms, nonce=str(self.count), by=by)):
            # I-30: zero assents, the author's own included; and never another thing.
            assert not other_kind
            assert self.agreement.latest.assents == frozenset()
            assert self.agreement.latest.hash not in self.book
            assert in_force(self.agreement) == in_force(before)
            self.book[self.agreement.latest.hash] = set()

    @rule(by=people)
    def end(self, by: str) -> None:
        before = self.agreement
        may = by in BOTH and before.drafted_by is None and (before.latest.terms.scope == "shared" or by == ADA)
        # I-32: one alone, at once, whatever the other does.
        assert self.took(lifecycle.end(before, by=by)) == may
        self.over = self.over or (may and not self.let_go)

    @precondition(lambda self: in_force(self.agreement) is not None)
    @rule(really=st.booleans())
    def both_let_it_go(self, *, really: bool) -> None:
        if really:
            self.agreement = lifecycle.retire(self.agreement)
            self.let_go = True

    @invariant()
    def it_is_in_force_exactly_while_everyone_needed_stands_by_one_version(self) -> None:
        # I-29.
        if not hasattr(self, "agreement"):
            return
        one = self.agreement
        needed = {ADA} if one.latest.terms.scope == "personal" else set(BOTH)
        signed = [name for name, who in self.book.items() if who >= needed]
        counts = bool(signed) and not self.over and not self.let_go and one.drafted_by is None
        found = in_force(one)
        assert (found is not None) is counts
        assert found is None or found.hash == signed[-1]
        assert (state(one) in {"active", "review_due"}) is counts
        assert state(one, review_due=True) == ("review_due" if counts else state(one))

    @invariant()
    def a_yes_is_in_the_book_of_whoever_gave_it(self) -> None:
        # I-31.
        if hasattr(self, "agreement") and not self.over:
            for version in self.agreement.versions:
                assert version.assents <= self.book[version.hash] <= set(BOTH)

    @invariant()
    def a_draft_is_read_by_its_author_alone(self) -> None:
        if not hasattr(self, "agreement"):
            return
        one = self.agreement
        reading = {who for who in (ADA, BEN, EVE) if may_read(one, by=who, shared_with_partner=False)}
        if one.drafted_by:
            assert reading == {one.drafted_by}
        else:
            assert reading == ({ADA} if one.latest.terms.scope == "personal" else set(BOTH))


TestAnyHistory = Agreeing.TestCase
TestAnyHistory.settings = settings(max_examples=150, stateful_step_count=25, deadline=None)
