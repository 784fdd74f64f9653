"""Bodies of requests and answers about accounts and logins. Unknown fields are refused; passwords are never shown."""

import re
import unicodedata
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, Field, PlainValidator, WithJsonSchema
from pydantic_core import PydanticCustomError

from app.accounts.logins import ListedLogin
from app.accounts.password_rules import LONGEST, SHORTEST
from app.accounts.profile import Profile
from app.security.text_door import Name
from app.wire_forms import Answered, Moment, Sent

LONGEST_ADDRESS = 254
SLOWEST = 10
ADDRESS = re.compile(r"[^@\s\x00-\x1f\x7f]{1,64}@(?:[^@\s.\x00-\x1f\x7f]+\.)+[^@\s.\x00-\x1f\x7f]{2,}")
LOCALE = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8}){0,4}")


def canonical_address(text: str) -> str:
    """Return the one form of an address; whether letters arrive there is not for a pattern to know."""
    address = unicodedata.normalize("NFC", text.strip()).casefold()
    if len(address) > LONGEST_ADDRESS:
        raise PydanticCustomError("too_long", "This address is too long.")
    if ADDRESS.fullmatch(address) is None:
        raise PydanticCustomError("not_an_address", "This is not an e-mail address.")
    return address


def known_locale(text: str) -> str:
    if LOCALE.fullmatch(text) is None:
        raise PydanticCustomError("not_a_locale", "This is not a language tag.")
    return text


def known_timezone(text: str) -> str:
    # One look at one file; listing all zones takes a second, in which nobody else would be served.
    try:
        return ZoneInfo(text).key
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise PydanticCustomError("not_a_timezone", "This is not a time zone.") from None


def known_pace(sent: object) -> float | Literal["untimed"]:
    if sent == "untimed":
        return "untimed"
    if isinstance(sent, int | float) and not isinstance(sent, bool) and SLOWEST >= sent >= 1:
        return float(sent)
    raise PydanticCustomError("not_a_pace", "This is neither a number from 1 to 10 nor `untimed`.")


Address = Annotated[
    str, Field(max_length=LONGEST_ADDRESS, examples=["ada@example.org"]), AfterValidator(canonical_address)
]
PersonName = Annotated[str, Name(40), Field(examples=["Ada"])]
Locale = Annotated[str, Field(max_length=35, examples=["en"]), AfterValidator(known_locale)]
Timezone = Annotated[str, Field(max_length=64, examples=["Europe/Helsinki"]), AfterValidator(known_timezone)]
Label = Annotated[
    str, Name(40), Field(description="What this login is called in your own list.", examples=["my phone"])
]
NewPassword = Annotated[
    str, Field(min_length=SHORTEST, max_length=LONGEST, repr=False, examples=["four plain words here"])
]
# Any length that could once have been allowed; a wrong one is a wrong password and not a wrong form.
PresentPassword = Annotated[str, Field(min_length=1, max_length=4 * LONGEST, repr=False)]
Pace = Annotated[
    float | Literal["untimed"],
    PlainValidator(known_pace),
    WithJsonSchema(
        {
            "anyOf": [{"type": "number", "minimum": 1, "maximum": SLOWEST}, {"const": "untimed", "type": "string"}],
            "description": "How many times longer you take than usual, or no timer at all. Only you see it.",
        }
    ),
]


class RegisterIn(Sent):
    """Who wants an account."""

    email: Address
    password: NewPassword
    name: PersonName
    locale: Locale = "en"
    timezone: Timezone = "UTC"
    label: Label | None = None


class LoginIn(Sent):
    """Who logs in."""

    email: Address
    password: PresentPassword
    label: Label | None = None


class PasswordIn(Sent):
    """The old password and the new one."""

    current: PresentPassword
    new: NewPassword


class EraseIn(Sent):
    """Proof that it is you, and not somebody with your device (T49)."""

    password: PresentPassword


def _without_default(schema: dict[str, Any]) -> None:
    schema.pop("default", None)


# Any: the default stands for "not sent" and is never looked at, so that null stays what it is, a broken rule.
NOT_SENT: Any = Field(default=None, json_schema_extra=_without_default)


class ProfileIn(Sent):
    """Only the fields that are sent are changed."""

    name: PersonName = NOT_SENT
    locale: Locale = NOT_SENT
    timezone: Timezone = NOT_SENT
    pace: Pace = NOT_SENT

    def changed_fields(self) -> dict[str, str | float | None]:
        sent = self.model_dump(exclude_unset=True)
        return sent | ({"pace": None} if sent.get("pace") == "untimed" else {})


class AccountOut(Answered):
    """Your own account. Nobody else sees more of it than the name."""

    id: str
    name: str
    email: str
    locale: str
    timezone: str
    pace: float | Literal["untimed"]
    created_at: Moment


class AccountAnswer(Answered):
    """Your own account."""

    account: AccountOut


class LoginAnswer(Answered):
    """A login that has just begun."""

    token: str = Field(repr=False, description="Send it as `Authorization: Bearer TOKEN`. It is shown only now.")
    expires_at: Moment = Field(
        description="The latest end. A login not used for 12 hours ends earlier; a therapist's after 30 minutes."
    )


class RegisterAnswer(LoginAnswer):
    """An account and its first login."""

    account: AccountOut


class LoginOut(Answered):
    """One of your own logins."""

    id: str
    label: str | None
    created_at: Moment
    last_used_on: str = Field(description="The day, in UTC.", examples=["2026-11-22"])
    current: bool


def account_out(profile: Profile) -> AccountOut:
    person = profile.personal
    return AccountOut(
        id=profile.account_id,
        name=person.name,
        email=person.email,
        locale=person.locale,
        timezone=person.timezone,
        pace="untimed" if person.pace is None else person.pace,
        created_at=profile.created_at,
    )


def login_out(login: ListedLogin) -> LoginOut:
    return LoginOut(
        id=login.login_id,
        label=login.label,
        created_at=login.created_at,
        last_used_on=login.last_used_at.date().isoformat(),
        current=login.current,
    )
