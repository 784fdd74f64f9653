"""Why a socket is closed (DR-23), and for each code whether the client should come back."""

from __future__ import annotations

from enum import IntEnum
from typing import Final


class CloseCode(IntEnum):
    """The closed list; `docs/protocol.md` is generated from it."""

    BYE = 1000
    PROTOCOL_ERROR = 1002
    NOT_TEXT = 1003
    NOT_UTF8 = 1007
    FRAME_TOO_LARGE = 1009
    INTERNAL = 1011
    RESTARTING = 1012
    TRY_LATER = 1013
    BAD_FRAME = 4400
    TICKET = 4401
    NOT_FOUND = 4404
    SHARING_CHANGED = 4406
    TOO_SLOW = 4408
    REPLACED = 4409
    ENDED = 4410
    TOO_MANY = 4429


# What a client does after each: come back (with a new ticket), or stop.
RECONNECT: Final[dict[CloseCode, tuple[bool, str]]] = {
    CloseCode.BYE: (False, "Normal end."),
    CloseCode.PROTOCOL_ERROR: (False, "The client broke the WebSocket protocol."),
    CloseCode.NOT_TEXT: (False, "A binary frame; frames are JSON text."),
    CloseCode.NOT_UTF8: (False, "A text frame that is not UTF-8."),
    CloseCode.FRAME_TOO_LARGE: (False, "A frame over 16 KiB."),
    CloseCode.INTERNAL: (True, "A fault on our side; come back after a pause that grows."),
    CloseCode.RESTARTING: (True, "The server restarts; come back after a random 1 to 5 seconds."),
    CloseCode.TRY_LATER: (True, "The server is busy; come back after 30 seconds or more."),
    CloseCode.BAD_FRAME: (False, "A frame of the wrong form or in the wrong place."),
    CloseCode.TICKET: (True, "No ticket in five seconds, or a used, old or foreign one; log in or fetch another."),
    CloseCode.NOT_FOUND: (False, "There is no such session for you, or not any more."),
    CloseCode.SHARING_CHANGED: (False, "Sharing changed: for a therapist who watched, and may not any more."),
    CloseCode.TOO_SLOW: (True, "Too much was waiting to be read; come back with `seen`."),
    CloseCode.REPLACED: (False, "Another of your sockets took this one's place."),
    CloseCode.ENDED: (False, "The session has ended."),
    CloseCode.TOO_MANY: (True, "Too many frames; come back after 10 seconds or more."),
}


# Said in words too, where a person behind the client is to be told no more than this (rules.md 7, V-3).
REASONS: Final[dict[CloseCode, str]] = {CloseCode.SHARING_CHANGED: "sharing changed"}


def is_terminal(code: CloseCode) -> bool:
    return not RECONNECT[code][0]
