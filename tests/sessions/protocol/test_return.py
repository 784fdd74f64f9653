"""Coming back from a pause (P-5 to P-7): both here, both calm, both said so; or more time; or a neutral end."""

from __future__ import annotations

from datetime import timedelta

import pytest

from app.sessions.protocol import commands as c
from app.sessions.protocol import events as e
from app.sessions.protocol.state import Paused
from tests.sessions.protocol.story import paused, reflecting, speaking


def test_both_come_back_to_where_they_were() -> None:
    story = reflecting()
    before = story.phase
    paused(story).later(minutes=20).both(c.RateArousal("a", 4), c.Return("a")).then("resumed")
    assert type(story.phase) is type(before)
    assert story.view("a")["floor"] == "person-a"


def test_nobody_comes_back_without_a_reading() -> None:
    story = paused().later(minutes=20)
    assert "return" not in story.may("a")
    story.when(c.Return("a")).refused("not_calm_yet")


def test_nobody_comes_back_above_the_ceiling() -> None:
    paused().when(c.RateArousal("a", 5)).later(minutes=20).when(c.Return("a")).refused("not_calm_yet")


def test_a_reading_from_before_the_pause_does_not_count() -> None:
    paused(speaking().both(c.RateArousal("a", 1))).later(minutes=20).when(c.Return("a")).refused("not_calm_yet")


def test_one_who_is_back_waits_and_is_not_told_why() -> None:
    story = paused().later(minutes=20).when(c.RateArousal("a", 2))
    before = {**story.view("a")}
    story.when(c.RateArousal("b", 7))
    assert story.view("a") == before
    story.when(c.Return("a")).then()
    assert story.view("a")["private"]["given"] == ["return"]
    story.when(c.Return("a")).refused("not_now")


def test_one_who_is_stirred_up_again_keeps_both_in_the_pause() -> None:
    story = paused().later(minutes=20).both(c.RateArousal("a", 2)).when(c.Return("a"), c.RateArousal("a", 7))
    story.when(c.Return("b")).then().in_phase("paused")
    story.when(c.RateArousal("a", 3)).then("resumed")


def test_both_must_be_here() -> None:
    story = paused().gone("b").later(minutes=20).both(c.RateArousal("a", 2), c.Return("a")).in_phase("paused")
    story.back("b").then("resumed")


def test_either_may_offer_another_time_and_the_other_may_accept_it() -> None:
    story = paused()
    tomorrow = story.now + timedelta(hours=20)
    story.when(c.OfferReturn("a", tomorrow)).then("return_offered")
    assert "accept_return" not in story.may("a")
    assert story.may("b")["accept_return"]["with"] == {"at": tomorrow}
    pause = story.view("b")["pause"]
    assert pause is not None
    assert pause["offer"] == {"at": tomorrow, "by_you": False}
    story.when(c.AcceptReturn("b", tomorrow)).then("return_agreed")
    assert story.event == e.ReturnAgreed(story.now, return_at=tomorrow)
    assert isinstance(story.phase, Paused)
    assert (story.phase.return_at, story.phase.offers) == (tomorrow, ())


def test_nobody_accepts_their_own_offer() -> None:
    story = paused()
    at = story.now + timedelta(hours=1)
    story.when(c.OfferReturn("a", at), c.AcceptReturn("a", at)).refused("not_now")


def test_an_offer_that_nobody_accepts_within_five_minutes_is_gone() -> None:
    story = paused()
    at = story.now + timedelta(hours=1)
    story.when(c.OfferReturn("a", at)).later(minutes=5)
    assert "accept_return" not in story.may("b")
    story.when(c.AcceptReturn("b", at)).refused("not_now")
    assert isinstance(story.phase, Paused)
    assert story.phase.return_at == story.phase.not_before + timedelta(minutes=10)


def test_accepting_names_the_time_that_stands_now() -> None:
    story = paused()
    first, second = story.now + timedelta(hours=1), story.now + timedelta(hours=2)
    story.when(c.OfferReturn("a", first), c.OfferReturn("b", second))
    story.when(c.AcceptReturn("a", first)).refused("wrong_version")
    story.when(c.AcceptReturn("a", second)).then("return_agreed")


def test_a_row_of_offers_is_not_a_way_to_write_in_a_pause() -> None:
    """P-3: one offer stands for its five minutes before its author may make another."""
    story = paused()
    at = story.now + timedelta(hours=1)
    again = story.now + timedelta(minutes=5)
    story.when(c.OfferReturn("a", at), c.OfferReturn("a", at)).refused("too_early", retry_at=again)
    assert story.may("a")["offer_return"]["not_before"] == again
    story.later(minutes=5).when(c.OfferReturn("a", at)).then("return_offered")


