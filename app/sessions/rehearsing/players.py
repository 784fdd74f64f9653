"""Six invented partners. Each sees a view, as a client would, and wants one of the commands that it offers, or nothing.

They know no rule, and what is not offered they do not try. They stand for ways to take part, never for a person.
"""

from __future__ import annotations

from dataclasses import field
from typing import TYPE_CHECKING, Final, Literal, get_args

from app.frozen import dataclass
from app.sessions.rehearsing import words

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime

    from app.sessions.protocol.may import May
    from app.sessions.protocol.sides import Side
    from app.sessions.protocol.view import View
    from app.sessions.rehearsing.acting import Body

PlayerName = Literal["calm", "slow", "flooded", "silent", "leaves", "refuses"]
PLAYERS: Final[tuple[PlayerName, ...]] = get_args(PlayerName)

# What one who means well does, the first that is offered; what is not named here nobody needs for a good end.
ORDER: Final = (
    "arrive", "rate_arousal", "assent", "accept_return", "return", "accept_frame", "propose_purpose", "choose_first",
    "pass_floor", "own", "apologise", "plan_prevention", "answer_apology", "tell_impact", "speak", "answer", "clarify",
    "reflect", "confirm", "resolve_gap", "validate", "landed", "ready_for_solutions", "answer_prompt", "appreciate",
    "learned", "rate_felt", "propose_agreement", "done",
)  # fmt: skip
# Private answers that may be given again, and need not be.
GIVEN_AS: Final = {"choose_first": "first", "ready_for_solutions": "ready"}
WITH_WORDS: Final = frozenset(
    {
        "propose_purpose", "own", "apologise", "plan_prevention", "answer_apology", "tell_impact", "speak", "answer",
        "clarify", "reflect", "validate", "answer_prompt", "appreciate", "learned", "propose_agreement",
    }
)  # fmt: skip

CALM, STIRRED, FLOODED = 2, 6, 9
# Being overwhelmed comes over one while listening, while being asked, while having to answer for something.
TOO_MUCH: Final = frozenset({"reflecting", "impact", "owning", "answering", "prompt", "agreeing", "closing"})
# The steps before this one are the calm start and the frame: nobody falls silent or goes before the talk has begun.
BEGUN: Final = 2


@dataclass(frozen=True, slots=True)
class Wish:
    """A command by its name, how many seconds it takes, from when at the earliest, and a part of its body."""

    name: str
    seconds: int
    body: Body = field(default_factory=dict, repr=False)
    not_before: datetime | None = None


@dataclass
class Player:
    """One partner. They remember only what they did themselves: how often, what last, in which step it was too much."""

    name: PlayerName
    side: Side
    seed: int = 0
    times: dict[str, int] = field(default_factory=dict)
    flooded_in: set[int] = field(default_factory=set)
    last: str = ""

    def wish(self, view: View) -> Wish | None:
        """What this partner wants to do next, as things stand; nothing where they wait."""
        offered = {entry["name"]: entry for entry in view["may"]}
        return HABITS[self.name](self, view, offered)

    def remember(self, wish: Wish, view: View) -> None:
        self.times[wish.name], self.last = self.times.get(wish.name, 0) + 1, wish.name
        if wish.body.get("level") == FLOODED or wish.name == "pause":
            self.flooded_in.add(_index(view))

    def often(self, name: str) -> int:
        return self.times.get(name, 0)


def _index(view: View) -> int:
    return view["step"]["index"] if view["step"] else -1


def kindly(player: Player, view: View, offered: Mapping[str, May]) -> Wish | None:
    """The next thing on the way to a good end."""
    for name in ORDER:
        if name in offered and _is_wanted(player, name, view):
            early = view["pause"]["not_before"] if name == "rate_arousal" and view["pause"] else None
            seconds = 45 if name in WITH_WORDS else 10
            return Wish(name, seconds, _chosen(player, name), early)
    return None


def _is_wanted(player: Player, name: str, view: View) -> bool:
    if name == "rate_arousal":
        # Where a reading is waited for; a number every minute is nobody's wish.
        return view["private"]["calm"] is False
    if name == "propose_purpose":
        return view["frame"] is not None and view["frame"]["version"] is None
    if name == "propose_agreement":
        return player.side == "a" and not view["agreements"]
    if name == "tell_impact":
        # More may be told before it is owned; once is enough here.
        return view["phase"] == "impact"
    if name == "clarify":
        return player.seed % 2 == 1 and not player.often(name)
    return GIVEN_AS.get(name) not in view["private"]["given"]


