"""One plain sentence for each shared event, as the person who reads it would be told. It adds nothing to the event."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

    from app.demo.wire import Json

# Said by somebody: what they read themselves, and what everybody else reads.
SAID: Final[dict[str, tuple[str, str]]] = {
    "session_opened": ("Your wish was accepted; the lobby is open.", "{who}'s wish was accepted; the lobby is open."),
    "arrived": ("You are here.", "{who} is here."),
    "frame_proposed": ("Your purpose is on the table: “{text}”", "{who} proposes the purpose: “{text}”"),
    "appreciated": ("You thank: “{text}”", "{who} thanks: “{text}”"),
    "spoken": ("You say: “{text}”", "{who} says: “{text}”"),
    "reflected": ("You give back: “{text}”", "{who} gives back: “{text}”"),
    "clarification_asked": ("You ask: “{text}”", "{who} asks: “{text}”"),
    "clarification_given": ("You answer: “{text}”", "{who} answers: “{text}”"),
    "validated": ("You say what makes sense: “{text}”", "{who} says what makes sense: “{text}”"),
    "topic_parked": ("You park a topic.", "{who} parks a topic."),
    "floor_claimed": ("You ask for the floor.", "{who} asks for the floor."),
    "agreement_proposed": (
        "You propose a {kind}: “{text}” [{version}]",
        "{who} proposes a {kind}: “{text}” [{version}]",
    ),
    "learned": ("You learned: “{text}”", "{who} learned: “{text}”"),
}
VERDICTS: Final[dict[str, tuple[str, str]]] = {
    "accurate": ("You say: yes, that is it.", "{who} says: yes, that is it."),
    "partly": ("You say: partly. “{missing}”", "{who} says: partly. “{missing}”"),
    "not_yet": ("You say: not yet. “{missing}”", "{who} says: not yet. “{missing}”"),
}
# Brought by both, or by time: nobody is named.
TOLD: Final[dict[str, str]] = {
    "calm_reached": "Both are calm enough to begin.",
    "frame_agreed": "Both accepted the same purpose.",
    "solutions_opened": "Both feel understood enough. Proposals are open.",
    "agreement_reached": "Agreed by both, to exactly these words [{version}].",
    "agreement_set_aside": "A proposal is set aside.",
    "paused": "The session is paused, until {not_before} at the earliest.",
    "resumed": "The session goes on.",
    "time_warned": "A little time is left.",
    "time_extended": "There is more time.",
    "session_ended": "The session is over: {outcome}, {kind}.",
}
SHORT: Final = 10


def sentence(event: Mapping[str, Json], *, reader: str | None, names: Mapping[str, str]) -> str:
    """Return what `reader`, an account id, is told; with None, what a third person would be told."""
    name, body = event["name"], _plain(event["body"])
    if name in {"floor_given", "floor_kept", "first_chosen"}:
        return _floor(name, body, reader=reader, names=names)
    if name == "validation_answered":
        yes = "that reached me" if body["landed"] else "not quite yet"
        pair = (f"You answer: {yes}.", f"{{who}} answers: {yes}.")
    elif name == "reflection_confirmed":
        pair = VERDICTS[body["verdict"]]
    elif name in SAID:
        pair = SAID[name]
    else:
        return TOLD.get(name, f"{name.replace('_', ' ').capitalize()}.").format_map(body)
    mine, theirs = pair
    words = body | {"who": names.get(event["by"], "")}
    return mine.format_map(words) if event["by"] == reader else theirs.format_map(words)


def _floor(name: str, body: Mapping[str, str], *, reader: str | None, names: Mapping[str, str]) -> str:
    holder = body["who" if name == "first_chosen" else "to"]
    you, who = holder == reader, names[holder]
    if name == "floor_given":
        return "You have the floor." if you else f"{who} has the floor."
    if name == "floor_kept":
        return "You may say more, or pass the floor." if you else f"{who} may say more, or pass the floor."
    why = {"chosen": "both chose it in secret", "coin": "by the coin"}.get(body["method"], "by the template")
    return f"You begin: {why}." if you else f"{who} begins: {why}."


def _plain(body: Mapping[str, Json]) -> dict[str, Json]:
    """Shorten what is long and means nothing to a reader: a version's hash, a moment's date."""
    short = {"version": str(body.get("version", ""))[:SHORT], "not_before": str(body.get("not_before", ""))[11:19]}
    return {"missing": "", "text": "", **body, **short}
