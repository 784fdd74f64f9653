"""Questions that no shared step may ask, in every language that a template may speak, and their harmless neighbours."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from app.templates.steps import Wording
from tests.templates.broken.talks import (
    CALM,
    CLOSING,
    FRAME,
    OPENING,
    PRIVATE,
    QUESTION,
    UNDERSTANDING,
    Broken,
    asking,
    of,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from app.templates.findings import FindingCode
    from app.templates.steps import Step

WHERE = "/steps/2/prompt/text"

# locale → code → what is refused, and what is not.
QUESTIONS: dict[str, dict[FindingCode, tuple[tuple[str, str], ...]]] = {
    "en": {
        "asks_for_proof": (
            ("Can you PROVE it?", "Can you say more of it?"),
            ("Show a photo of it.", "Show that you heard it."),
            ("Bring the receipts.", "Bring one good thing."),
            ("Send me screenshots.", "Send a kind word."),
        ),
        "asks_for_password": (
            ("Show your password.", "Show your thanks."),
            ("Say your PIN code.", "Say your wish."),
            ("Unlock your phone now.", "Put your phone away."),
            ("Share your login details.", "Share one wish."),
        ),
        "asks_for_place": (
            ("Where have you been this week?", "What was good this week?"),
            ("Turn on your location.", "Turn to each other."),
            ("Say where you live.", "Say how you live."),
            ("Where were you on Sunday?", "How were you on Sunday?"),
        ),
        "asks_about_body": (
            ("What do you like about your body?", "What do you like about your day?"),
            ("Say your weight.", "Say what weighs on you."),
            ("Bring your medical records.", "Bring some water."),
        ),
        "asks_about_violence": (
            ("How many times did the other hit you?", "How many times did you laugh?"),
            ("Tell when you were beaten.", "Tell when you were glad."),
            ("Describe the violence.", "If there is violence, choose help."),
            ("How often were you hurt?", "Say what hurt."),
            ("What did they do when they pushed you?", "What did they do that helped?"),
            ("Count each time you were harmed.", "Count on each other."),
        ),
        "apology_too_early": (
            ("Say sorry first.", "Nobody has to say sorry."),
            ("Apologise for your part.", "Name your part."),
            ("Begin with an apology.", "Begin with a thank-you. An apology comes later."),
        ),
    },
    "de": {
        "asks_for_proof": (
            ("Zeig ein Foto davon.", "Zeig, dass du zuhörst."),
            ("Bring Beweise mit.", "Bring Zeit mit."),
        ),
        "asks_for_password": (("Nenne dein Passwort.", "Nenne deinen Wunsch."),),
        "asks_for_place": (("Wo warst du gestern?", "Wie war es gestern?"),),
        "asks_about_body": (("Was magst du an deinem Körper?", "Was magst du an deinem Tag?"),),
        "asks_about_violence": (("Wie oft wurdest du geschlagen?", "Wie oft habt ihr gelacht?"),),
        "apology_too_early": (("Entschuldige dich zuerst.", "Niemand muss sich entschuldigen."),),
    },
    "es": {
        "asks_for_proof": (("Trae pruebas.", "Trae un deseo."),),
        "asks_for_password": (("Di tu contraseña.", "Di tu deseo."),),
        "asks_for_place": (("¿Dónde estabas ayer?", "¿Cómo estabas ayer?"),),
        "asks_about_body": (("¿Te gusta tu cuerpo?", "¿Te gusta tu día?"),),
        "asks_about_violence": (("Cuenta cuando te golpeó.", "Cuenta un buen momento."),),
        "apology_too_early": (("Pide perdón.", "Nadie tiene que pedir perdón."),),
    },
    "fi": {
        "asks_for_proof": (("Näytä valokuva siitä.", "Näytä, että kuulit."), ("Todista se.", "Sano se.")),
        "asks_for_password": (("Kerro salasanasi.", "Kerro toiveesi."),),
        "asks_for_place": (("Missä olit eilen?", "Millaista oli eilen?"),),
        "asks_about_body": (("Mistä pidät kehossasi?", "Mistä pidät päivässäsi?"),),
        "asks_about_violence": (("Montako kertaa hän löi sinua?", "Montako kertaa nauroitte?"),),
        "apology_too_early": (("Pyydä anteeksi ensin.", "Kenenkään ei tarvitse pyytää anteeksi."),),
    },
    "fr": {
        "asks_for_proof": (
            ("Apporte des preuves.", "Apporte un souhait."),
            ("Montre une capture d’écran.", "Montre que tu écoutes."),  # noqa: RUF001 - it is meant
        ),
        "asks_for_password": (("Dis ton mot de passe.", "Dis ton souhait."),),
        "asks_for_place": (("Où étais-tu hier ?", "Comment étais-tu hier ?"),),
        "asks_about_body": (("Aimes-tu ton corps ?", "Aimes-tu ton travail ?"),),
        "asks_about_violence": (("Raconte quand il a frappé.", "Raconte un bon moment."),),
        "apology_too_early": (("Demande pardon.", "Personne ne doit demander pardon."),),
    },
    "it": {
        "asks_for_proof": (("Dimostralo adesso.", "Dillo adesso."),),
        "asks_for_password": (("Sblocca il telefono.", "Posa il telefono."),),
        "asks_for_place": (("Dove eri ieri?", "Come stavi ieri?"),),
        "asks_about_body": (("Ti piace il tuo corpo?", "Ti piace il tuo lavoro?"),),
        "asks_about_violence": (("Racconta quando ti ha picchiato.", "Racconta un bel momento."),),
        "apology_too_early": (("Chiedi scusa.", "Nessuno deve chiedere scusa."),),
    },
    "nl": {
        "asks_for_proof": (("Breng bewijs mee.", "Breng tijd mee."),),
        "asks_for_password": (("Noem je wachtwoord.", "Noem je wens."),),
        "asks_for_place": (("Waar was je gisteren?", "Hoe ging het gisteren?"),),
        "asks_about_body": (("Vind je je lichaam mooi?", "Vind je je werk mooi?"),),
        "asks_about_violence": (("Hoe vaak werd je geslagen?", "Hoe vaak lachte je?"),),
        "apology_too_early": (
            ("Zeg sorry eerst.", "Niemand zegt sorry zonder reden."),
            ("Verontschuldig je.", "Luister."),
        ),
    },
    "pt": {
        "asks_for_proof": (("Traz provas.", "Traz um desejo."),),
        "asks_for_password": (("Diz a tua senha.", "Diz o teu desejo."),),
        "asks_for_place": (("Onde estavas ontem?", "Como estavas ontem?"),),
        "asks_about_body": (("Gostas do teu corpo?", "Gostas do teu dia?"),),
        "asks_about_violence": (("Descreve a violência.", "Descreve um bom dia."),),
        "apology_too_early": (("Pede desculpa.", "Ninguém pede desculpa agora."),),
    },
    "sv": {
        "asks_for_proof": (("Ta med bevis.", "Ta med tid."),),
        "asks_for_password": (("Säg ditt lösenord.", "Säg din önskan."),),
        "asks_for_place": (("Var har du varit?", "Hur har du haft det?"),),
        "asks_about_body": (("Tycker du om din kropp?", "Tycker du om din dag?"),),
        "asks_about_violence": (("Hur många gånger slog han dig?", "Hur många gånger skrattade ni?"),),
        "apology_too_early": (("Be om ursäkt först.", "Ingen måste be om ursäkt."),),
    },
}


def cases() -> Iterator[Broken]:
    for locale, codes in QUESTIONS.items():
        for code, questions in codes.items():
            for wrong, right in questions:
                yield Broken(code, WHERE, asking(wrong, locale=locale), asking(right, locale=locale))
    yield from _elsewhere()
    yield from _disguised()


def _elsewhere() -> Iterator[Broken]:
    """In titles, in other shared steps, and in a private one where nobody else reads the answer."""
    for code, questions in QUESTIONS["en"].items():
        wrong, right = questions[0]
        yield Broken(code, "/steps/2/title", asking("Go on.", title=wrong), asking("Go on.", title=right))
        yield Broken(code, WHERE, asking(wrong, step=OPENING), asking(wrong, step=PRIVATE))
    sorry, heard = "Say sorry first.", "Say it back first."
    for place, step in ((0, CALM), (1, FRAME), (2, UNDERSTANDING)):
        steps: list[Step] = [CALM, FRAME, UNDERSTANDING, CLOSING]
        talks = []
        for text in (sorry, heard):
            steps[place] = replace(step, prompt=Wording(step.prompt.key, text))
            talks.append(of(*steps))
        yield Broken("apology_too_early", f"/steps/{place}/prompt/text", *talks)
    # Once both were heard, it may be asked for.
    later = of(CALM, FRAME, UNDERSTANDING, replace(QUESTION, prompt=Wording("talk.question", sorry)), CLOSING)
    yield Broken("apology_too_early", WHERE, asking(sorry), later)


def _disguised() -> Iterator[Broken]:
    """The same words in other letters, on two lines, or under the name of another language."""
    for wrong, locale in (
        ("Show your ＰＡＳＳＷＯＲＤ.", "en"),  # noqa: RUF001 - full-width letters are meant
        ("Say your\npassword.", "en"),
        ("Nenne dein Passwort.", "en"),
        ("Kerro salasanasi.", "sv"),
        ("Show your password.", "fi"),
    ):
        yield Broken("asks_for_password", WHERE, asking(wrong, locale=locale), asking("Say more.", locale=locale))
    accented = "¿Do\u0301nde estabas ayer?"
    yield Broken("asks_for_place", WHERE, asking(accented, locale="es"), asking("¿Qué tal ayer?", locale="es"))
