"""What is asked and answered about one's own pages. Bodies are closed, and no repr shows a word."""

from datetime import date
from typing import Annotated, Literal

from pydantic import Field, model_validator

from app.calendar_day import Day
from app.journal.ahead import Ahead, AheadState
from app.journal.entries import About, Entry, KeptEntry, Patterns
from app.journal.expectations import KeptAhead
from app.journal.notes import KeptNote, Note, NoteKind
from app.journal.own_weeks import OwnWeek, ThisWeek
from app.journal.patterns import SUGGESTED
from app.journal.strain import Card
from app.security.text_door import Name, Words
from app.wire_forms import Answered, Moment, Sent

MOST_TAGS = 8

EntryText = Annotated[str, Words(4000)]
Sentences = Annotated[str, Words(1000)]
Short = Annotated[str, Words(300)]
Tag = Annotated[str, Name(40)]
Tags = Annotated[list[Tag], Field(max_length=MOST_TAGS, examples=[["I went quiet"]])]
Level = Annotated[int, Field(strict=True, ge=0, le=10)]
Weekday = Annotated[int, Field(strict=True, ge=0, le=6)]
Weekdays = Annotated[list[Weekday], Field(max_length=7, description="0 is Monday. Days on which to see it again.")]

ABOUT = "Your own answer to: is this about now?"


class EntryIn(Sent):
    """An entry."""

    text: EntryText
    about: About | None = Field(default=None, description=ABOUT)
    tags: Tags = Field(default_factory=list, description="Your own words for what comes back.")

    @property
    def entry(self) -> Entry:
        return Entry(self.text, self.about, tuple(self.tags))


class EntryChangeIn(Sent):
    """What to change of an entry; what is left out stays. `about` may be taken back with null."""

    text: EntryText = ""
    about: About | None = None
    tags: Tags = Field(default_factory=list)


class EntryOut(Answered):
    """One entry, as its author sees it. Nobody else can."""

    id: str
    at: Moment
    changed_at: Moment | None
    text: str = Field(repr=False)
    about: About | None = Field(description=ABOUT)
    tags: list[str] = Field(repr=False)


class EntryAnswer(Answered):
    """One entry, and where its author may try out words for a talk; nothing goes there by itself."""

    entry: EntryOut
    try_words_at: Literal["/v1/coach/review"] = "/v1/coach/review"


class PatternOut(Answered):
    """One of your own tags in the window."""

    tag: str = Field(repr=False)
    times: int
    days: list[date]


class PatternsAnswer(Answered):
    """Your own tags with their days, in the order of the alphabet. Nothing is concluded from them."""

    since: date
    until: date
    patterns: list[PatternOut]
    suggested: list[str] = Field(default=list(SUGGESTED), description="Neutral words, if you want some to begin with.")


class ExpectationIn(Sent):
    """What you expect, and when to look back if you want to be reminded."""

    expected: Sentences
    look_on: Day | None = None

    @property
    def ahead(self) -> Ahead:
        return Ahead(self.expected, self.look_on)


class ExpectationChangeIn(Sent):
    """What to change; what is left out stays. Not after having looked back."""

    expected: Sentences = ""
    look_on: Day | None = None


class LookBackIn(Sent):
    """What happened."""

    happened: Sentences


class ExpectationOut(Answered):
    """One expectation, as its author sees it."""

    id: str
    at: Moment
    state: AheadState
    expected: str = Field(repr=False)
    look_on: date | None
    happened: str | None = Field(repr=False)
    looked_back_at: Moment | None


class ExpectationAnswer(Answered):
    """One expectation."""

    expectation: ExpectationOut


class WeekIn(Sent):
    """What to say of this week; what is left out stays, null takes back."""

    level: Level | None = Field(default=None, description="How much there is to carry, from 0 to 10.")
    intention: Short | None = Field(default=None, description="One thing that you mean to do.")


