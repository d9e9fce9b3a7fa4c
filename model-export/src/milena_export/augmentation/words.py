# SPDX-License-Identifier: Apache-2.0
"""Names, numbers and days that may be exchanged on both sides of an English and German pair."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

import regex

from milena_export.corpus import Pair

_MEN = (
    "Adrian Alan Albert Alexander Ali Andrew Anton Arthur Ben Benjamin Boris Brian Carlos Charles Chen Chris Christian "
    "Daniel David Dennis Edward Eric Felix Finn Florian Frank George Hans Harry Henry Hugo Ibrahim Ivan Jack Jacob James "
    "Jan Jim John Jonas Joseph Karl Ken Kevin Klaus Leon Liam Lukas Luke Mark Martin Matthew Mehmet Michael Mike Mohammed "
    "Moritz Nick Noah Oliver Omar Oskar Otto Patrick Paul Peter Philip Pierre Raj Richard Robert Samuel Sebastian Simon "
    "Stefan Steve Thomas Tim Tobias Tom Viktor Walter William Yusuf"
)
_WOMEN = (
    "Aisha Alice Amelie Amy Andrea Angela Anna Anne Astrid Barbara Carla Charlotte Christina Clara Diana Elena Elisabeth "
    "Ella Emily Emma Eva Fatima Frieda Greta Hannah Helen Ines Ingrid Isabel Jana Jane Jessica Johanna Judith Julia "
    "Karin Kate Katharina Laura Lea Lena Linda Lisa Lucy Maria Marie Martina Mary Mei Mia Michelle Monika Nadia Nancy "
    "Nina Nora Olga Olivia Paula Petra Rachel Rebecca Renate Rosa Ruth Sabine Sandra Sarah Silvia Sophie Susan Tanja "
    "Ursula Valentina Vera Yuki Zoe"
)
_CITIES = (
    "Amsterdam Atlanta Barcelona Basel Berlin Bern Bonn Boston Bremen Budapest Casablanca Chicago Dakar Dallas Denver "
    "Dortmund Dresden Dublin Edinburgh Erfurt Essen Frankfurt Freiburg Graz Hamburg Heidelberg Helsinki Houston Innsbruck "
    "Istanbul Jakarta Kassel Kiel Lagos Leipzig Lima Linz London Los_Angeles Madrid Mainz Manchester Melbourne Miami "
    "Montreal Mumbai New_York Osaka Oslo Ottawa Oxford Paris Potsdam Riga Rostock Salzburg San_Francisco Seattle "
    "Seoul Stockholm Stuttgart Sydney Toronto Vancouver Weimar"
)
MEN: Final = tuple(_MEN.split())
WOMEN: Final = tuple(_WOMEN.split())
CITIES: Final = tuple(name.replace("_", " ") for name in _CITIES.split())
DAYS: Final = (
    ("Monday", "Montag"),
    ("Tuesday", "Dienstag"),
    ("Wednesday", "Mittwoch"),
    ("Thursday", "Donnerstag"),
    ("Friday", "Freitag"),
    ("Saturday", "Samstag"),
    ("Sunday", "Sonntag"),
)
NUMBERS: Final = {
    "two": "zwei",
    "three": "drei",
    "four": "vier",
    "five": "fünf",
    "six": "sechs",
    "seven": "sieben",
    "eight": "acht",
    "nine": "neun",
    "ten": "zehn",
    "eleven": "elf",
    "twelve": "zwölf",
    "fifteen": "fünfzehn",
    "twenty": "zwanzig",
    "thirty": "dreißig",
    "forty": "vierzig",
    "fifty": "fünfzig",
}
NUMBER_WORDS: Final = regex.compile(rf"\b(?:{'|'.join(NUMBERS)})\b")
GERMAN_NUMBER_WORDS: Final = regex.compile(rf"\b(?:{'|'.join(NUMBERS.values())})\b")
WORD: Final = regex.compile(r"\b\p{L}[\p{L}-]*\p{L}\b")
NAMES: Final = {"Mary": "Maria"}
"""Names that German pairs of Tatoeba write in their own way."""


def kinds() -> dict[str, tuple[str, ...]]:
    """The names among which each name may be exchanged."""
    return {name: group for group in (MEN, WOMEN, CITIES) for name in group}


def copied_names(pairs: Iterable[Pair]) -> frozenset[str]:
    """Words that stand on both sides of some pair with a capital, and in no source without."""
    copied: set[str] = set()
    small: set[str] = set()
    for pair in pairs:
        words = WORD.findall(pair.source)
        small.update(word for word in words if word[0].islower())
        copied.update({word for word in words if word[0].isupper()}.intersection(WORD.findall(pair.target)))
    return frozenset(word for word in copied if word.lower() not in small)
