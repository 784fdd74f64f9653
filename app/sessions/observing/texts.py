"""What a partner says yes to before a therapist may watch one session. Named by its content, and edited by nobody."""

from __future__ import annotations

import hashlib
from typing import Final

TEXT: Final = (
    "The therapist sees what you both see in this talk, from the moment they come in, and what it is for. They never "
    "see drafts, how stirred up you are, private answers, or who asked for a pause. You both see that they are here. "
    "They may suggest a pause or the next step, and cannot speak for you. Your yes is for this talk only. You can take "
    "it back at any time, alone and at once; the others learn only that sharing changed."
)
TEXT_VERSION: Final = hashlib.sha256(TEXT.encode()).hexdigest()[:12]
