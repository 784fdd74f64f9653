"""The file in docs/therapists/writing-a-template.md can be taken in, rehearsed and published as it stands."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Final

from tests.builders import expect
from tests.therapists.linking import a_therapist

if TYPE_CHECKING:
    import httpx

    from tests.conftest import Server

PAGE: Final = Path(__file__).parents[2] / "docs" / "therapists" / "writing-a-template.md"
FILE: Final = re.compile(r"```toml\n(.+?)```", re.DOTALL)


async def test_the_file_of_the_ten_minutes_is_published_as_it_stands(server: Server, client: httpx.AsyncClient) -> None:
    therapist = await a_therapist(server.resources, client)
    (file,) = FILE.findall(PAGE.read_text())
    taken_in = expect(await therapist.post("/me/templates/import", {"toml": file}), 201)["template"]
    assert taken_in["findings"] == []

    path = f"/me/templates/{taken_in['id']}"
    assert expect(await therapist.post(f"{path}/rehearse"), 200)["rehearsed"]["finished"]
    published = expect(await therapist.post(f"{path}/publish"), 200)["template"]
    assert published["state"] == "published"
