"""What a shared step must not ask for (T-1): proof, passwords, places, bodies, accounts or counts of violence.

PURE: the standard library only. It judges a template's texts in every language that a template may speak, and in all
of them at once: whoever writes German under an English name is read all the same. It never sees a partner's words.
"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from app.templates.findings import FindingCode

# The languages that somebody has written these lists for. A template speaks no other, because nobody could check it.
LOCALES: Final = frozenset({"de", "en", "es", "fi", "fr", "it", "nl", "pt", "sv"})

DETAIL: Final[Mapping[FindingCode, str]] = {
    "asks_for_proof": "A shared step does not ask for proof.",
    "asks_for_password": "A shared step does not ask for passwords or open phones.",
    "asks_for_place": "A shared step does not ask where somebody is, was or lives.",
    "asks_about_body": "A shared step does not ask about somebody's body.",
    "asks_about_violence": "A shared step asks for no account and no count of violence. Offer help instead.",
}

# Whole words only. A word that is harmless in another of the languages is left out, or stands with a neighbour.
WORDS: Final[Mapping[FindingCode, str]] = {
    "asks_for_proof": r"""
        proofs? | prove[ndrs]? | proving | evidence | screenshots? | receipts? | photos? | recordings? |
        beweise?n? | belege | bildschirmfotos? | quittung(?:en)? | fotos? | aufnahmen |
        pruebas | demu[eé]stra\w* | capturas? \s de \s pantalla | recibos? | grabaciones |
        todiste\w* | todista\w* | kuvakaappau\w+ | kuitti | kuitit | valokuv\w+ | nauhoi\w+ |
        preuves | prouve[rsz]? | captures? \s d['’]\s?écran | reçus | enregistrements |
        dimostra\w* | prove | schermat[ae] | scontrin[oi] | registrazion[ei] |
        bewij[sz]\w* | schermafbeelding\w* | bonnetjes? | foto['’]s | opnames? |
        provas | comprov\w+ | capturas? \s de \s (?:tela|ecrã) | gravações |
        bevis\w* | skärm(?:dump|bild)\w* | kvitton? | inspelning\w*
    """,
    "asks_for_password": r"""
        pass(?:word|code|phrase)s? | pin \s (?:code|number) | log-?in \s details? | unlock(?:s|ed|ing)? |
        pass(?:wort|wörter\w*) | zugangsdaten | entsperr\w* | kennw[oö]rt\w* |
        contraseñas? | desbloque\w+ | c[oó]digos? \s pin |
        salasan\w+ | pin-?koodi\w* | avaa \s puhelime\w+ |
        mots? \s de \s passe | d[ée]verrouill\w+ | identifiants |
        passwords? | sblocc\w+ | codice \s pin |
        wachtwoord\w* | pincodes? | ontgrendel\w* |
        senhas? | palavras?-passe |
        lösenord\w* | pinkod\w* | lås \s upp
    """,
    "asks_for_place": r"""
        locations? | whereabouts | gps | tracking | home \s address | phone \s number | where \s (?:were|have) \s you \s been |
        where \s (?:were|was) \s (?:you|he|she|they) | where \s do \s you \s live |
        standort\w* | aufenthaltsort\w* | wo \s (?:warst|wart|bist) \s (?:du|ihr) | wo \s wohn\w* | telefonnummer\w* |
        ubicaci[oó]n(?:es)? | d[oó]nde \s (?:estabas|estuviste|est[aá]s|vives) | n[uú]meros? \s de \s tel[eé]fono |
        sijainti\w* | sijain(?:nin|nit) | missä \s (?:olit|olet|olitte|asut) | puhelinnumero\w* |
        g[ée]olocali[sz]\w+ | o[uù] \s (?:étais-tu|étiez-vous|es-tu|habit\w+) | num[ée]ros? \s de \s t[ée]l[ée]phone |
        dove \s (?:eri|eravate|sei|abiti|sei \s stat[oa]) | posizione \s gps | numero \s di \s telefono |
        locatie\w* | waar \s (?:was|ben|woon) \s (?:je|jij) | telefoonnummer\w* |
        localiza[cç][aã]o | onde \s (?:estavas|estiveste|voc[eê] \s estava|moras) | n[uú]mero \s de \s telefone |
        var \s (?:har \s du \s varit|var \s du|bor \s du) | platsdata | telefonnummer
    """,
    "asks_about_body": r"""
        your \s (?:body|weight|figure|looks) | medical \s records? | weigh \s yourself |
        dein\w* \s (?:körper\w*|gewicht\w*) | wie \s viel \s wiegst |
        tu \s (?:cuerpo|peso) | cu[aá]nto \s pesas |
        kehosi\w* | vartalosi\w* | painosi | paljonko \s painat |
        (?:ton|votre) \s (?:corps|poids) | combien \s p[eè]ses |
        (?:il \s )?tuo \s (?:corpo|peso) | quanto \s pesi |
        (?:je|jouw) \s (?:lichaam|gewicht) | hoeveel \s weeg |
        (?:o \s )?(?:teu|seu) \s (?:corpo|peso) | quanto \s pesas? |
        din \s (?:kropp|vikt) | hur \s mycket \s väger
    """,
}

# An account: a word that asks, and behind it in the same sentence a word for violence.
ASKING: Final = r"""
    how | what | which | when \s (?:did|was|were|has|have) | describe | tell | list | count | name | write | explain | share |
    wie | welche\w* | was \s (?:hat|ist|war|genau) | beschreib\w* | erzähl\w* | zähl\w* | nenn\w* | schreib\w* |
    cómo | cuánt[ao]s | qué | describ\w+ | cuent[ae]\w* | escrib\w+ |
    miten | kuinka | montako | mitä | kuvail\w+ | kerro\w* | luettele | kirjoita |
    comment | combien | décri\w+ | racont\w+ | écri\w+ | quelles? |
    quant[ei] | descriv\w+ | raccont\w+ | scriv\w+ | cosa |
    hoe | hoeveel | wat | beschrijf | vertel\w* | schrijf |
    quantas | quantos | descrev\w+ | conte | escrev\w+ |
    hur | vad | beskriv\w* | berätta\w* | skriv\w*
"""
VIOLENCE: Final = r"""
    violen(?:t|ce) | hit | hits | hitting | beat | beats | beaten | beating | slap\w* | punch\w* | kick\w* | shov\w+ |
    pushed | chok(?:e|es|ed|ing) | strangl\w+ | threaten\w* | forced | rape[ds]? | assault\w* | weapons? | knife | guns? |
    bruis\w+ | physically \s hurt |
    gewalt\w* | geschlagen | schlägt | schlug\w* | getreten | gewürgt | würgt\w* | bedroht\w* | waffen? | vergewaltig\w* |
    violencia\w* | golpe\w* | pegó | pegaron | pegad[oa] | patead\w+ | estrangul\w* | amenaz\w+ | armas? | violad[ao] |
    väkival\w+ | löi | löivät | lyöty | lyönyt | lyötiin | hakkasi | potki\w* | kurist\w* | uhkail\w* | uhkasi | raiska\w* |
    violente\w* | frapp\w+ | giflé\w* | étrangl\w+ | menac\w+ | violée? |
    violenza | violenze | picchiat\w+ | schiaff\w+ | strangolat\w* | minacciat\w+ | stuprat\w+ |
    geweld\w* | geslagen | sloeg\w* | geschopt | gewurgd | bedreig\w+ | verkracht\w* |
    viol[eê]ncia\w* | bateu | bateram | esmurr\w+ | amea[cç]\w+ | estupr\w+ |
    våld\w* | slog | slagit | slår | sparka\w* | ströp | strypt\w* | hota\w* | våldt\w+
"""
# A count asks for more: how often somebody was hurt is one, what hurt somebody is not.
COUNTING: Final = r"""
    how \s (?:many \s times|often) | number \s of \s times | wie \s oft | wie \s viele \s male | cuántas \s veces |
    kuinka \s (?:monta \s kertaa|usein) | montako \s kertaa | combien \s de \s fois | quante \s volte |
    hoe \s vaak | quantas \s vezes | hur \s (?:ofta|många \s gånger)
"""
HARM: Final = r"""
    hurt | struck | harmed | injured | verletzt\w* | weh \s getan | lastim\w+ | herid[oa] | satutt\w+ | blessé\w* | fait \s mal |
    ferit[oa] | fatto \s male | pijn \s gedaan | gewond | magoad[oa] | ferid[oa] | skad\w+ | gjort \s illa
"""
SENTENCE_END: Final = re.compile(r"[.?!\n…。！？]+")  # noqa: RUF001 - full stops of other scripts are meant


def _of(words: str) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{words})\b", re.IGNORECASE | re.VERBOSE)


PATTERNS: Final = {code: _of(words) for code, words in WORDS.items()}
# What asks, and what it must not be about when it stands behind in the same sentence.
ACCOUNTS: Final = ((_of(ASKING), _of(VIOLENCE)), (_of(COUNTING), _of(f"{VIOLENCE} | {HARM}")))


def asked_for(text: str) -> Iterator[FindingCode]:
    """Yield what the text asks for and must not, once each."""
    # Compatible forms are one: full-width letters, and letters that carry their accent behind them.
    plain = unicodedata.normalize("NFKC", text)
    for code, pattern in PATTERNS.items():
        if pattern.search(plain):
            yield code
    if any(_asks_about_violence(sentence) for sentence in SENTENCE_END.split(plain)):
        yield "asks_about_violence"


def _asks_about_violence(sentence: str) -> bool:
    for asking, about in ACCOUNTS:
        found = asking.search(sentence)
        if found and about.search(sentence, found.end()):
            return True
    return False
