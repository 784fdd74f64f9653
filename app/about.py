"""What this service is, for anybody who asks, and what it must never be taken for. It tells nothing about anyone."""

from importlib.metadata import PackageNotFoundError, version
from typing import Annotated, Final, Literal

from fastapi import Depends
from pydantic import Field

from app.coach.packs import languages_in_sessions
from app.doors import Doors
from app.resources import Resources, resources_of
from app.wire_forms import Answered

router = Doors()

# product.md, "What it must never promise": shown by the service itself, so that no client can leave it out.
NEVER_PROMISED: Final = (
    ("not_an_emergency_service", "This is not an emergency service. Nobody is watching live."),
    ("not_therapy", "This is not therapy, a diagnosis or a judgement of how safe you are."),
    ("no_detection", "It does not reliably notice abuse or that somebody is thinking of suicide."),
    ("no_device_protection", "It cannot protect a device that somebody else controls."),
    (
        "not_end_to_end",
        "It is not end-to-end encrypted. The server keeps the rules of the talk, so it handles the text.",
    ),
    ("not_evidence", "What is written here is not legal evidence."),
)


class Line(Answered):
    """One plain sentence, with a key under which a client may keep a translation."""

    key: str
    text: str


class About(Answered):
    """This installation."""

    name: Literal["Rejoin"] = "Rejoin"
    version: str
    sandbox: bool
    coach: list[str] = Field(description="The languages that the coach reads.", examples=[["en"]])
    never_promised: list[Line]


@router.get("/about", operation_id="readAbout", tags=["service"], summary="About this service")
async def get_about(resources: Annotated[Resources, Depends(resources_of)]) -> About:
    """Say what this service is, whether its clock can be moved, and what it must never be taken for."""
    return About(
        version=_version(),
        sandbox=resources.settings.sandbox,
        coach=list(languages_in_sessions()),
        never_promised=[Line(key=key, text=text) for key, text in NEVER_PROMISED],
    )


def _version() -> str:
    try:
        return version("rejoin")
    except PackageNotFoundError:
        return "0"
