"""The bodies of proposals: one form for each kind of agreement that a session can reach."""

from typing import Annotated, ClassVar, Literal
from uuid import UUID

from pydantic import ConfigDict, Field, RootModel

from app.agreements.lifecycle import DAYS, DEFAULT_DAYS
from app.security.text_door import Words
from app.sessions.body_parts import Body, Coached, Text, Version
from app.sessions.protocol import commands as c
from app.sessions.protocol.particulars import Particulars
from app.sessions.protocol.sides import Side

Line = Annotated[str, Words(200)]
Lines = Annotated[tuple[Line, ...], Field(max_length=5)]


class ProposeBoundary(Coached):
    """A limit of both, or of oneself: one's own needs nobody's signature (G-5)."""

    kind: Literal["boundary"]
    scope: Literal["shared", "personal"] = "shared"
    category: Literal["time", "privacy", "disclosure", "personal_space"]
    text: Text
    days: int = Field(default=DEFAULT_DAYS["boundary"], ge=DAYS["boundary"][0], le=DAYS["boundary"][1])
    agreement: UUID | None = None

    def command(self, by: Side) -> c.Command:
        return c.ProposeAgreement(
            by,
            kind="boundary",
            scope=self.scope,
            category=self.category,
            owner="me",
            days=self.days,
            text=self.text,
            agreement=str(self.agreement) if self.agreement else "",
            acknowledge_hint=self.hint,
        )


class ProposeCommitment(Coached):
    """A promise with an owner and a day to look at it again."""

    kind: Literal["commitment"]
    owner: Literal["me", "partner"] = "me"
    text: Text
    days: int = Field(default=DEFAULT_DAYS["commitment"], ge=DAYS["commitment"][0], le=DAYS["commitment"][1])
    agreement: UUID | None = None

    def command(self, by: Side) -> c.Command:
        return c.ProposeAgreement(
            by,
            kind="commitment",
            scope="shared",
            category="none",
            owner=self.owner,
            days=self.days,
            text=self.text,
            agreement=str(self.agreement) if self.agreement else "",
            acknowledge_hint=self.hint,
        )


class ProposeBaseAgreement(Coached):
    """What is fine between the two, what is not, and what happens if it happens."""

    kind: Literal["base_agreement"]
    text: Text
    acceptable: Lines = ()
    not_acceptable: Lines = ()
    if_it_happens: Lines = ()
    days: int = Field(
        default=DEFAULT_DAYS["base_agreement"], ge=DAYS["base_agreement"][0], le=DAYS["base_agreement"][1]
    )
    agreement: UUID | None = None

    def command(self, by: Side) -> c.Command:
        return c.ProposeAgreement(
            by,
            kind="base_agreement",
            scope="shared",
            category="none",
            owner="both",
            days=self.days,
            text=self.text,
            particulars=Particulars(self.acceptable, self.not_acceptable, self.if_it_happens),
            agreement=str(self.agreement) if self.agreement else "",
            acknowledge_hint=self.hint,
        )


class ProposeBenchmark(Coached):
    """A sign that both can see, and how often they look."""

    kind: Literal["benchmark"]
    text: Text
    observable_sign: Line
    cadence: Literal["weekly", "fortnightly", "monthly", "quarterly"] = "monthly"
    days: int = Field(default=DEFAULT_DAYS["benchmark"], ge=DAYS["benchmark"][0], le=DAYS["benchmark"][1])
    agreement: UUID | None = None

    def command(self, by: Side) -> c.Command:
        return c.ProposeAgreement(
            by,
            kind="benchmark",
            scope="shared",
            category="none",
            owner="both",
            days=self.days,
            text=self.text,
            particulars=Particulars(observable_sign=self.observable_sign, cadence=self.cadence),
            agreement=str(self.agreement) if self.agreement else "",
            acknowledge_hint=self.hint,
        )


AnyProposal = ProposeBoundary | ProposeCommitment | ProposeBaseAgreement | ProposeBenchmark


class ProposeAgreement(RootModel[Annotated[AnyProposal, Field(discriminator="kind")]]):
    """A boundary, a commitment, a base agreement or a benchmark; the step says which of them it takes."""

    model_config = ConfigDict(frozen=True, hide_input_in_errors=True)
    is_tap: ClassVar[bool] = False

    def command(self, by: Side) -> c.Command:
        return self.root.command(by)


class Assent(Body):
    """The agreement, and the version that is agreed to."""

    agreement: UUID
    version: Version

    def command(self, by: Side) -> c.Command:
        return c.Assent(by, str(self.agreement), self.version)


class SetAside(Body):
    """The agreement, and the version that is set aside."""

    agreement: UUID
    version: Version

    def command(self, by: Side) -> c.Command:
        return c.SetAside(by, str(self.agreement), self.version)
