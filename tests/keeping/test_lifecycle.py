"""One occurrence: whose it is reports it, both excuse it, the other notices it. Nothing else can be said."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.keeping.lifecycle import (
    Occurrence,
    Outcome,
    Refused,
    Report,
    excuse,
    notice,
    report,
    take_back,
    unnotice,
)

ADA, BEN, EVE = "ada", "ben", "eve"
BOTH = frozenset({ADA, BEN})
DAY, LATER = date(2026, 11, 20), date(2026, 11, 27)
ADAS = Occurrence(BOTH, frozenset({ADA}), DAY)
OURS = Occurrence(BOTH, BOTH, DAY)


def taken(outcome: Occurrence | Refused) -> Occurrence:
    assert isinstance(outcome, Occurrence)
    return outcome


@pytest.mark.parametrize("outcome", ["kept", "partly", "missed"])
def test_whose_it_is_says_how_it_went(outcome: Outcome) -> None:
    assert taken(report(ADAS, Report(outcome), by=ADA, begun=True)).reports == {ADA: Report(outcome)}


def test_nobody_reports_for_somebody_else() -> None:
    for by in (BEN, EVE):
        assert report(ADAS, Report("missed"), by=by, begun=True) == Refused("not_yours")


def test_a_ritual_of_both_is_reported_by_each_for_themselves_and_two_views_stand() -> None:
    # G-6.
    seen = taken(report(OURS, Report("kept"), by=ADA, begun=True))
    seen = taken(report(seen, Report("missed"), by=BEN, begun=True))
    assert seen.reports == {ADA: Report("kept"), BEN: Report("missed")}


def test_what_one_said_can_be_said_again_in_another_way() -> None:
    first = taken(report(ADAS, Report("missed", LATER), by=ADA, begun=True))
    assert taken(report(first, Report("kept"), by=ADA, begun=True)).reports == {ADA: Report("kept")}


def test_what_has_not_begun_is_not_reported() -> None:
    assert report(ADAS, Report("kept"), by=ADA, begun=False) == Refused("not_begun")


@pytest.mark.parametrize(("outcome", "new_date"), [("missed", DAY), ("kept", LATER)])
def test_a_new_date_is_later_and_for_what_was_not_kept(outcome: Outcome, new_date: date) -> None:
    assert report(ADAS, Report(outcome, new_date), by=ADA, begun=True) == Refused("not_later")


def test_it_is_excused_when_both_say_so() -> None:
    asked = taken(excuse(ADAS, by=BEN))
    assert (ADAS.excuse, asked.excuse) == ("none", "asked")
    assert taken(excuse(asked, by=BEN)).excuse == "asked"
    assert taken(excuse(asked, by=ADA)).excuse == "agreed"


def test_the_wish_can_be_taken_back_and_what_both_excused_cannot() -> None:
    asked = taken(excuse(ADAS, by=ADA))
    assert take_back(asked, by=ADA) == ADAS
    assert take_back(asked, by=BEN) == asked
    assert take_back(taken(excuse(asked, by=BEN)), by=ADA) == Refused("settled")


def test_the_other_notices_and_nobody_praises_themselves() -> None:
    assert taken(notice(ADAS, by=BEN)).noticed_by == {BEN}
    assert notice(ADAS, by=ADA) == Refused("not_yours")
    for one in BOTH:
        assert taken(notice(OURS, by=one)).noticed_by == {one}


def test_what_was_noticed_can_be_taken_back() -> None:
    noticed = taken(notice(ADAS, by=BEN))
    assert unnotice(noticed, by=BEN) == ADAS
    assert unnotice(ADAS, by=BEN) == ADAS


def test_a_stranger_does_nothing() -> None:
    assert [excuse(OURS, by=EVE), take_back(OURS, by=EVE), notice(OURS, by=EVE)] == [Refused("not_yours")] * 3


def test_a_new_date_is_not_shown_by_accident() -> None:
    assert "27" not in repr(replace(ADAS, reports={ADA: Report("missed", LATER)}))


@given(
    st.lists(
        st.tuples(
            st.sampled_from(("kept", "partly", "missed", "excuse", "take_back", "notice", "unnotice")),
            st.sampled_from((ADA, BEN, EVE)),
            st.booleans(),
        ),
        max_size=20,
    ),
    st.sampled_from((ADAS, OURS)),
)
def test_no_history_marks_anybody_but_oneself(script: list[tuple[str, str, bool]], given_one: Occurrence) -> None:
    seen = given_one
    for act, by, begun in script:
        before = seen
        match act:
            case "excuse":
                outcome = excuse(seen, by=by)
            case "take_back":
                outcome = take_back(seen, by=by)
            case "notice":
                outcome = notice(seen, by=by)
            case "unnotice":
                outcome = unnotice(seen, by=by)
            case _:
                outcome = report(seen, Report(act), by=by, begun=begun)  # type: ignore[arg-type]
        seen = before if isinstance(outcome, Refused) else outcome
        changed = {one for one in BOTH | {EVE} if seen.reports.get(one) != before.reports.get(one)}
        assert changed <= {by} & seen.owners
        assert (seen.excused_by ^ before.excused_by) | (seen.noticed_by ^ before.noticed_by) <= {by} & BOTH
        if before.excuse == "agreed":
            assert seen.excuse == "agreed"
