"""Bodies of requests and answers about therapists and what a couple lets them see. Unknown fields are refused."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field

from app.accounts.schemas import NOT_SENT, known_locale
from app.security.text_door import Name, Words
from app.therapists.care import InCare
from app.therapists.lifecycle import SCOPES, Phase, Scope, SecretsPolicy
from app.therapists.linking import LinkShown, OwnConsent, Yes
from app.therapists.naming import Said
from app.therapists.notes import CareNote
from app.therapists.profiles import TherapistProfile
from app.therapists.reads import ReadShown
from app.therapists.texts import (
    ENDING,
    NOT_VERIFIED,
    POLICY_TEXTS,
    PURPOSE,
    PURPOSE_KEY,
    RECORD,
    SCOPE_TEXTS,
    TEXT_VERSION,
)
from app.wire_forms import Answered, Moment, Sent

TherapistName = Annotated[str, Name(60), Field(examples=["Maria Lopez"])]
About = Annotated[str, Words(1000), Field(description="How you work, in your own words.")]
Language = Annotated[str, Field(max_length=35, examples=["en"]), AfterValidator(known_locale)]
Languages = Annotated[list[Language], Field(min_length=1, max_length=10)]
Policy = Annotated[SecretsPolicy, Field(description="What you do with what one of the two tells you alone.")]


def _each_once(scopes: list[Scope]) -> list[Scope]:
    """Return scopes in their usual order; sent twice, one is one."""
    return [scope for scope in SCOPES if scope in scopes]


Scopes = Annotated[list[Scope], Field(min_length=1, max_length=len(SCOPES)), AfterValidator(_each_once)]


class TherapistIn(Sent):
    """A profile in its owner's own words. Nobody checks it, and everybody is told so."""

    invitation: str | None = Field(default=None, max_length=64, description="The operator's code.")
    name: TherapistName
    about: About
    languages: Languages
    secrets_policy: Policy

    def said(self) -> Said:
        return Said(self.name, self.about, tuple(self.languages))


class TherapistChangesIn(Sent):
    """Only the fields that are sent are changed."""

    name: TherapistName = NOT_SENT
    about: About = NOT_SENT
    languages: Languages = NOT_SENT
    secrets_policy: Policy = NOT_SENT

    def facts(self) -> dict[str, Any]:  # Any: fields of several types
        sent = self.model_dump(exclude_unset=True)
        return sent | ({"languages": tuple(sent["languages"])} if "languages" in sent else {})


class TherapistOut(Answered):
    """A therapist's profile, as they wrote it."""

    id: str
    handle: str = Field(description="What somebody types to find this profile.", examples=["7f3k-9qx2"])
    name: str
    about: str
    languages: list[str]
    secrets_policy: SecretsPolicy
    secrets_policy_text: str
    verified: Literal[False] = Field(default=False, description="Always. Nobody here checks what is written.")
    notice: Literal["Not verified by this service."] = NOT_VERIFIED


class TherapistAnswer(Answered):
    """A therapist's profile."""

    therapist: TherapistOut


class ConsentIn(Sent):
    """What you say yes to. `secrets_policy` and `text_version` are those that you read."""

    scopes: Scopes
    expires_on: date = Field(description="The last day on which your yes holds, in UTC; a year ahead at most.")
    secrets_policy: SecretsPolicy
    text_version: str = Field(max_length=12)

    def yes(self) -> Yes:
        return Yes(tuple(self.scopes), self.expires_on, self.secrets_policy, self.text_version)


class TherapistInvitationIn(ConsentIn):
    """Whom you invite, and what you say yes to."""

    handle: str = Field(max_length=16, examples=["7f3k-9qx2"])


class SharedScopeOut(Answered):
    """One thing that is shared now, and since when: nothing older can be read."""

    scope: Scope
    since: Moment


class OwnConsentOut(Answered):
    """Your own yes. Nobody else sees it."""

    scopes: list[Scope]
    expires_on: date
    purpose: str
    secrets_policy: SecretsPolicy
    text_version: str
    given_at: Moment
    outdated: bool = Field(
        description="The secrets policy has changed since; until you say yes anew it counts for nothing."
    )


class LinkedTherapistOut(Answered):
    """The therapist, as long as there is a profile."""

    id: str
    handle: str | None
    name: str
    secrets_policy: SecretsPolicy | None
    verified: Literal[False] = False
    notice: Literal["Not verified by this service."] = NOT_VERIFIED


class PracticeLinkOut(Answered):
    """Your couple and a therapist. What the other one of you answered is not here; only what both allow together."""

    id: str
    therapist: LinkedTherapistOut
    state: Phase = Field(description="`invited` until all have said yes; who has not is never shown.")
    proposed: list[Scope] = Field(description="What the invitation asked for.")
    invited_by_you: bool
    answer_by: Moment
    scopes: list[SharedScopeOut] = Field(description="What the therapist may see now.")
    consent: OwnConsentOut | None
    sharing_changed: bool = Field(description="Less is shared than you said yes to. The reason is not given.")


