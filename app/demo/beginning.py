"""From two people without accounts to the lobby, in eight calls, and on to the first word."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, Final

from app.demo import words
from app.demo.stage import LEGEND

if TYPE_CHECKING:
    from app.demo.talk import Talk
    from app.demo.wire import Person

TEMPLATE: Final = "calm-start-talk"


async def meet(talk: Talk) -> None:
    """Register, invite, look, join, ask, accept."""
    stage, ada, ben = talk.stage, talk.ada, talk.ben
    stage.act("Two people", f"Two clients with no rules of their own. The service enforces all that follows.\n{LEGEND}")
    for who in (ada, ben):
        await register(who)
        stage.one(who.name, "shared", "You register and are logged in.")
    begun = await ada.post("/couples", status=201)
    stage.one("Ada", "private", "You begin a couple, and get a code to hand over yourself. It works once.")
    preview = await ben.post("/couples/preview", {"code": begun["invitation"]["code"]})
    shared, never = preview["shared"][0]["text"], preview["never_shared"][0]["text"]
    stage.one(
        "Ben", "private", f"Before you join: {preview['inviter']['name']} invites you. Shared: {shared} Never: {never}"
    )
    joined = await ben.post("/couples/join", {"code": begun["invitation"]["code"]})
    talk.couple = joined["couple"]["id"]
    await ask(talk)


async def register(who: Person) -> None:
    mark = secrets.token_hex(6)
    body = {"email": f"{who.name.lower()}+{mark}@example.org", "password": f"four plain words {mark}", "name": who.name}
    made = await who.post("/accounts", body, status=201)
    who.id, who.token = made["account"]["id"], made["token"]


async def ask(talk: Talk) -> None:
    stage, ada, ben = talk.stage, talk.ada, talk.ben
    wish = {"template": TEMPLATE, "medium": "text", "purpose": words.PURPOSE}
    asked = (await ada.post(f"/couples/{talk.couple}/talk-requests", wish, status=202))["talk_request"]
    stage.one("Ada", "shared", f"You ask for a talk: “{asked['purpose']}” It is {asked['state']}.")
    seen = (await ben.get(f"/talk-requests/{asked['id']}"))["talk_request"]
    stage.one("Ben", "shared", f"Ada asks for a talk: “{seen['purpose']}” You say yes.")
    accepted = await ben.post(f"/talk-requests/{asked['id']}/accept")
    talk.session = accepted["session"]["id"]


async def arrive(talk: Talk) -> None:
    talk.stage.act("The lobby", "Both connect with a ticket that works once, in the first frame and never in a URL.")
    for who in (talk.ada, talk.ben):
        await who.connect(talk.session)
    talk.show_what_came()
    await talk.does(talk.ada, "arrive")
    await talk.does(talk.ben, "arrive")


async def calm_down(talk: Talk) -> None:
    """Private readings; nobody begins stirred up, and nobody learns who was waited for."""
    await talk.does_privately(talk.ben, "rate_arousal", "Your reading is 6 of 10. Breathe; take your time.", level=6)
    await talk.does_privately(talk.ada, "rate_arousal", "Your reading is 3 of 10.", level=3)
    talk.stage.told("Ada waits, and is not told for whom. Ben goes for a glass of water.")
    await talk.does_privately(talk.ben, "rate_arousal", "Your reading is 4 of 10.", level=4)


async def agree_on_the_frame(talk: Talk) -> None:
    frame = talk.ben.view["frame"]
    told = f"You accept: this purpose, {frame['minutes']} minutes, pauses of {frame['pause_minutes']} minutes at least."
    await talk.does_privately(talk.ben, "accept_frame", told, version=frame["version"])


async def thank(talk: Talk) -> None:
    await talk.does(talk.ada, "appreciate", text=words.THANKS[0])
    await talk.does(talk.ben, "appreciate", text=words.THANKS[1])


async def choose_who_begins(talk: Talk) -> None:
    talk.stage.told("Each picks in secret who begins. Where the picks agree they win; otherwise a coin does.")
    await talk.does_privately(talk.ada, "choose_first", "You would like to begin.", who="me")
    await talk.does_privately(talk.ben, "choose_first", "You would like Ada to begin.", who="partner")
