"""How the policy matrix calls an operation that needs more than its path. One line for each, if any."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta

from app.clock import SystemClock
from app.wire_time import stamp
from tests.builders import PASSWORD
from tests.crossings.raising import OPENING, REDRESS
from tests.therapists.linking import PROFILE


@dataclass(frozen=True, slots=True)
class Call:
    """The body to send, the status for those who may, and what is different about ids that are over."""

    body: object = None
    answers: int = 200
    # Another of the world's things in place of the one that the path's parameter is called by.
    instead: dict[str, str] = field(default_factory=dict)
    # An ended thing is answered like a present one, because doing it twice is no error.
    repeatable: bool = False


TOMORROW = stamp(SystemClock().now() + timedelta(days=1))
NO_VERSION = "0" * 64
A_YES = {"scopes": ["agreements"], "expires_on": TOMORROW[:10], "secrets_policy": "none_kept", "text_version": "?"}
COMMITMENT = {"kind": "commitment", "text": "I will call when I am late."}
DAYS_OF_REST = {"first_on": TOMORROW[:10], "last_on": TOMORROW[:10]}
NEW = {"email": "new@example.org", "password": PASSWORD, "name": "New"}
KEPT = {"crossing_id": "private_crossing_id"}

HURT = {"accountability_id": "hurt_accountability_id"}
SMALLER = {"prevention_step_id": "moved_step_id"}

CALLS: dict[str, Call] = {
    "registerAccount": Call(NEW, 201),
    "logIn": Call({"email": "nobody@example.org", "password": PASSWORD}, 401),
    "changeMe": Call({"name": "Someone"}),
    "eraseMe": Call({"password": PASSWORD}, 204),
    "changePassword": Call({"current": PASSWORD, "new": "quite other words"}, 204),
    "logOut": Call(answers=204),
    "endLogin": Call(answers=204),
    "endOtherLogins": Call(answers=204),
    "createCouple": Call({}, 201),
    "previewInvitation": Call({"code": "?"}, 409),
    "joinCouple": Call({"code": "?"}, 409),
    "renewInvitation": Call({}, 201, instead={"couple_id": "waiting_couple_id"}),
    "leaveCouple": Call({}, 204, repeatable=True),
    "askForTalk": Call({"template": "calm-start-talk", "medium": "text"}, 202),
    "acceptTalk": Call({}, instead={"request_id": "accepted_request_id"}),
    "declineTalk": Call({}, 202),
    "offerAnotherTime": Call({"when": TOMORROW}, 202),
    "sendCommand": Call({"ref": "0f0e0d0c-0b0a-4908-8706-050403020100", "name": "leave", "body": {}}),
    "createTicket": Call({}),
    "rehearse": Call({"text": "I felt alone.", "stage": "speaker"}),
    "endAgreement": Call({}),
    "proposeAgreement": Call({"terms": COMMITMENT}, 201),
    "discardDraft": Call(answers=204, instead={"agreement_id": "draft_id"}),
    "rewordAgreement": Call({"replaces": NO_VERSION, "terms": COMMITMENT}, 409),
    "offerDraft": Call({"version": NO_VERSION}, 409, instead={"agreement_id": "draft_id"}),
    "assentToAgreement": Call({"version": NO_VERSION}, 409),
    "showOwnLimit": Call({"shared_with_partner": True}, instead={"agreement_id": "own_limit_id"}),
    "weighAgreement": Call({"version": NO_VERSION, "fair": 7, "keepable": 7}, 409),
    "answerReview": Call({"answer": "keep"}, instead={"agreement_id": "ritual_id"}),
    "restRitual": Call(DAYS_OF_REST, instead={"agreement_id": "ritual_id"}),
    "takeUpRitual": Call(answers=204, instead={"agreement_id": "ritual_id"}),
    "recordLifeEvent": Call({"kind": "move"}, 201),
    "forgetLifeEvent": Call(answers=204),
    "replyToAccountability": Call({"reply": "received"}, instead=HURT),
    "giveProgressUpdate": Call({"what_happened": "I wrote.", "what_next": "I go on."}, 201),
    "makeStepSmaller": Call({"if": "I am late", "then": "I call"}, instead=SMALLER),
    "markStepDone": Call({}),
    "settleAccountability": Call({"settled": False}),
    "reopenAccountability": Call({}),
    "writeEntry": Call({"text": "A line."}, 201),
    "changeEntry": Call({"text": "Another."}),
    "deleteEntry": Call(answers=204),
    "writeExpectation": Call({"expected": "Rain."}, 201),
    "changeExpectation": Call({"expected": "Sun."}),
    "lookBack": Call({"happened": "Snow."}),
    "deleteExpectation": Call(answers=204),
    "changeWeek": Call({"level": 3}),
    "askWeekly": Call({"on": True}),
    "deleteWeek": Call(answers=204),
    "writeNote": Call({"kind": "care", "text": "A walk."}, 201),
    "changeNote": Call({"text": "A bath."}),
    "deleteNote": Call(answers=204),
    "stepBack": Call({"couple_id": "all"}),
    "writeCheckInAnswer": Call({"hope": "A quiet week."}),
    "dropCheckInAnswer": Call(answers=204),
    "giveCheckInAnswer": Call({}),
    "takeBackCheckInAnswer": Call({}),
    "chooseCheckInRhythm": Call({"weekday": "sunday", "timezone": "UTC"}),
    "giveCalendarAddress": Call({}, 201),
    "takeBackCalendarAddress": Call(answers=204),
    "exportMe": Call({}),
    "appreciate": Call({"text": "You made tea."}, 201),
    "shareAppreciation": Call({}),
    "dropAppreciation": Call(answers=204, repeatable=True),
    "noteSmallWin": Call({"text": "We came back."}, 201),
    "dropSmallWin": Call(answers=204),
    "noteKindness": Call({}, 201),
    "shareKindness": Call({}),
    "dropKindness": Call(answers=204, repeatable=True),
    "proposeGoal": Call({"text": "Walk together."}, 201),
    "rewordGoal": Call({"text": "Walk.", "instead_of": "?"}, 409),
    "acceptGoal": Call({"version": "?"}, 409),
    "addGoalStep": Call({"text": "Look for a walk."}, 201),
    "writeFutureScene": Call({"text": "A garden."}),
    "dropFutureScene": Call(answers=204),
    "showFutureScene": Call({}),
    "proposeFutureScene": Call({"text": "A garden.", "instead_of": "?"}, 409),
    "acceptFutureScene": Call({"version": "?"}, 409),
    "chooseReminders": Call({"kinds": ["talk"]}),
    "confirmReminders": Call({"code": "000000"}, 422),
    "endReminders": Call(answers=204),
    "showWayOut": Call(instead={"secret_address": "way_out"}),
    "stopReminders": Call(instead={"secret_address": "way_out"}),
    "reportCrossing": Call({"agreement": "?", "note": "It happened again."}, 404),
    "forgetCrossing": Call(answers=204, instead=KEPT, repeatable=True),
    "answerPrivateCheck": Call({"raise_together": "no"}, instead=KEPT),
    "shareCrossing": Call(OPENING, instead=KEPT),
    # It is for the one who did not report it, and the world's was reported by Ada.
    "addCrossingView": Call({"text": "I mixed up the days."}, 409),
    "proposeRedress": Call(REDRESS),
    "acceptRedress": Call({"version": "?"}, 409),
    "finishRedress": Call({"version": "?"}, 409),
    "renewAfterCrossing": Call({"version": "?"}, 409),
    "reportOccurrence": Call({"outcome": "kept"}),
    "noticeOccurrence": Call({}, 409),
    "beginTemplate": Call({}, 201),
    "checkTemplate": Call({"content": {}}),
    "importTemplate": Call({"toml": "title = 'A talk'"}, 201),
    "changeOwnTemplate": Call({"revision": 1, "content": {}}),
    "discardTemplate": Call(answers=204),
    "rehearseTemplate": Call({"players": ["calm", "leaves"]}),
    "publishTemplate": Call({}, 409),
    "retireTemplate": Call({}, 409),
    "reinstateTemplate": Call({}, 409),
    # Without an operator's code.
    "openTherapistProfile": Call(PROFILE, 409),
    "changeTherapistProfile": Call({"about": "I listen."}),
    "closeTherapistProfile": Call(answers=204),
    "endCare": Call(answers=204),
    "writeCareNote": Call({"text": "Both came early."}, 201),
    "changeCareNote": Call({"text": "Ask about evenings."}),
    "deleteCareNote": Call(answers=204),
    "inviteTherapist": Call({"handle": "?", **A_YES}, 404),
    "consentToTherapist": Call(A_YES, 409),
    "withdrawConsent": Call(answers=204),
    "createObserverTicket": Call({}),
    "stopObserving": Call(answers=204),
    "consentToObserving": Call({"text_version": "?"}, 409),
    "withdrawObservingConsent": Call(answers=204),
    # The world's things are older than the yes of the two; what is newer is in `tests/caseload`.
    "readTranscriptInCare": Call(answers=404),
    "readAgreementInCare": Call(answers=404),
    "listAgreementVersionsInCare": Call(answers=404),
    "readAccountabilityInCare": Call(answers=404),
    "listProgressUpdatesInCare": Call(answers=404),
    "suggestTemplate": Call({"template": "brief-repair"}, 201),
    "withdrawTemplate": Call(answers=204),
    "givePractice": Call({"text": "A walk.", "due_on": TOMORROW[:10]}, 201),
    "takePracticeBack": Call(answers=204),
    "answerAssignment": Call({"yes": True}),
    "answerPractice": Call({"yes": True}),
    "reportPractice": Call({"outcome": "done"}),
    "dropPracticeReport": Call(answers=204),
    "moveSandboxClock": Call({"advance": "PT1S"}),
    "playPartner": Call({"session": "?"}, 404),
    "pairWithRobin": Call({}, 201),
}


def call_of(operation: str) -> Call:
    return CALLS.get(operation, Call())