def _chosen(player: Player, name: str) -> Body:
    if name == "choose_first":
        # The same wish of both, or in every other seed the coin.
        return {"who": "me" if player.side == "a" or player.seed % 2 else "partner"}
    return dict(KINDLY.get(name, {}))


KINDLY: Final[Mapping[str, Body]] = {
    "rate_arousal": {"level": CALM},
    "confirm": {"verdict": "accurate"},
    "resolve_gap": {"choice": "accept_gap"},
    "landed": {"yes": True},
    "ready_for_solutions": {"ready": True},
    "answer_apology": {"reply": "received"},
    "rate_felt": {"safe": 9, "understood": 8, "had_a_say": 9},
}


def slowly(player: Player, view: View, offered: Mapping[str, May]) -> Wish | None:
    """Takes long for everything, asks for more time before each turn, and for a later time to come back."""
    if "offer_return" in offered and not player.often("offer_return"):
        return Wish("offer_return", 60)
    if "speak" in offered and player.often("need_time") <= player.often("speak"):
        return Wish("need_time", 120)
    wanted = kindly(player, view, offered)
    if wanted is None:
        return None
    return Wish(wanted.name, 200 if wanted.name in WITH_WORDS else 40, wanted.body, wanted.not_before)


def too_much(player: Player, view: View, offered: Mapping[str, May]) -> Wish | None:
    """Is flooded once while listening, needs a second reading in the pause, and calls for another pause later on."""
    index, role = _index(view), view["you"]["role"]
    if view["phase"] == "paused" and player.often("rate_arousal") % 2 == 0 and view["private"]["calm"] is False:
        # The first number after a flood is still too high; the second is not.
        return Wish("rate_arousal", 60, {"level": STIRRED}, view["pause"] and view["pause"]["not_before"])
    overwhelmed = index >= BEGUN and view["phase"] in TOO_MUCH and role != "speaker"
    if overwhelmed and not player.flooded_in:
        return Wish("rate_arousal", 5, {"level": FLOODED})
    if overwhelmed and len(player.flooded_in) == 1 and index not in player.flooded_in:
        return Wish("pause", 5, {"private_reason": "flooded"})
    return kindly(player, view, offered)


def silently(player: Player, view: View, offered: Mapping[str, May]) -> Wish | None:
    """Comes, checks in, says yes to the frame, and then neither says nor taps anything."""
    return kindly(player, view, offered) if _index(view) < BEGUN else None


def leaving(player: Player, view: View, offered: Mapping[str, May]) -> Wish | None:
    """Takes part until the middle of the talk, and leaves without a word."""
    count = view["step"]["count"] if view["step"] else 0
    middle = BEGUN + (count // 2 - BEGUN + player.seed) % max(count - BEGUN, 1)
    if count and (_index(view) >= middle or view["phase"] == "closing"):
        return Wish("leave", 15)
    return kindly(player, view, offered)


def refusing(player: Player, view: View, offered: Mapping[str, May]) -> Wish | None:
    """Says "not yet" to every reflection, and chooses nothing where the choice would end the turn (L-7)."""
    if "confirm" in offered:
        missing = {"missing": words.MISSING.of(player.side)} if view["medium"] == "text" else {}
        return Wish("confirm", 20, {"verdict": "not_yet", **missing})
    if "resolve_gap" in offered:
        choices = offered["resolve_gap"].get("choices", {}).get("choice", [])
        return Wish("resolve_gap", 20, {"choice": "smaller"}) if "smaller" in choices else None
    if "landed" in offered:
        return Wish("landed", 10, {"yes": False})
    wanted = kindly(player, view, offered)
    if wanted and wanted.name in words.SMALLER and player.last == "resolve_gap":
        return Wish(wanted.name, wanted.seconds, {"text": words.SMALLER[wanted.name].of(player.side)})
    if wanted and wanted.name == "answer_apology":
        return Wish(wanted.name, wanted.seconds, {"reply": "not_ready"})
    return wanted


HABITS: Final[dict[PlayerName, Callable[[Player, View, Mapping[str, May]], Wish | None]]] = {
    "calm": kindly,
    "slow": slowly,
    "flooded": too_much,
    "silent": silently,
    "leaves": leaving,
    "refuses": refusing,
}
