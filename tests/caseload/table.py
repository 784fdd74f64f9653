"""The rows of rules.md 7 for a therapist: every door of the service, and what it takes to read something there.

A new route has to be given its row; `test_visibility_table` fails until it is.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal, TypeAlias

from app.policy import DENIED_BY_404, POLICY

if TYPE_CHECKING:
    from app.therapists.standing import Scope

Row: TypeAlias = "Scope | Literal['own', 'everybody', 'nothing', 'either']"

# One operation, one row. "own": the therapist's own and nobody else's. "everybody": the same for all. "nothing": it is
# the couple's, and answered as if it were not there. "either": it says which scopes there are, and what they are about
# is behind the other doors.
ROWS: Final[dict[str, Row]] = {
    # What a couple shares
    "listTalksInCare": "transcripts",
    "readTranscriptInCare": "transcripts",
    "listAgreementsInCare": "agreements",
    "readAgreementInCare": "agreements",
    "listAgreementVersionsInCare": "agreements",
    "listAccountabilitiesInCare": "accountability",
    "readAccountabilityInCare": "accountability",
    "listProgressUpdatesInCare": "accountability",
    "listCheckInsInCare": "check_ins",
    "listKeepingInCare": "keeping",
    # Being there, which both see
    "listWatchable": "observe",
    "askToObserve": "observe",
    "createObserverTicket": "observe",
    # Suggesting, and what the two want known of it
    "listSuggestedTemplates": "assign",
    "suggestTemplate": "assign",
    "withdrawTemplate": "assign",
    "listGivenPractices": "assign",
    "givePractice": "assign",
    "takePracticeBack": "assign",
    # Working with a couple, and going, whatever is shared
    "stopObserving": "either",
    "acceptCouple": "either",
    "endCare": "either",
    "writeCareNote": "either",
    "listCareNotes": "either",
    # A therapist's own
    "openTherapistProfile": "own",
    "listOwnCareNotes": "own",
    **dict.fromkeys((one for one, who in POLICY.items() if who == "therapist"), "own"),
    # The same for everybody
    "readTherapist": "everybody",
    "readConsentTexts": "everybody",
    "readLiveness": "everybody",
    "readReadiness": "everybody",
    "readAbout": "everybody",
    "openapi": "everybody",
    "web_page": "everybody",
    "web_static": "everybody",
    "registerAccount": "everybody",
    "logIn": "everybody",
    "listTemplates": "everybody",
    "readTemplate": "everybody",
    "getTemplateSchema": "everybody",
    "listCommandSchemas": "everybody",
    "getCommandSchema": "everybody",
    "getFrameSchemas": "everybody",
    "rehearse": "everybody",
    # A person's own, whoever they are
    "readMe": "own",
    "changeMe": "own",
    "eraseMe": "own",
    "changePassword": "own",
    "listLogins": "own",
    "logOut": "own",
    "endOtherLogins": "own",
    "createCouple": "own",
    "listCouples": "own",
    "previewInvitation": "own",
    "joinCouple": "own",
    "readToday": "own",
    "readCalendar": "own",
    "giveCalendarAddress": "own",
    "takeBackCalendarAddress": "own",
    "getCalendar": "own",
    "exportMe": "own",
    "readOwnProgress": "own",
    "drawOwnProgress": "own",
    "readReminders": "own",
    "chooseReminders": "own",
    "confirmReminders": "own",
    "endReminders": "own",
    "showWayOut": "own",
    "stopReminders": "own",
    "writeEntry": "own",
    "listEntries": "own",
    "listPrompts": "own",
    "readPatterns": "own",
    "writeExpectation": "own",
    "listExpectations": "own",
    "readWeek": "own",
    "changeWeek": "own",
    "askWeekly": "own",
    "listWeeks": "own",
    "writeNote": "own",
    "listNotes": "own",
    "readTrends": "own",
    "readStepBack": "own",
    "stepBack": "own",
    "readSandboxClock": "everybody",
    "moveSandboxClock": "everybody",
    "playPartner": "own",
    "pairWithRobin": "own",
    "live": "nothing",
    # The two's own doors, one by one: nobody beside them comes in there, whatever is shared
    **dict.fromkeys((one for one, who in POLICY.items() if who in DENIED_BY_404 - {"therapist", "in_care"}), "nothing"),
}


def row_of(operation: str) -> Row:
    return ROWS[operation]
