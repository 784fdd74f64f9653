"""The way of words to the partner: within a quota, and past the coach. For the doors of this feature alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.second_look import Part, Sending, look_twice
from app.security.rate_limit import SHARED_WORDS
from app.sharing.spots import locale_for

if TYPE_CHECKING:
    from app.accounts.actor import Actor
    from app.resources import Resources


async def reviewed(
    resources: Resources, actor: Actor, couple_id: str, text: str | None, *, about: str = "", hint: str | None = None
) -> None:
    """Let the text go to the partner, or raise. `about` names the thing that the words are about, if there is one."""
    await resources.limiter.hit(SHARED_WORDS, actor.account_id)
    locale = await resources.database.read(
        lambda db: locale_for(db, actor, couple_id=couple_id, keyring=resources.keyring)
    )
    sending = Sending(actor.account_id, about=f"{couple_id}/{about or text}", locale=locale, acknowledged=hint)
    look_twice([Part("text", text or "")], sending, keyed=resources.keyed_hash("review"))