def test_no_offer_shortens_the_pause() -> None:
    story = paused()
    over = story.now + timedelta(minutes=20)
    story.when(c.OfferReturn("a", over - timedelta(seconds=1))).refused("pause_not_over", retry_at=over)
    story.when(c.OfferReturn("a", over)).then("return_offered")


def test_an_offer_lies_in_the_time_to_come_and_within_a_day() -> None:
    story = paused().later(minutes=25)
    story.when(c.OfferReturn("a", story.now - timedelta(seconds=1))).refused("wrong_version")
    story.when(c.OfferReturn("a", story.now + timedelta(hours=24))).refused("limit_reached")
    story.when(c.OfferReturn("a", story.now)).then("return_offered")


def test_the_last_moment_of_a_day_can_be_offered() -> None:
    story = paused()
    story.when(c.OfferReturn("a", story.now + timedelta(hours=24))).then("return_offered")


def test_the_offer_that_the_view_suggests_is_taken() -> None:
    story = paused().later(minutes=39)
    story.when(c.OfferReturn("a", story.may("a")["offer_return"]["with"]["at"])).then("return_offered")


def test_after_the_last_possible_moment_nothing_is_offered() -> None:
    story = paused(speaking(pause_max=3600, pause_suggested_return=3600)).later(minutes=60)
    assert "offer_return" not in story.may("a")
    story.when(c.OfferReturn("a", story.now)).refused("not_now")


def test_a_missed_return_ends_neutrally_after_the_grace() -> None:
    story = paused().when(c.RateArousal("a", 1)).later(minutes=20).when(c.Return("a"))
    story.after(minutes=19).then().after(minutes=1).then("session_ended")
    assert story.event == e.SessionEnded(story.now, outcome="adjourned")
    ended = story.view("a")["ended"]
    assert ended == {"outcome": "adjourned", "kind": "none", "suggested_at": story.now + timedelta(hours=24)}


def test_one_still_above_the_ceiling_gives_both_more_time() -> None:
    story = paused().when(c.RateArousal("b", 6)).after(minutes=40).then("pause_extended")
    assert story.event == e.PauseExtended(
        story.now, not_before=story.now + timedelta(minutes=20), return_at=story.now + timedelta(minutes=30)
    )
    story.when(c.RateArousal("a", 1), c.Return("a")).refused(
        "pause_not_over", retry_at=story.now + timedelta(minutes=20)
    )


def test_readiness_from_before_the_extension_does_not_count() -> None:
    story = paused().both(c.RateArousal("a", 1)).later(minutes=20).when(c.Return("a"), c.RateArousal("b", 6))
    story.after(minutes=20).then("pause_extended").later(minutes=20)
    story.when(c.RateArousal("b", 1), c.Return("b")).then().in_phase("paused")
    story.when(c.RateArousal("a", 1), c.Return("a")).then("resumed")


@pytest.mark.parametrize("extensions", [0, 1, 2])
def test_a_pause_is_extended_as_often_as_the_template_says_and_at_most_twice(extensions: int) -> None:
    story = paused(speaking(pause_extensions=extensions))
    for _ in range(extensions):
        story.when(c.RateArousal("b", 9)).until_due().then("pause_extended")
    story.when(c.RateArousal("b", 9)).until_due().then("session_ended")


def test_no_template_extends_a_pause_more_than_twice() -> None:
    assert speaking(pause_extensions=9).session.template.limits.pause_extensions == 2


def test_an_extension_takes_back_the_offer_on_the_table() -> None:
    story = paused().when(c.RateArousal("b", 6)).later(minutes=38)
    at = story.now + timedelta(hours=1)
    story.when(c.OfferReturn("a", at)).after(minutes=2).then("pause_extended")
    story.when(c.AcceptReturn("b", at)).refused("not_now")


def test_a_pause_is_not_extended_beyond_its_longest() -> None:
    story = paused(speaking(pause_max=3600)).when(c.RateArousal("b", 6)).until_due().then("session_ended")
    assert story.now < story.log[-1].at + timedelta(seconds=1)


def test_the_agreed_time_is_the_one_that_is_missed() -> None:
    story = paused()
    at = story.now + timedelta(hours=2)
    story.when(c.OfferReturn("a", at), c.AcceptReturn("b", at))
    story.after(hours=2, minutes=9).then().after(minutes=1).then("session_ended")


def test_whoever_comes_back_after_the_grace_finds_the_session_ended() -> None:
    story = paused().both(c.RateArousal("a", 1)).later(minutes=20).when(c.Return("a")).later(minutes=25)
    story.when(c.Return("b")).refused("ended")


def test_two_who_said_they_were_ready_do_not_come_back_three_days_later() -> None:
    """P-7, with a server that was down: what had passed by then comes first."""
    story = paused().gone("b").both(c.RateArousal("a", 1)).later(minutes=20).both(c.Return("a"))
    story.later(days=3).back("b").then("session_ended")
