"""Attack 31: right-to-left, Finnish and Japanese texts: the sentence limit is sane, the words arrive as written, and
the service says honestly that no coach looks at them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.live import DOORS, Door

if TYPE_CHECKING:
    from tests.live import Pair

THREE = {
    "Arabic": "شعرت بالوحدة يوم الأحد. هل تسمعني؟ أحتاج إلى أن تسألني.",
    "Hebrew": "הרגשתי לבד ביום ראשון. אני צריכה שתשאל אותי. תודה.",
    "Finnish": "Tunsin oloni yksinäiseksi sunnuntaina klo 18.30. Tarvitsen aikaa. Kysythän minulta ensin?",
    "Japanese": "日曜日は寂しかったです。話す時間が必要です。先に聞いてくれますか？",  # noqa: RUF001 - Japanese has its own question mark
    "Hindi": "मुझे रविवार को अकेलापन लगा। मुझे समय चाहिए। क्या आप पूछेंगे?",
    "emoji": "I felt alone 👩‍👩‍👧. I need time. Ask me?",
}
ONE_MORE = {
    "Arabic": " وشيء آخر.",
    "Hebrew": " ועוד דבר.",
    "Finnish": " Vielä yksi asia.",
    "Japanese": "もう一つあります。",
    "Hindi": " एक और बात।",
    "emoji": " One more 💬.",
}


@pytest.mark.parametrize("language", THREE)
async def test_three_sentences_fit_in_every_script_and_four_do_not(talk: Pair, language: str) -> None:
    assert (await talk.ada.send("speak", text=THREE[language] + ONE_MORE[language])).code == "too_long"
    assert (await talk.ada.send("speak", text=THREE[language])).ok
    await talk.settled()
    assert talk.ben.last("spoken")["body"]["text"] == THREE[language]


@pytest.mark.parametrize("door", DOORS)
async def test_composed_and_decomposed_letters_are_the_same_words(talk: Pair, door: Door) -> None:
    """NFC at the one text door: what is stored and shown does not depend on the keyboard."""
    assert (await talk.ada.by(door, "speak", text="Olin yksina\u0308inen.")).ok
    await talk.settled()
    assert talk.ben.last("spoken")["body"]["text"] == "Olin yksinäinen."
