"""When an agreement is in force: both, to the same words, and neither has taken it back."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.agreements.lifecycle import (
    DAYS,
    DEFAULT_DAYS,
    Agreement,
    Refused,
    Terms,
    assent,
    content_hash,
    end,
    in_force,
    propose,
    revise,
    state,
    suffices,
    within_days,
)

if TYPE_CHECKING:
    from app.agreements.lifecycle import AgreementKind

ADA, BEN, EVE = "ada", "ben", "eve"
BOTH = (ADA, BEN)
SHARED = Terms("boundary", "shared", "time", None, "Phones stay out of the bedroom.", 90)
OTHER = replace(SHARED, text="Phones stay in the hall.")
ADAS = Terms("boundary", "personal", "personal_space", ADA, "I walk alone on Sundays.", 90)


def given_proposal(terms: Terms = SHARED, *, by: str = ADA) -> Agreement:
    return taken(propose(BOTH, terms, nonce="n", by=by))


def taken(outcome: Agreement | Refused) -> Agreement:
    assert isinstance(outcome, Agreement)
    return outcome


def given_agreed(terms: Terms = SHARED) -> Agreement:
    proposed = given_proposal(terms)
    return taken(assent(proposed, proposed.latest.hash, by=BEN))


def test_proposing_is_the_proposers_assent_and_not_enough() -> None:
    proposed = given_proposal()
    assert proposed.latest.assents == {ADA}
    assert (in_force(proposed), state(proposed)) == (None, "proposed")


def test_both_assenting_to_the_same_version_puts_it_in_force() -> None:
    agreed = given_agreed()
    assert (in_force(agreed), state(agreed)) == (agreed.latest, "active")


def test_assenting_twice_alone_is_one_assent() -> None:
    proposed = given_proposal()
    assert state(taken(assent(proposed, proposed.latest.hash, by=ADA))) == "proposed"


def test_assenting_to_other_words_changes_nothing() -> None:
    # Attack test 16: both accept different versions in a race.
    edited = taken(revise(given_proposal(), OTHER, nonce="m", by=ADA))
    assert assent(edited, edited.versions[0].hash, by=BEN) == Refused("wrong_version")
    assert assent(edited, "nothing of the kind", by=BEN) == Refused("wrong_version")


def test_an_edit_starts_with_nobodys_assent_and_leaves_the_old_version_in_force() -> None:
    # I-30, G-1, attack test 17.
    agreed = given_agreed()
    edited = taken(revise(agreed, OTHER, nonce="m", by=BEN))
    assert edited.latest.assents == frozenset()
    assert in_force(edited) == agreed.latest
    assert state(edited) == "active"


def test_an_edit_is_in_force_once_both_assented_to_it() -> None:
    edited = taken(revise(given_agreed(), OTHER, nonce="m", by=BEN))
    for partner in BOTH:
        edited = taken(assent(edited, edited.latest.hash, by=partner))
    assert in_force(edited) == edited.latest


def test_either_ends_it_at_once_and_ending_twice_is_the_same_answer() -> None:
    for partner in BOTH:
        ended = taken(end(given_agreed(), by=partner))
        assert (in_force(ended), state(ended)) == (None, "lapsed")
        assert taken(end(ended, by=partner)) == ended


def test_ending_withdraws_the_assent_to_every_version() -> None:
    edited = taken(revise(given_agreed(), OTHER, nonce="m", by=BEN))
    ended = taken(end(edited, by=ADA))
    assert all(ADA not in version.assents for version in ended.versions)


def test_what_has_ended_takes_no_more_acts() -> None:
    ended = taken(end(given_agreed(), by=ADA))
    assert assent(ended, ended.latest.hash, by=ADA) == Refused("ended")
    assert revise(ended, OTHER, nonce="m", by=ADA) == Refused("ended")


def test_a_personal_limit_is_in_force_by_its_author_alone() -> None:
    declared = given_proposal(ADAS)
    assert (in_force(declared), state(declared)) == (declared.latest, "active")


def test_the_partner_neither_declares_nor_signs_nor_edits_nor_ends_a_personal_limit() -> None:
    # G-5: it needs no permission, and it has no veto.
    declared = given_proposal(ADAS)
    assert propose(BOTH, ADAS, nonce="n", by=BEN) == Refused("not_yours")
    assert assent(declared, declared.latest.hash, by=BEN) == Refused("not_yours")
    assert revise(declared, SHARED, nonce="m", by=BEN) == Refused("not_yours")
    assert end(declared, by=BEN) == Refused("not_yours")


def test_nobody_turns_a_shared_agreement_into_the_others_personal_limit() -> None:
    assert revise(given_agreed(), ADAS, nonce="m", by=BEN) == Refused("not_yours")


def test_a_stranger_does_nothing() -> None:
    # I-31: assent comes from the person's own hand.
    agreed = given_agreed()
    assert propose(BOTH, SHARED, nonce="n", by=EVE) == Refused("not_yours")
    assert assent(agreed, agreed.latest.hash, by=EVE) == Refused("not_yours")
    assert revise(agreed, OTHER, nonce="m", by=EVE) == Refused("not_yours")
    assert end(agreed, by=EVE) == Refused("not_yours")


@pytest.mark.parametrize(
    ("terms", "partners", "assents", "enough"),
    [
        (SHARED, BOTH, {ADA, BEN}, True),
        (SHARED, BOTH, {ADA, BEN, EVE}, True),
        (SHARED, BOTH, {ADA, EVE}, False),
        (SHARED, (ADA, ADA), {ADA}, False),
        (ADAS, BOTH, {ADA}, True),
        (ADAS, BOTH, {BEN}, False),
        (ADAS, (BEN, EVE), {ADA}, False),
        (replace(ADAS, owner_id=None), BOTH, {ADA, BEN}, False),
    ],
)
def test_who_must_have_said_yes(terms: Terms, partners: tuple[str, str], assents: set[str], enough: bool) -> None:  # noqa: FBT001
    assert suffices(terms, partners=partners, assents=frozenset(assents)) is enough


def test_the_version_names_exactly_these_terms() -> None:
    assert content_hash(SHARED, "n") == content_hash(replace(SHARED), "n")
    others = (
        replace(SHARED, kind="commitment"),
        replace(SHARED, scope="personal"),
        replace(SHARED, category=None),
        replace(SHARED, owner_id=ADA),
        replace(SHARED, text="Phones stay out of the bedroom"),
        replace(SHARED, days=91),
    )
    assert len({content_hash(terms, "n") for terms in (SHARED, *others)}) == len(others) + 1


def test_the_version_cannot_be_guessed_from_likely_words() -> None:
    assert content_hash(SHARED, "one nonce") != content_hash(SHARED, "another nonce")


def test_terms_do_not_show_their_words() -> None:
    assert "Phones" not in repr(given_agreed())


@pytest.mark.parametrize("kind", ["boundary", "commitment"])
def test_the_day_to_look_again_stays_within_the_limits(kind: AgreementKind) -> None:
    low, high = DAYS[kind]
    assert within_days(kind, None) == DEFAULT_DAYS[kind]
    assert [within_days(kind, days) for days in (-1, low, high, 10_000)] == [low, low, high, high]


@dataclass(frozen=True)
class Act:
    """One thing that somebody may try."""

    name: str
    by: str
    version: int
    text: str


acts = st.lists(
    st.builds(
        Act,
        name=st.sampled_from(("assent", "revise", "end")),
        by=st.sampled_from((ADA, BEN, EVE)),
        version=st.integers(0, 5),
        text=st.sampled_from(("one", "two", "three")),
    ),
    max_size=30,
)


def tried(agreement: Agreement, act: Act) -> Agreement | Refused:
    if act.name == "assent":
        return assent(agreement, agreement.versions[act.version % len(agreement.versions)].hash, by=act.by)
    if act.name == "revise":
        return revise(agreement, replace(SHARED, text=act.text), nonce=f"n{len(agreement.versions)}", by=act.by)
    return end(agreement, by=act.by)


@given(acts)
def test_it_is_active_exactly_while_both_stand_by_the_same_version(script: list[Act]) -> None:
    # I-29, I-30, I-31 over any history, against a book kept by hand.
    agreement = given_proposal()
    book: dict[str, set[str]] = {agreement.latest.hash: {ADA}}
    over = False
    for act in script:
        before = agreement
        outcome = tried(agreement, act)
        if isinstance(outcome, Refused):
            assert agreement == before
            continue
        agreement = outcome
        assert act.by in BOTH
        if act.name == "assent":
            book[agreement.latest.hash].add(act.by)
        if act.name == "revise":
            assert agreement.latest.hash not in book
            book[agreement.latest.hash] = set()
        over = over or act.name == "end"
        counts = not over and any(who == set(BOTH) for who in book.values())
        assert (state(agreement) == "active") is counts
        assert (in_force(agreement) is not None) is counts
        assert (state(agreement) == "lapsed") is over