class PracticeLinkAnswer(Answered):
    """Your couple and a therapist."""

    link: PracticeLinkOut


class PersonInCareOut(Answered):
    """One of the two, as long as both say yes."""

    id: str
    name: str


class InCareOut(Answered):
    """A couple that invites you or shares something with you."""

    couple_id: str
    link_id: str
    state: Literal["invited", "sharing", "ended"]
    names: list[str] = Field(description="Only while both have said yes.")
    people: list[PersonInCareOut] = Field(description="The two by their ids; only while both have said yes.")
    proposed: list[Scope]
    answer_by: Moment | None
    scopes: list[SharedScopeOut]


class InCareAnswer(Answered):
    """A couple that shares something with you."""

    couple: InCareOut


class TherapistReadOut(Answered):
    """One reading by a therapist."""

    id: str
    therapist_id: str
    therapist_name: str
    scope: Scope
    kind: str
    thing_id: str | None
    at: Moment


class CareNoteIn(Sent):
    """A note of your own."""

    text: Annotated[str, Words(4000)] = Field(repr=False)


class CareNoteOut(Answered):
    """A note of your own."""

    id: str
    couple_id: str
    text: str = Field(repr=False)
    written_at: Moment
    changed_at: Moment


class CareNoteAnswer(Answered):
    """A note of your own."""

    note: CareNoteOut


class ScopeTextOut(Answered):
    """What one scope shows, and what it never shows."""

    scope: Scope
    shows: str
    never: str


class PolicyTextOut(Answered):
    """What a secrets policy means."""

    secrets_policy: SecretsPolicy
    text: str


class ConsentTextsOut(Answered):
    """What you read before you say yes. Send `version` with your yes."""

    version: str
    purpose: str
    purpose_text: str
    scopes: list[ScopeTextOut]
    policies: list[PolicyTextOut]
    ending: str
    record: str
    notice: str


def therapist_out(profile: TherapistProfile) -> TherapistOut:
    return TherapistOut(
        id=profile.account_id,
        handle=profile.handle,
        name=profile.said.name,
        about=profile.said.about,
        languages=list(profile.said.languages),
        secrets_policy=profile.secrets_policy,
        secrets_policy_text=POLICY_TEXTS[profile.secrets_policy],
    )


def link_out(link: LinkShown) -> PracticeLinkOut:
    return PracticeLinkOut(
        id=link.id,
        therapist=LinkedTherapistOut(
            id=link.therapist_id, handle=link.handle, name=link.name, secrets_policy=link.secrets_policy
        ),
        state=link.state,
        proposed=list(link.proposed),
        invited_by_you=link.invited_by_you,
        answer_by=link.answer_by,
        scopes=_scopes_out(link.scopes),
        consent=None if link.consent is None else _consent_out(link.consent),
        sharing_changed=link.sharing_changed,
    )


def in_care_out(couple: InCare) -> InCareOut:
    return InCareOut(
        couple_id=couple.couple_id,
        link_id=couple.link_id,
        state=couple.state,
        names=list(couple.people.values()),
        people=[PersonInCareOut(id=one, name=name) for one, name in couple.people.items()],
        proposed=list(couple.proposed),
        answer_by=couple.answer_by,
        scopes=_scopes_out(couple.scopes),
    )


def read_out(read: ReadShown) -> TherapistReadOut:
    return TherapistReadOut(
        id=read.id,
        therapist_id=read.therapist_id,
        therapist_name=read.therapist_name,
        scope=read.scope,
        kind=read.kind,
        thing_id=read.thing_id,
        at=read.at,
    )


def note_out(note: CareNote) -> CareNoteOut:
    return CareNoteOut(
        id=note.id,
        couple_id=note.couple_id,
        text=note.text,
        written_at=note.written_at,
        changed_at=note.changed_at,
    )


def texts_out() -> ConsentTextsOut:
    return ConsentTextsOut(
        version=TEXT_VERSION,
        purpose=PURPOSE_KEY,
        purpose_text=PURPOSE,
        scopes=[ScopeTextOut(scope=scope, shows=one.shows, never=one.never) for scope, one in SCOPE_TEXTS.items()],
        policies=[PolicyTextOut(secrets_policy=policy, text=text) for policy, text in POLICY_TEXTS.items()],
        ending=ENDING,
        record=RECORD,
        notice=NOT_VERIFIED,
    )


def _consent_out(consent: OwnConsent) -> OwnConsentOut:
    return OwnConsentOut(
        scopes=list(consent.scopes),
        expires_on=consent.expires_on,
        purpose=PURPOSE_KEY,
        secrets_policy=consent.secrets_policy,
        text_version=consent.text_version,
        given_at=consent.given_at,
        outdated=consent.outdated,
    )


def _scopes_out(scopes: Mapping[Scope, datetime]) -> list[SharedScopeOut]:
    return [SharedScopeOut(scope=scope, since=since) for scope, since in scopes.items()]
