"""The whole way through a real mail server: a number that comes back, and a mailbox that is not there."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import httpx
import pytest

from app.reminders.tables import ReminderRow
from tests.builders import expect, register
from tests.conftest import NO_TLS, running
from tests.mail.servers import a_mail_server
from tests.waiting import until

if TYPE_CHECKING:
    from app.clock import MovableClock
    from app.settings import Settings

pytestmark = pytest.mark.only_on("sqlite")


async def test_a_number_arrives_and_a_mailbox_that_is_not_there_ends_it(
    settings: Settings, clock: MovableClock
) -> None:
    with a_mail_server() as mailbox:
        by_smtp = settings.model_copy(
            update={"smtp_url": f"smtp+plain://127.0.0.1:{mailbox.port}", "mail_from": "updates@example.org"}
        )
        async with (
            running(by_smtp, clock=clock) as server,
            httpx.AsyncClient(base_url=server.url, timeout=60, verify=NO_TLS) as client,
        ):
            ada = await register(client)
            expect(await ada.request("PUT", "/me/reminders", {"kinds": ["talk"]}), 200)
            await until(lambda: mailbox.arrived)
            code = re.search(r"^(\d{6})\r?$", str(mailbox.arrived[0].get_content()), re.MULTILINE)
            assert code is not None
            assert expect(await ada.post("/me/reminders/confirm", {"code": code.group(1)}), 200)["state"] == "on"

            mailbox.refusing_people = "550 no such mailbox"
            ben = await register(client, "Ben")
            expect(await ben.request("PUT", "/me/reminders", {"kinds": ["talk"]}), 200)
            counts = server.app.state.metrics.mails.by_labels
            await until(lambda: counts.get(("never",)) == 1)
            assert counts[("sent",)] == 1

            def is_off() -> bool:
                read = server.resources.database.read_now
                return read(lambda db: db.get_one(ReminderRow, ben.account_id)).state == "off"

            await until(is_off)
