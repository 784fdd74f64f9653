"""Who may call which operation: one line for each door of the service, HTTP or socket, shown or hidden.

It decides nothing at run time; `authentication`, `couples.access` and each feature do. The tests walk every route,
fail when one has no line here, and call each one as everybody to see that the line is true.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal

from fastapi.routing import iter_route_contexts

if TYPE_CHECKING:
    from collections.abc import Iterator

    from fastapi import FastAPI
    from fastapi.routing import RouteContext

Who = Literal[
    "anyone",  # without a login
    "address",  # without a login, whoever has the secret address in the path; 404 for everybody else
    "login",  # with any login; it reaches nothing but what is the caller's own or everybody's
    "owner",  # the one person whose thing the path names; 404 for everybody else, the partner included
    "member",  # whoever belongs to the couple that the path names, waiting or together; 404 for everybody else
    "record",  # one of the two whose record the path names, also after they parted; 404 for everybody else
    "partner",  # one of the two who are together and whose thing the path names; 404 for everybody else
    "therapist",  # whoever has an open profile as a therapist, for what is their own; 404 for everybody else
    "in_care",  # a therapist with whom the couple that the path names shares something now; 404 for everybody else
    "ticket",  # a socket: whoever shows a ticket in the first frame
]

POLICY: Final[dict[str, Who]] = {
    # The service itself
    "readLiveness": "anyone",
    "readReadiness": "anyone",
    "readAbout": "anyone",
    "openapi": "anyone",
    "web_page": "anyone",
    "web_static": "anyone",
    # Accounts
    "registerAccount": "anyone",
    "readMe": "login",
    "changeMe": "login",
    "eraseMe": "login",
    "changePassword": "login",
    # Logins
    "logIn": "anyone",
    "listLogins": "login",
    "logOut": "login",
    "endLogin": "owner",
    "endOtherLogins": "login",
    # Couples
    "createCouple": "login",
    "listCouples": "login",
    "previewInvitation": "login",
    "joinCouple": "login",
    "readCouple": "member",
    "renewInvitation": "member",
    "leaveCouple": "member",
    # The coach
    "rehearse": "login",
    # Templates
    "listTemplates": "login",
    "readTemplate": "login",
    "getTemplateSchema": "anyone",
    # Templates that therapists write
    "listOwnTemplates": "therapist",
    "beginTemplate": "therapist",
    "checkTemplate": "therapist",
    "importTemplate": "therapist",
    "readOwnTemplate": "therapist",
    "changeOwnTemplate": "therapist",
    "discardTemplate": "therapist",
    "rehearseTemplate": "therapist",
    "publishTemplate": "therapist",
    "listTemplateVersions": "therapist",
    "retireTemplate": "therapist",
    "reinstateTemplate": "therapist",
    "exportTemplate": "therapist",
    # Talk requests
    "askForTalk": "partner",
    "listTalkRequests": "member",
    "getTalkRequest": "partner",
    "acceptTalk": "partner",
    "declineTalk": "partner",
    "offerAnotherTime": "partner",
    # Live sessions
    "listSessions": "record",
    "getSession": "partner",
    "getSessionEvents": "partner",
    "sendCommand": "partner",
    "createTicket": "partner",
    "getTranscript": "record",
    "listCommandSchemas": "anyone",
    "getCommandSchema": "anyone",
    "getFrameSchemas": "anyone",
    "live": "ticket",
    # Agreements
    "listAgreements": "record",
    "readAgreement": "record",
    "proposeAgreement": "partner",
    "discardDraft": "owner",
    "listAgreementVersions": "record",
    "rewordAgreement": "partner",
    "offerDraft": "owner",
    "assentToAgreement": "partner",
    "endAgreement": "partner",
    "showOwnLimit": "partner",
    "weighAgreement": "partner",
    "readReview": "record",
    "answerReview": "partner",
    "restRitual": "partner",
    "takeUpRitual": "partner",
    "listLifeEvents": "record",
    "recordLifeEvent": "partner",
    "forgetLifeEvent": "partner",
    # Accountability after a session; within a record each act is one of the two roles' own
    "listAccountabilities": "record",
    "readAccountability": "record",
    "replyToAccountability": "partner",
    "listProgressUpdates": "record",
    "giveProgressUpdate": "partner",
    "makeStepSmaller": "partner",
    "markStepDone": "partner",
    "settleAccountability": "partner",
    "reopenAccountability": "partner",
    # Check-ins
    "listCheckIns": "record",
    "readCheckIn": "record",
    "writeCheckInAnswer": "partner",
    "dropCheckInAnswer": "record",
    "giveCheckInAnswer": "partner",
    "takeBackCheckInAnswer": "partner",
    "readCheckInRhythm": "partner",
    "chooseCheckInRhythm": "partner",
    # Appreciations, small wins, kindnesses
    "appreciate": "partner",
    "listAppreciations": "record",
    "shareAppreciation": "owner",
    "dropAppreciation": "owner",
    "noteSmallWin": "partner",
    "listSmallWins": "record",
    "dropSmallWin": "owner",
    "noteKindness": "partner",
    "listKindnesses": "record",
    "shareKindness": "owner",
    "dropKindness": "owner",
    # Goals, and the picture of the future
    "proposeGoal": "partner",
    "listGoals": "record",
    "readGoal": "record",
    "rewordGoal": "partner",
    "acceptGoal": "partner",
    "finishGoal": "partner",
    "letGoalGo": "partner",
    "listGoalSteps": "record",
    "addGoalStep": "partner",
    "takeGoalStep": "partner",
    "putGoalStepBack": "partner",
    "finishGoalStep": "partner",
    "letGoalStepGo": "partner",
    "readFutureScene": "record",
    "writeFutureScene": "partner",
    "dropFutureScene": "record",
    "showFutureScene": "partner",
    "hideFutureScene": "partner",
    "proposeFutureScene": "partner",
    "acceptFutureScene": "partner",
    "letFutureSceneGo": "partner",
    # What is due
    "readToday": "login",
    "readCalendar": "login",
    "giveCalendarAddress": "login",
    "takeBackCalendarAddress": "login",
    "getCalendar": "address",
    # Export and progress
    "exportMe": "login",
    "readOwnProgress": "login",
    "drawOwnProgress": "login",
    "readProgress": "member",
    "drawProgress": "member",
    # Mails
    "readReminders": "login",
    "chooseReminders": "login",
    "confirmReminders": "login",
    "endReminders": "login",
    "showWayOut": "address",
    "stopReminders": "address",
    # One's own pages
    "writeEntry": "login",
    "listEntries": "login",
    "readEntry": "owner",
    "changeEntry": "owner",
    "deleteEntry": "owner",
    "listPrompts": "login",
    "readPatterns": "login",
    "writeExpectation": "login",
    "listExpectations": "login",
    "readExpectation": "owner",
    "changeExpectation": "owner",
    "lookBack": "owner",
    "deleteExpectation": "owner",
    "readWeek": "login",
    "changeWeek": "login",
    "askWeekly": "login",
    "listWeeks": "login",
    "deleteWeek": "owner",
    "writeNote": "login",
    "listNotes": "login",
    "readNote": "owner",
    "changeNote": "owner",
    "deleteNote": "owner",
    "readTrends": "login",
    "readStepBack": "login",
    "stepBack": "login",
    # Crossings; what is private is its reporter's alone
    "listCrossings": "record",
    "listOwnLimits": "record",
    "reportCrossing": "partner",
    "readCrossing": "record",
    "forgetCrossing": "owner",
    "answerPrivateCheck": "owner",
    "shareCrossing": "owner",
    "addCrossingView": "partner",
    "proposeRedress": "partner",
    "acceptRedress": "partner",
    "finishRedress": "partner",
    "renewAfterCrossing": "partner",
    # Occurrences
    "listOccurrences": "record",
    "readOccurrence": "record",
    "reportOccurrence": "partner",
    "excuseOccurrence": "partner",
    "takeBackExcuse": "partner",
    "noticeOccurrence": "partner",
    "takeBackNoticed": "partner",
    "listKeeping": "record",
    # Therapists
    "openTherapistProfile": "login",
    "readTherapist": "login",
    "readConsentTexts": "login",
    "readOwnTherapistProfile": "therapist",
    "changeTherapistProfile": "therapist",
    "closeTherapistProfile": "therapist",
    "listCouplesInCare": "therapist",
    "acceptCouple": "in_care",
    "endCare": "in_care",
    "writeCareNote": "in_care",
    "listCareNotes": "in_care",
    "listOwnCareNotes": "login",
    "changeCareNote": "therapist",
    "deleteCareNote": "therapist",
    "inviteTherapist": "partner",
    "listTherapists": "member",
    "consentToTherapist": "partner",
    "withdrawConsent": "partner",
    "listTherapistReads": "record",
    # Watching a live session
    "listWatchable": "in_care",
    "askToObserve": "in_care",
    "stopObserving": "in_care",
    "createObserverTicket": "in_care",
    "readObserving": "partner",
    "consentToObserving": "partner",
    "withdrawObservingConsent": "partner",
    # What a couple shares with a therapist; each look is recorded for the two
    "listTalksInCare": "in_care",
    "readTranscriptInCare": "in_care",
    "listAgreementsInCare": "in_care",
    "readAgreementInCare": "in_care",
    "listAgreementVersionsInCare": "in_care",
    "listAccountabilitiesInCare": "in_care",
    "readAccountabilityInCare": "in_care",
    "listProgressUpdatesInCare": "in_care",
    "listCheckInsInCare": "in_care",
    "listKeepingInCare": "in_care",
    # What a therapist suggests, and what each of the two makes of it
    "suggestTemplate": "in_care",
    "listSuggestedTemplates": "in_care",
    "withdrawTemplate": "in_care",
    "givePractice": "in_care",
    "listGivenPractices": "in_care",
    "takePracticeBack": "in_care",
    "listAssignments": "partner",
    "readAssignment": "partner",
    "answerAssignment": "partner",
    "listPractices": "partner",
    "readPractice": "partner",
    "answerPractice": "partner",
    "reportPractice": "partner",
    "dropPracticeReport": "record",
    # The sandbox, where it is on; what their bodies name is the caller's own or a 404
    "readSandboxClock": "login",
    "moveSandboxClock": "login",
    "playPartner": "login",
    "pairWithRobin": "login",
}

DENIED_BY_404: Final[frozenset[Who]] = frozenset({"owner", "member", "partner", "record", "therapist", "in_care"})


def operations(app: FastAPI) -> Iterator[tuple[str, RouteContext]]:
    """Return every door of the application under its operation id; a route without one goes by its name."""
    for route in iter_route_contexts(app.routes):
        yield getattr(route, "operation_id", None) or str(route.name), route


def without_policy(app: FastAPI) -> tuple[str, ...]:
    """Return the operations that nobody has decided about."""
    return tuple(sorted({operation for operation, _ in operations(app)} - POLICY.keys()))