class AskingIn(Sent):
    """Whether you want to be asked each week."""

    on: bool


class CardOut(Answered):
    """Something offered. `key` is for translations."""

    key: str
    title: str
    text: str


class PromptsAnswer(Answered):
    """Questions to begin with."""

    prompts: list[CardOut]


class WeekOut(Answered):
    """One week of your own, from Monday to Sunday where you live."""

    week: str = Field(examples=["2026-W47"])
    begins_on: date
    level: int | None = Field(repr=False)
    intention: str | None = Field(repr=False)


class WeekAnswer(Answered):
    """This week, and what is offered."""

    week: WeekOut
    asks_weekly: bool
    offered: list[CardOut] = Field(description="After three heavy weeks: care, a slower pace, help.")


class NoteIn(Sent):
    """A note to yourself. `evidence` and `kinder` belong to a `card`."""

    kind: NoteKind = Field(description="`care`: what does you good. `worth`: a kind word. `card`: a belief, reread.")
    text: Sentences
    evidence: Sentences | None = Field(default=None, description="What speaks for the belief, and what against it.")
    kinder: Sentences | None = Field(default=None, description="A kinder version of it.")
    weekdays: Weekdays = Field(default_factory=list)

    @model_validator(mode="after")
    def _only_a_card_has_two_sides(self) -> "NoteIn":
        if self.kind != "card" and (self.evidence or self.kinder):
            msg = "only a card has these"
            raise ValueError(msg)
        return self

    @property
    def note(self) -> Note:
        return Note(self.kind, self.text, self.evidence, self.kinder, tuple(self.weekdays))


class NoteChangeIn(Sent):
    """What to change; what is left out stays. Its kind stays too."""

    text: Sentences = ""
    evidence: Sentences | None = None
    kinder: Sentences | None = None
    weekdays: Weekdays = Field(default_factory=list)


class NoteOut(Answered):
    """One note, as its author sees it."""

    id: str
    at: Moment
    kind: NoteKind
    text: str = Field(repr=False)
    evidence: str | None = Field(repr=False)
    kinder: str | None = Field(repr=False)
    weekdays: list[int]


class NoteAnswer(Answered):
    """One note."""

    note: NoteOut


def entry_out(kept: KeptEntry) -> EntryOut:
    entry = kept.entry
    return EntryOut(
        id=kept.id, at=kept.at, changed_at=kept.changed_at, text=entry.text, about=entry.about, tags=list(entry.tags)
    )


def patterns_answer(found: Patterns) -> PatternsAnswer:
    patterns = [PatternOut(tag=one.tag, times=one.times, days=list(one.days)) for one in found.found]
    return PatternsAnswer(since=found.since, until=found.until, patterns=patterns)


def expectation_out(kept: KeptAhead) -> ExpectationOut:
    ahead = kept.ahead
    return ExpectationOut(
        id=kept.id,
        at=kept.at,
        state=ahead.state,
        expected=ahead.expected,
        look_on=ahead.look_on,
        happened=ahead.happened,
        looked_back_at=ahead.looked_back_at,
    )


def week_out(own: OwnWeek) -> WeekOut:
    return WeekOut(week=own.week.name, begins_on=own.week.begins_on, level=own.level, intention=own.intention)


def week_answer(this: ThisWeek) -> WeekAnswer:
    return WeekAnswer(week=week_out(this.own), asks_weekly=this.asks_weekly, offered=cards_out(this.offered))


def cards_out(cards: tuple[Card, ...]) -> list[CardOut]:
    return [CardOut(key=card.key, title=card.title, text=card.text) for card in cards]


def note_out(kept: KeptNote) -> NoteOut:
    note = kept.note
    return NoteOut(
        id=kept.id,
        at=kept.at,
        kind=note.kind,
        text=note.text,
        evidence=note.evidence,
        kinder=note.kinder,
        weekdays=list(note.weekdays),
    )
