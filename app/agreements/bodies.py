"""What is sent about agreements: closed bodies, one for each kind, with every text and every date inside its limits."""

from datetime import time
from typing import Annotated, Literal, cast
from uuid import UUID

from pydantic import AfterValidator, Field, model_validator
from pydantic_core import PydanticCustomError

from app.agreements.life import LifeEventKind
from app.agreements.recurrence import BadRule, check_schedule, is_timezone, read_rule
from app.agreements.reviews import Choice
from app.agreements.terms import DAYS, DEFAULT_DAYS, AgreementCategory, AgreementKind, Cadence, Schedule, Terms
from app.calendar_day import Day
from app.security.text_door import Words
from app.wire_forms import Sent

Text = Annotated[str, Words(600)]
Line = Annotated[str, Words(300)]
Lines = Annotated[list[Line], Field(max_length=10, repr=False)]
VersionName = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$", description="The version that is meant.")]
Owner = Literal["me", "partner", "both"]
Score = Annotated[int, Field(strict=True, ge=0, le=10, repr=False)]


def _known_zone(name: str) -> str:
    if not is_timezone(name):
        raise PydanticCustomError("unknown_timezone", "This is no time zone.")
    return name


def _rule(text: str) -> str:
    try:
        return read_rule(text).text
    except BadRule as bad:
        raise PydanticCustomError(
            cast("Literal['rrule_not_a_rule']", f"rrule_{bad.fault}"), "Not a rule here."
        ) from None


def _days(kind: AgreementKind) -> tuple[int, int, int]:
    return (DEFAULT_DAYS[kind], *DAYS[kind])


class ScheduleIn(Sent):
    """When it comes round: a bounded subset of RRULE, by the clock on the wall of one time zone."""

    rrule: Annotated[str, Field(max_length=160), AfterValidator(_rule)] = Field(
        description="FREQ DAILY, WEEKLY or MONTHLY; INTERVAL, BYDAY, BYMONTHDAY, COUNT or UNTIL.",
        examples=["FREQ=WEEKLY;BYDAY=SU"],
    )
    starts_on: Day
    at: time | None = Field(default=None, description="Hours and minutes there; without it, it is for the whole day.")
    timezone: Annotated[str, Field(max_length=64), AfterValidator(_known_zone)] = Field(examples=["Europe/Vienna"])
    minutes: int | None = Field(default=None, ge=1, le=480)

    @model_validator(mode="after")
    def _comes_round(self) -> "ScheduleIn":
        if self.at is not None and (self.at.tzinfo or self.at.second or self.at.microsecond):
            raise PydanticCustomError("not_hours_and_minutes", "Hours and minutes only.")
        try:
            check_schedule(self.value())
        except BadRule:
            raise PydanticCustomError("rrule_never", "It never comes round.") from None
        return self

    def value(self) -> Schedule:
        return Schedule(self.rrule, self.starts_on, self.at, self.timezone, self.minutes)


class BaseAgreementIn(Sent):
    """What is fine between the two, what is not, and what happens if it happens."""

    kind: Literal["base_agreement"]
    text: Annotated[Text | None, Field(repr=False)] = None
    acceptable: Lines = Field(default=[])
    not_acceptable: Lines = Field(default=[])
    if_it_happens: Lines = Field(default=[])
    days: int = Field(default=_days("base_agreement")[0], ge=_days("base_agreement")[1], le=_days("base_agreement")[2])

    @model_validator(mode="after")
    def _says_something(self) -> "BaseAgreementIn":
        if not (self.acceptable or self.not_acceptable or self.if_it_happens):
            raise PydanticCustomError("empty", "It says nothing yet.")
        return self

    def terms(self, me: str, partner: str) -> Terms:  # noqa: ARG002 - the same for every kind
        return Terms(
            "base_agreement",
            "shared",
            None,
            None,
            text=self.text or "",
            days=self.days,
            acceptable=tuple(self.acceptable),
            not_acceptable=tuple(self.not_acceptable),
            if_it_happens=tuple(self.if_it_happens),
        )


class BenchmarkIn(Sent):
    """A sign that both can see, and how often they look."""

    kind: Literal["benchmark"]
    text: Text = Field(repr=False)
    observable_sign: Line = Field(repr=False)
    cadence: Cadence
    owner: Owner = "both"
    days: int = Field(default=_days("benchmark")[0], ge=_days("benchmark")[1], le=_days("benchmark")[2])

    def terms(self, me: str, partner: str) -> Terms:
        return Terms(
            "benchmark",
            "shared",
            None,
            _owner(self.owner, me, partner),
            text=self.text,
            days=self.days,
            observable_sign=self.observable_sign,
            cadence=self.cadence,
        )


