"""What is asked and answered about what two people share between talks. Nothing here counts, ranks or says "seen"."""

from datetime import date
from typing import Annotated

from pydantic import Field

from app.calendar_day import Day
from app.security.text_door import Words
from app.sharing.bright_spots import About, Whose
from app.sharing.goal_steps import GoalStep
from app.sharing.joint import Joint
from app.sharing.joint import Words as JointWords
from app.sharing.joint_text import JointState
from app.sharing.scene import Scene
from app.sharing.spots import Spot
from app.sharing.steps import StepState
from app.wire_forms import Answered, Moment, Sent

Line = Annotated[str, Words(300)]
Text = Annotated[str, Words(600)]
Picture = Annotated[str, Words(4000)]
Version = Annotated[str, Field(max_length=64, description="The name of exactly the words that you read.")]
Hint = Annotated[
    str | None, Field(max_length=64, description="The id of the coach's opinion that came with `held_for_review`.")
]


class Acknowledging(Sent):
    """Nothing, or the id of the coach's opinion that came back."""

    acknowledge_hint: Hint = None


class AppreciationIn(Acknowledging):
    """What you appreciate, kept for yourself or shared at once."""

    text: Text = Field(examples=["You came home early so that I could sleep."])
    about: About = "other"
    share: bool = Field(default=False, description="Show it to your partner now. Otherwise it is kept, for you alone.")


class SmallWinIn(Acknowledging):
    """One small thing that went well for the two of you. It is shared at once."""

    text: Text = Field(examples=["We stopped, and came back after half an hour."])


class KindnessIn(Acknowledging):
    """One tap is enough. A kindness of your own is for your own list; your partner's may be shared with them."""

    whose: Whose = "partners"
    text: Line | None = None
    share: bool = False


class GoalIn(Acknowledging):
    """What the two of you might want."""

    text: Text = Field(examples=["Walk together twice a week."])


class RewordIn(GoalIn):
    """Other words, in the place of those that you read."""

    instead_of: Version


class PictureIn(Acknowledging):
    """A picture of the future for both. `instead_of` names the newest words, if there are any."""

    text: Picture
    instead_of: Version | None = None


class DraftIn(Sent):
    """Your own picture of the future, for you alone."""

    text: Picture


class SaidYesIn(Sent):
    """The words that you say yes to."""

    version: Version


class StepIn(Acknowledging):
    """One small step. You can take it on yourself, or leave it open; you cannot give it to the other."""

    text: Line = Field(examples=["Look for a walk near the lake."])
    mine: bool = False
    on: Day | None = None


class SpotOut(Answered):
    """An appreciation, a small win or a kindness."""

    id: str
    by: str = Field(description="The id of whoever wrote it.")
    about: About | None
    whose: Whose | None = Field(description="Of a kindness: whose it was, as its author sees it.")
    text: str | None = Field(repr=False, description="Null when there are no words, or once they were erased.")
    shared: bool
    at: Moment = Field(description="When it was shared; in your `own` list, when you wrote it.")


class SpotAnswer(Answered):
    """One appreciation, small win or kindness."""

    item: SpotOut


class WordsOut(Answered):
    """One wording."""

    version: str
    text: str | None = Field(repr=False, description="Null once the words were erased.")
    accepted_by: list[str]


class JointOut(Answered):
    """A text that counts only in words that both said yes to."""

    id: str
    state: JointState = Field(description="`active` once both said yes. `done` and `let_go` name nobody.")
    in_force: WordsOut | None = Field(description="The words that both said yes to.")
    proposed: WordsOut | None = Field(description="The newest words, while not both have said yes to them.")
    proposed_at: Moment


class GoalAnswer(Answered):
    """One goal."""

    goal: JointOut


class GoalStepOut(Answered):
    """One step towards a goal."""

    id: str
    goal: str
    text: str | None = Field(repr=False, description="Null once the words were erased.")
    state: StepState
    on: date | None
    taken_by: list[str] = Field(description="Who took it on themselves: nobody, one of you, or both.")


class StepAnswer(Answered):
    """One step."""

    step: GoalStepOut


class OwnSceneOut(Answered):
    """Your own picture: a draft that nobody else sees, and what of it you showed."""

    draft: str | None = Field(repr=False)
    shown: str | None = Field(repr=False)


class SceneOut(Answered):
    """The future as you may see it."""

    yours: OwnSceneOut
    partners: str | None = Field(repr=False, description="What your partner showed of theirs.")
    joint: JointOut | None


class SceneAnswer(Answered):
    """The future as you may see it."""

    future_scene: SceneOut


def spot_out(spot: Spot) -> SpotOut:
    return SpotOut(
        id=spot.id,
        by=spot.author_id,
        about=spot.about,
        whose=spot.whose,
        text=spot.text,
        shared=spot.shared,
        at=spot.at,
    )


def joint_out(joint: Joint) -> JointOut:
    return JointOut(
        id=joint.id,
        state=joint.state,
        in_force=_words_out(joint.in_force),
        proposed=_words_out(joint.proposed),
        proposed_at=joint.proposed_at,
    )


def step_out(step: GoalStep) -> GoalStepOut:
    return GoalStepOut(
        id=step.id, goal=step.goal_id, text=step.text, state=step.state, on=step.on, taken_by=list(step.takers)
    )


def scene_out(scene: Scene) -> SceneOut:
    return SceneOut(
        yours=OwnSceneOut(draft=scene.draft, shown=scene.shown),
        partners=scene.partners,
        joint=None if scene.joint is None else joint_out(scene.joint),
    )


def _words_out(words: JointWords | None) -> WordsOut | None:
    if words is None:
        return None
    return WordsOut(version=words.version, text=words.text, accepted_by=list(words.accepted_by))
