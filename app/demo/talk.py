"""How the two act and what is shown of it: send, wait until both have heard, print what arrived at each.

Whatever it did not expect ends the demonstration. It counts what was refused, and looks whether any of it leaked.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from dataclasses import field
from typing import TYPE_CHECKING, Final

from app.demo.sentences import sentence
from app.demo.wire import Unexpected, moment
from app.frozen import dataclass

if TYPE_CHECKING:
    from app.demo.stage import Stage
    from app.demo.wire import Answer, Json, Person

# Offered all the time; listed with every turn they would only hide what is new.
ALWAYS: Final = frozenset({"rate_arousal", "park_topic", "need_time", "pause", "help", "leave", "claim_floor"})
# The breath is measured by the service's clock; a little more than that is on the safe side.
MARGIN: Final = 0.05
NOTHING: Final = "(nothing arrives)"


@dataclass(slots=True)
class Talk:
    """Two people, one session, and the reader."""

    ada: Person
    ben: Person
    stage: Stage
    sandbox: bool
    couple: str = ""
    session: str = ""
    floor: str = ""
    accepted: int = 0
    private: int = 0
    refused: Counter[str] = field(default_factory=Counter)
    # Words that a refusal kept from the other: whose they were, and the words.
    kept_back: list[tuple[Person, str]] = field(default_factory=list, repr=False)

    def other(self, who: Person) -> Person:
        return self.ben if who is self.ada else self.ada

    @property
    def names(self) -> dict[str, str]:
        return {one.id: one.name for one in (self.ada, self.ben)}

    async def does(self, who: Person, name: str, /, **body: Json) -> None:
        """Do what both will see."""
        answer = await self._said_yes(who, name, body)
        await self._both_have_heard(answer.seq)
        self._show_events()

    async def does_privately(self, who: Person, name: str, told: str, /, **body: Json) -> None:
        """Do what only this one sees; when both have done it, what follows is seen by both."""
        before = who.seq
        answer = await self._said_yes(who, name, body)
        self.private += 1
        await who.until(lambda: who.seq >= answer.seq and bool(who.fresh))
        if answer.seq == before and any(frame["type"] != "presence" for frame in self.other(who).fresh):
            raise Unexpected(f"{self.other(who).name} was sent something about a private act of {who.name}'s.")
        self.stage.one(who.name, "private", told, NOTHING)
        await self._both_have_heard(answer.seq)
        self._show_events()

    async def is_refused(
        self, who: Person, name: str, code: str, told: str, /, *, over_http: bool = False, **body: Json
    ) -> None:
        """Try what the service must not let through, and see that it does not."""
        await self.stage.typing(told)
        if over_http:
            answer = await who.command_over_http(self.session, name, body)
        else:
            answer = await who.command(name, body)
        self.note_refusal(who, name, code, answer)
        self.stage.one(who.name, "refused", f"{told} → {code}: {answer.detail}{_when(who, answer)}", NOTHING)
        if text := body.get("text"):
            self.kept_back.append((who, text))

    def note_refusal(self, who: Person, name: str, code: str, answer: Answer) -> None:
        if answer.ok or answer.code != code:
            said = "accepted" if answer.ok else f"refused with {answer.code}"
            raise Unexpected(f"{who.name}'s “{name}” was {said}; it should have been refused with {code}.")
        self.refused[code] += 1

    async def let_pass(self, seconds: float) -> None:
        """Let this much of the service's time pass: by its sandbox clock, or really."""
        if seconds <= 0:
            return
        if self.sandbox:
            await self.ada.post("/sandbox/clock", {"advance": f"PT{seconds:.3f}S"})
        else:
            await asyncio.sleep(seconds + MARGIN)

    async def breath(self) -> None:
        """Wait out the moment between hearing and answering (a few seconds)."""
        view = self.ada.view
        if view["not_before"]:
            await self.let_pass((moment(view["not_before"]) - moment(view["now"])).total_seconds())

    def menu(self) -> None:
        """Show what the service offers to each of the two at this moment."""
        for who in (self.ada, self.ben):
            names = [entry["name"] for entry in who.view["may"] if entry["name"] not in ALWAYS]
            offered = ", ".join(names) if names else "only pause, leave, ask for time or help"
            self.stage.one(who.name, "may", f"may now: {offered}")

    def holds(self, who: Person) -> bool:
        return bool(who.view["floor"] == who.id)

    def show_what_came(self) -> None:
        """Show what arrived without an act of ours, such as a first snapshot."""
        for who in (self.ada, self.ben):
            who.fresh.clear()

    async def _said_yes(self, who: Person, name: str, body: Json) -> Answer:
        await self.stage.typing(str(body.get("text", "")))
        answer = await who.command(name, body)
        if not answer.ok:
            raise Unexpected(f"{who.name}'s “{name}” was refused with {answer.code}; it should have been accepted.")
        self.accepted += 1
        return answer

    async def _both_have_heard(self, seq: int) -> None:
        for who in (self.ada, self.ben):
            await who.until(lambda who=who: who.seq >= seq)  # type: ignore[misc]

    def _show_events(self) -> None:
        """What arrived at each, told from the frames of each; both logs must be one."""
        ours, theirs = [[frame for frame in who.fresh if frame["type"] == "event"] for who in (self.ada, self.ben)]
        if [_shared(one) for one in ours] != [_shared(one) for one in theirs]:
            raise Unexpected("The two did not get the same events.")
        self.show_what_came()
        for mine, yours in zip(ours, theirs, strict=True):
            self._show(mine, yours)

    def _show(self, mine: Json, yours: Json) -> None:
        if mine["name"] == "floor_given":
            mine, yours = (self._kept(one) for one in (mine, yours))
            self.floor = mine["body"]["to"]
        if mine["name"] == "step_entered":
            step = self.ada.view["step"]
            self.stage.act(f"{step['index'] + 1} of {step['count']} · {step['title']}", step["prompt"]["text"])
            return
        self.stage.both(
            sentence(mine, reader=self.ada.id, names=self.names),
            sentence(yours, reader=self.ben.id, names=self.names),
            sentence(mine, reader=None, names=self.names),
        )

    def _kept(self, frame: Json) -> Json:
        """A floor that is given to whoever has it already reads differently."""
        return {**frame, "name": "floor_kept"} if frame["body"]["to"] == self.floor else frame


def _shared(frame: Json) -> tuple[Json, ...]:
    return tuple(frame[key] for key in ("seq", "name", "by", "at", "body"))


def _when(who: Person, answer: Answer) -> str:
    if not answer.retry_at:
        return ""
    seconds = (moment(answer.retry_at) - moment(who.view["now"])).total_seconds()
    return f" (at {answer.retry_at[11:19]}, {seconds:.0f} s after the last event)"
