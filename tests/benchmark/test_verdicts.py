"""The benchmark judges fairly: what it divides by what, when it gives a verdict, and that a wrong store is found."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.benchmark import figures as f
from tests.benchmark import reporting
from tests.benchmark.client import Roomed
from tests.benchmark.contenders.grouped import append, opened
from tests.benchmark.goals import GOALS, Goal, is_steady
from tests.benchmark.servers import Running
from tests.benchmark.stored import faults_of

if TYPE_CHECKING:
    from pathlib import Path


def contender(us: int, per_second: int = 1000) -> dict[str, Any]:
    point = {"total_us": us, "cpu_us": {"service": us}, "per_second": per_second, "in_time": 1.0, "p50_ms": 1.0}
    return {"points": {"closed": point}}


def one_round(*, fan_out: int = 50, append_us: int = 50, domain: int = 100, sqlite: int = 300) -> dict[str, Any]:
    return {"fan_out": contender(fan_out), "append": append_us, "domain": domain, "sqlite": contender(sqlite)}


def goal(must: float, *, at_least: bool = False) -> Goal:
    return Goal("", "rounds", must, must / 2, lambda _: [], at_least=at_least)


@pytest.mark.parametrize(
    ("seen", "verdict"), [(0.9, "met, stretch too"), (2.0, "met"), (2.5, "within 25 %"), (2.51, "**missed**")]
)
def test_a_goal_is_met_at_its_limit_and_missed_beyond_a_quarter_more(seen: float, verdict: str) -> None:
    assert goal(2.0).verdict([seen]) == verdict


def test_a_goal_from_below_is_judged_the_other_way_round() -> None:
    assert goal(0.25, at_least=True).verdict([0.3]) == "met, stretch too"
    assert goal(0.25, at_least=True).verdict([0.1]) == "**missed**"


def test_what_was_not_measured_has_no_verdict() -> None:
    assert {one.verdict(one.seen({})) for one in GOALS} == {"not measured"}


def test_a_ratio_is_formed_inside_its_round() -> None:
    slow = one_round(fan_out=100, append_us=100, domain=200, sqlite=600)
    assert f.ratios([one_round(), slow], lambda one: f.cpu(one, "sqlite"), f.floor) == [1.5, 1.5]


def test_the_rules_own_time_is_taken_off_where_the_other_has_none() -> None:
    assert f.without_rules(one_round(), "sqlite") == 200
    assert f.rate_without_rules(one_round(), "sqlite") == pytest.approx(1e6 / 900)


def test_a_machine_that_was_not_quiet_gets_no_verdict_on_rounds() -> None:
    steady, unsteady = [one_round()] * 3, [one_round()] * 2 + [one_round(domain=300)]
    assert is_steady(steady)
    assert not is_steady(unsteady)
    table = "\n".join(reporting.goals({"rounds": unsteady}))
    assert "no verdict" in table
    assert reporting.UNSTEADY in table


def test_a_delay_at_a_rate_that_is_not_kept_up_with_is_no_figure() -> None:
    one = {"sqlite": contender(100)}
    one["sqlite"]["points"]["closed"]["in_time"] = 0.9
    assert f.p50(one, "sqlite", "closed") is None


@pytest.mark.parametrize(
    ("commands", "accepted", "fault"),
    [
        ([("r", 1, "x", b""), ("r", 2, "y", b"")], 2, None),
        ([("r", 1, "x", b""), ("r", 3, "y", b"")], 2, "a log has gaps"),
        ([("r", 1, "x", b"")], 2, "2 commands were accepted and 1 are stored"),
    ],
)
def test_a_fast_wrong_answer_is_found_out(
    tmp_path: Path, commands: list[tuple[str, int, str, bytes]], accepted: int, fault: str | None
) -> None:
    file = tmp_path / "peer.sqlite3"
    db = opened(str(file))
    append(db, commands)
    db.close()
    running = Running([], Roomed(), [], store=f"sqlite:///{file}")
    assert faults_of(running, accepted=accepted) == ([fault] if fault else [])
