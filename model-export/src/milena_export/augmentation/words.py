# SPDX-License-Identifier: Apache-2.0
"""Names, numbers and days that may be exchanged on both sides of an English and German pair."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final, NamedTuple

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
# English, German, gender. What people have, buy, lose and ask about.
_THINGS = (
    "account Konto n, adapter Adapter m, answer Antwort f, app App f, apple Apfel m, bag Tasche f, battery Akku "
    "m, bed Bett n, bike Fahrrad n, bill Rechnung f, blanket Decke f, book Buch n, bottle Flasche f, box Karton "
    "m, button Knopf m, cable Kabel n, cake Kuchen m, calendar Kalender m, camera Kamera f, car Auto n, card "
    "Karte f, chair Stuhl m, charger Ladegerät n, clock Uhr f, coat Mantel m, code Code m, coffee Kaffee m, "
    "computer Computer m, confirmation Bestätigung f, contract Vertrag m, copy Kopie f, coupon Gutschein m, cup "
    "Tasse f, customer_number Kundennummer f, delivery Lieferung f, device Gerät n, discount Rabatt m, dish "
    "Gericht n, document Dokument n, door Tür f, download Download m, dress Kleid n, email E-Mail f, engine Motor "
    "m, file Datei f, flat Wohnung f, folder Ordner m, form Formular n, fridge Kühlschrank m, game Spiel n, gift "
    "Geschenk n, glass Glas n, guitar Gitarre f, hat Hut m, heating Heizung f, helmet Helm m, ID_card Ausweis m, "
    "internet_connection Internetverbindung f, invoice Rechnung f, item Artikel m, jacket Jacke f, key Schlüssel "
    "m, keyboard Tastatur f, knife Messer n, lamp Lampe f, laptop Laptop m, letter Brief m, light Licht n, link "
    "Link m, list Liste f, lock Schloss n, luggage Gepäck n, machine Maschine f, map Karte f, meal Essen n, menu "
    "Speisekarte f, message Nachricht f, microphone Mikrofon n, mirror Spiegel m, mouse Maus f, name Name m, "
    "newspaper Zeitung f, number Nummer f, offer Angebot n, order Bestellung f, oven Ofen m, package Paket n, "
    "page Seite f, parcel Paket n, password Passwort n, payment Zahlung f, pen Stift m, phone Handy n, photo Foto "
    "n, picture Bild n, pillow Kissen n, pizza Pizza f, plan Plan m, plate Teller m, plug Stecker m, price Preis "
    "m, printer Drucker m, problem Problem n, product Produkt n, profile Profil n, question Frage f, radio Radio "
    "n, receipt Quittung f, recipe Rezept n, refund Rückerstattung f, remote_control Fernbedienung f, report "
    "Bericht m, reservation Reservierung f, ring Ring m, room Zimmer n, router Router m, salad Salat m, scarf "
    "Schal m, screen Bildschirm m, server Server m, service Service m, shirt Hemd n, shoe Schuh m, shopping_cart "
    "Warenkorb m, size Größe f, sofa Sofa n, soup Suppe f, spoon Löffel m, subscription Abo n, suitcase Koffer m, "
    "table Tisch m, tablet Tablet n, tap Wasserhahn m, tea Tee m, television Fernseher m, tent Zelt n, ticket "
    "Ticket n, tool Werkzeug n, towel Handtuch n, toy Spielzeug n, umbrella Regenschirm m, update Update n, "
    "version Version f, video Video n, visa Visum n, voucher Gutschein m, wallet Brieftasche f, washing_machine "
    "Waschmaschine f, watch Uhr f, website Website f, window Fenster n"
)
# The same: where people want to go.
_PLACES = (
    "airport Flughafen m, bakery Bäckerei f, bank Bank f, bathroom Bad n, beach Strand m, border Grenze f, bridge "
    "Brücke f, bus_stop Bushaltestelle f, car_park Parkplatz m, castle Schloss n, cathedral Dom m, cinema Kino n, "
    "city_centre Stadtzentrum n, corner Ecke f, dentist Zahnarzt m, doctor Arzt m, embassy Botschaft f, entrance "
    "Eingang m, exit Ausgang m, ferry Fähre f, garden Garten m, gate Tor n, gym Fitnessstudio n, hairdresser "
    "Friseur m, harbour Hafen m, hospital Krankenhaus n, hotel Hotel n, kitchen Küche f, lake See m, library "
    "Bibliothek f, lift Aufzug m, market Markt m, museum Museum n, old_town Altstadt f, office Büro n, park Park "
    "m, petrol_station Tankstelle f, pharmacy Apotheke f, platform Bahnsteig m, playground Spielplatz m, "
    "police_station Polizeiwache f, post_office Post f, reception Rezeption f, restaurant Restaurant n, river "
    "Fluss m, school Schule f, shop Laden m, station Bahnhof m, stadium Stadion n, supermarket Supermarkt m, "
    "swimming_pool Schwimmbad n, taxi_rank Taxistand m, theatre Theater n, toilet Toilette f, tourist_office "
    "Touristeninformation f, train_station Bahnhof m, tram_stop Straßenbahnhaltestelle f, underground_station "
    "U-Bahn-Station f, university Universität f, zoo Zoo m"
)


class Noun(NamedTuple):
    """An English noun, the German one, and its gender: ``m``, ``f`` or ``n``."""

    english: str
    german: str
    gender: str


def _nouns(listed: str) -> tuple[Noun, ...]:
    found = (Noun(*entry.split()) for entry in listed.split(", "))
    return tuple(noun._replace(english=noun.english.replace("_", " ")) for noun in found)


THINGS: Final = _nouns(_THINGS)
PLACES: Final = _nouns(_PLACES)
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
