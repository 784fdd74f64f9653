"""What they agree on, word for word, and what stays of it: the record, the same for both."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from app.demo import words
from app.demo.sentences import SHORT
from app.demo.wire import Unexpected

if TYPE_CHECKING:
    from app.demo.talk import Talk
    from app.demo.wire import Json

SHOWN: Final = 12


async def open_solutions(talk: Talk) -> None:
    talk.stage.told("Proposals open when both feel understood enough. Each says so in private.")
    await talk.does_privately(talk.ada, "ready_for_solutions", "You feel understood enough.", ready=True)
    await talk.does_privately(talk.ben, "ready_for_solutions", "You feel understood enough.", ready=True)


async def agree(talk: Talk) -> None:
    """A yes is to exactly one version; another wording asks for another yes."""
    ada, ben = talk.ada, talk.ben
    await talk.does(ada, "propose_agreement", kind="boundary", category="time", text=words.BOUNDARY)
    first = _offered(ben.view, "assent")
    reworded = {"agreement": first["agreement"], "text": words.BOUNDARY_REWORDED}
    await talk.does(ben, "propose_agreement", kind="boundary", category="time", **reworded)
    await talk.is_refused(ada, "assent", "wrong_version", f"You say yes to [{first['version'][:SHORT]}]", **first)
    await talk.does(ada, "assent", **_offered(ada.view, "assent"))
    await talk.does(ben, "propose_agreement", kind="commitment", owner="me", text=words.COMMITMENT)
    await talk.does(ada, "assent", **_offered(ada.view, "assent"))
    await talk.does_privately(ada, "done", "For you this is enough.")
    await talk.does_privately(ben, "done", "For you this is enough.")


def _offered(view: Json, name: str) -> dict[str, Json]:
    """Return the values that the service puts beside a command: a client fills them in, and needs no rule for it."""
    for entry in view["may"]:
        if entry["name"] == name:
            return dict(entry["with"])
    raise Unexpected(f"The service did not offer “{name}”.")


async def close(talk: Talk) -> None:
    ada, ben = talk.ada, talk.ben
    for who, learned, thanks in zip((ada, ben), words.LEARNED, words.GOODBYES, strict=True):
        await talk.does(who, "learned", text=learned)
        await talk.does(who, "appreciate", text=thanks)
    felt = {"safe": 9, "understood": 8, "had_a_say": 9}
    await talk.does_privately(ada, "rate_felt", "Safe 9, understood 8, had a say 9.", **felt)
    await talk.does_privately(ben, "rate_felt", "Safe 8, understood 9, had a say 8.", safe=8, understood=9, had_a_say=8)
    await talk.does_privately(ada, "done", "You are done.")
    await talk.does_privately(ben, "done", "You are done.")


async def show_what_stays(talk: Talk) -> None:
    """The transcript and the agreements, which must be the same for both."""
    stage, ada, ben = talk.stage, talk.ada, talk.ben
    stage.heading("What stays", "Both can read the whole record, and nothing in it was private to one of them.")
    texts = [await who.get(f"/sessions/{talk.session}/transcript?format=text") for who in (ada, ben)]
    record = await ada.get(f"/sessions/{talk.session}/transcript")
    if texts[0] != texts[1]:
        raise Unexpected("The two did not get the same transcript.")
    lines = texts[0].splitlines()
    for line in lines[2 : SHOWN + 2]:
        stage.plain(f"   {line}")
    stage.told(
        f"… and {max(len(lines) - SHOWN - 2, 0)} lines more. {len(record['events'])} events, one chain of hashes."
    )
    for one in (await ben.get(f"/couples/{talk.couple}/agreements"))["data"]:
        whose = f"{talk.names[one['owner']]}'s" if one["owner"] else "of both"
        look = one["review_on"] or one["first_follow_up_on"]
        stage.plain(f" ▸ {one['kind']}, {whose}, {one['state']}, to look at on {look} [{one['version'][:SHORT]}]")
        stage.plain(f"   “{one['text']}”")
        if one["state"] != "active":
            raise Unexpected("An agreement is not active although both said yes to it.")


def check_nothing_leaked(talk: Talk) -> None:
    """Not one word of what was refused may have reached the other, in any frame."""
    for who, text in talk.kept_back:
        if any(text in message for message in talk.other(who).received):
            raise Unexpected(f"Something that {who.name} was refused reached {talk.other(who).name}.")