class BoundaryIn(Sent):
    """A limit of both, or of oneself: one's own needs nobody's signature (G-5)."""

    kind: Literal["boundary"]
    scope: Literal["shared", "personal"] = "shared"
    category: AgreementCategory
    text: Text = Field(repr=False)
    what_i_will_do: Annotated[Line | None, Field(repr=False)] = None
    days: int = Field(default=_days("boundary")[0], ge=_days("boundary")[1], le=_days("boundary")[2])

    @model_validator(mode="after")
    def _own_acts_are_personal(self) -> "BoundaryIn":
        if self.what_i_will_do is not None and self.scope != "personal":
            raise PydanticCustomError("only_personal", "Only a limit of one's own has this.")
        return self

    def terms(self, me: str, partner: str) -> Terms:  # noqa: ARG002 - the same for every kind
        return Terms(
            "boundary",
            self.scope,
            self.category,
            me if self.scope == "personal" else None,
            text=self.text,
            days=self.days,
            what_i_will_do=self.what_i_will_do or "",
        )


class CommitmentIn(Sent):
    """A promise with an owner: due once on a day, or again and again."""

    kind: Literal["commitment"]
    text: Text = Field(repr=False)
    owner: Owner = "me"
    due_on: Day | None = None
    schedule: ScheduleIn | None = None
    days: int = Field(default=_days("commitment")[0], ge=_days("commitment")[1], le=_days("commitment")[2])

    @model_validator(mode="after")
    def _once_or_again(self) -> "CommitmentIn":
        if self.due_on is not None and self.schedule is not None:
            raise PydanticCustomError("day_or_schedule", "A day, or a schedule.")
        return self

    def terms(self, me: str, partner: str) -> Terms:
        return Terms(
            "commitment",
            "shared",
            None,
            _owner(self.owner, me, partner),
            text=self.text,
            days=self.days,
            due_on=self.due_on,
            schedule=None if self.schedule is None else self.schedule.value(),
        )


class RitualIn(Sent):
    """A small thing that the two do again and again."""

    kind: Literal["ritual"]
    text: Text = Field(repr=False)
    schedule: ScheduleIn
    days: int = Field(default=_days("ritual")[0], ge=_days("ritual")[1], le=_days("ritual")[2])

    def terms(self, me: str, partner: str) -> Terms:  # noqa: ARG002 - the same for every kind
        return Terms("ritual", "shared", None, None, text=self.text, days=self.days, schedule=self.schedule.value())


TermsIn = Annotated[
    BaseAgreementIn | BenchmarkIn | BoundaryIn | CommitmentIn | RitualIn, Field(discriminator="kind", repr=False)
]


def _owner(owner: Owner, me: str, partner: str) -> str | None:
    return {"me": me, "partner": partner, "both": None}[owner]


class ProposalIn(Sent):
    """The terms, and whether they are put before the other or kept as a draft."""

    terms: TermsIn
    draft: bool = Field(default=False, description="Kept for yourself; nobody learns of it.")
    shared_with_partner: bool = Field(
        default=False, description="Whether the other may read a limit of your own. Without meaning for the rest."
    )


class RewordingIn(Sent):
    """Other terms, in place of the newest ones that you have read."""

    replaces: VersionName
    terms: TermsIn


class DraftOfferIn(Sent):
    """The version of the draft to put before the other."""

    version: VersionName
    shared_with_partner: bool = False
    even_so: bool = Field(default=False, description="Although you said that it may not be fair, or hard to keep.")


class AssentIn(Sent):
    """The version that you say yes to."""

    version: VersionName
    even_so: bool = Field(default=False, description="Although you said that it may not be fair, or hard to keep.")


class WeighingIn(Sent):
    """How fair it seems to you, and how well you can keep it. For you alone."""

    version: VersionName
    fair: Score
    keepable: Score


class ReviewIn(Sent):
    """What you want to become of it."""

    answer: Choice = Field(repr=False)


class SharingIn(Sent):
    """Whether the other may read it."""

    shared_with_partner: bool


class PauseIn(Sent):
    """The days on which a ritual rests, both included."""

    first_on: Day
    last_on: Day


class LifeEventIn(Sent):
    """What changed; and, if you like, what is to be looked at because of it. Without a choice: every boundary."""

    kind: LifeEventKind
    happened_on: Day | None = None
    note: Annotated[Line | None, Field(repr=False)] = None
    agreements: list[UUID] = Field(default=[], max_length=50)
    categories: list[AgreementCategory] = Field(default=[], max_length=5)

    @model_validator(mode="after")
    def _one_choice(self) -> "LifeEventIn":
        if self.agreements and self.categories:
            raise PydanticCustomError("agreements_or_categories", "Agreements, or categories.")
        return self
