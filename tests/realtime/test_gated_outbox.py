"""An outbox that asks before it lets go: nothing without an answer, in order with one, none after a no (T12, T13)."""

from __future__ import annotations

from dataclasses import dataclass, field

from app.realtime.close_codes import CloseCode
from app.realtime.gated_outbox import KNOWN_FOR, GatedOutbox
from app.realtime.outbox import MOST_FRAMES, Holder


@dataclass
class Asked:
    """How often somebody was asked, and a clock that is set by hand."""

    now: float = 100.0
    times: int = 0
    box: GatedOutbox = field(init=False)

    def __post_init__(self) -> None:
        self.box = GatedOutbox("session:1", Holder("maria", "login"), ask=self.ask, monotonic=lambda: self.now)

    def ask(self) -> None:
        self.times += 1

    def out(self) -> list[str]:
        found = []
        while (frame := self.box.waiting()) is not None:
            found.append(frame)
        return found


def test_nothing_goes_out_before_the_first_answer_and_then_everything_in_order() -> None:
    asked = Asked()
    asked.box.put("1")
    asked.box.put("2")
    assert (asked.out(), asked.times) == ([], 2)
    asked.box.may_have(asked_at=asked.now)
    asked.box.put("3")
    assert asked.out() == ["1", "2", "3"]


def test_an_answer_holds_for_two_seconds_and_no_longer() -> None:
    asked = Asked()
    asked.box.may_have(asked_at=asked.now)
    asked.now += KNOWN_FOR - 0.01
    asked.box.put("1")
    asked.now += 0.02
    asked.box.put("2")
    assert asked.out() == ["1"]
    # What comes after what waits does not overtake it, whatever was known in the meantime.
    asked.box.put("3")
    asked.box.may_have(asked_at=asked.now)
    assert asked.out() == ["2", "3"]


def test_after_a_doubt_an_older_answer_counts_for_nothing() -> None:
    asked = Asked()
    asked.box.may_have(asked_at=asked.now)
    before = asked.now
    asked.now += 0.1
    asked.box.doubt()
    asked.box.put("1")
    asked.box.may_have(asked_at=before)
    assert asked.out() == []
    asked.now += 0.1
    asked.box.may_have(asked_at=asked.now)
    assert asked.out() == ["1"]


def test_a_no_drops_what_waited_and_what_was_let_out_but_not_sent() -> None:
    asked = Asked()
    asked.box.may_have(asked_at=asked.now)
    asked.box.put("sent soon")
    asked.box.doubt()
    asked.box.put("waits")
    asked.box.close(CloseCode.SHARING_CHANGED)
    asked.box.may_have(asked_at=asked.now + 1)
    asked.box.put("later")
    assert asked.out() == []
    assert asked.box.closing is CloseCode.SHARING_CHANGED


def test_the_end_of_a_session_waits_for_its_last_frames() -> None:
    asked = Asked()
    asked.box.put("session_ended")
    asked.box.close(CloseCode.ENDED)
    asked.box.put("nothing follows")
    assert asked.box.closing is None
    asked.box.may_have(asked_at=asked.now)
    assert asked.out() == ["session_ended"]
    assert asked.box.closing is CloseCode.ENDED


def test_who_is_not_answered_for_does_not_fill_the_memory() -> None:
    asked = Asked()
    for number in range(MOST_FRAMES + 1):
        asked.box.put(str(number))
    assert asked.box.closing is CloseCode.TOO_SLOW
    assert asked.out() == []
