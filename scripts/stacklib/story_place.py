"""Where the customers of the stories are: without it each would begin with a list of what is missing."""

from __future__ import annotations

from typing import Any

from stacklib.client import Client

#: Country, street, post code, town, telephone, and the mail address at example.org, which belongs to nobody.
PLACES = {
    "Girulių popierius": ("LT", "Turistų g. 4", "92217", "Klaipėda", "+370 46 204 118", "info@girulupopierius"),
    "Kopgalio raštinė": ("LT", "Smiltynės g. 21", "93100", "Klaipėda", "+370 46 204 127", "info@kopgaliorastine"),
    "Kavinė Pelėda": ("LT", "Pilies g. 18", "01123", "Vilnius", "+370 5 204 1136", "kavine@peleda"),
    "Viešbutis Žuvėdra": ("LT", "Meilės al. 7", "00135", "Palanga", "+370 460 20 414", "viesbutis@zuvedra"),
    "UAB Baldų meistrai": ("LT", "Pramonės pr. 31", "51327", "Kaunas", "+370 37 204 154", "info@baldumeistrai"),
    "Kepykla Ruduo": ("LT", "Savanorių pr. 62", "44209", "Kaunas", "+370 37 204 163", "kepykla@ruduo"),
    "Restoranas Du gaideliai": ("LT", "Vilniaus g. 205", "76337", "Šiauliai", "+370 41 204 172", "stalai@dugaideliai"),
    "Spaustuvė Rasa": ("LT", "Pramonės g. 15", "62175", "Alytus", "+370 315 20 418", "spaustuve@rasa"),
    "Kempingas Ąžuolas": ("LT", "Totoriškių k. 3", "21103", "Trakai", "+370 528 20 419", "kempingas@azuolas"),
    "Parduotuvė Prie tilto": ("LT", "Aušros g. 70", "28193", "Utena", "+370 389 20 420", "parduotuve@prietilto"),
    "Viešbutis Marios": ("LT", "Kuverto g. 9", "93123", "Neringa", "+370 469 20 421", "viesbutis@marios"),
    "UAB Šviesos namai": ("LT", "Ukmergės g. 219", "07152", "Vilnius", "+370 5 204 2226", "info@sviesosnamai"),
    "Viešbutis Pajūris": ("LT", "Vytauto g. 110", "00159", "Palanga", "+370 460 20 423", "viesbutis@pajuris"),
    "Restoranas Trys bangos": ("LT", "Naujoji Uosto g. 3", "92120", "Klaipėda", "+370 46 204 244", "stalai@trysbangos"),
    "Knygynas Lapai": ("LT", "Laisvės al. 55", "44309", "Kaunas", "+370 37 204 253", "knygynas@lapai"),
    "UAB Atidus pirkėjas": ("LT", "Smėlynės g. 112", "35119", "Panevėžys", "+370 45 204 262", "info@atiduspirkejas"),
    "Senoji prekyba, UAB": ("LT", "Didžioji g. 25", "01128", "Vilnius", "+370 5 204 2716", "biuras@senoji"),
    "Jaunā tirdzniecība, SIA": ("LV", "Brīvības iela 68", "LV-1011", "Rīga", "+371 67 204 280", "birojs@jauna"),
    "Vėjo malūnai, UAB": ("LT", "Taikos pr. 141", "94261", "Klaipėda", "+370 46 204 299", "info@vejomalunai"),
    "Baltic Lamps Ltd": ("IE", "12 Capel Street", "D01 W5P3", "Dublin", "+353 1 204 2899", "office@balticlamps"),
}


def place(admin: Client, name: str) -> dict[str, Any]:
    """Return address, telephone and mail address of a customer of a story."""
    code, street, post_code, town, phone, mail = PLACES[name]
    country = admin.call("res.country", "search", [["code", "=", code]])[0]
    return {
        "country_id": country,
        "street": street,
        "zip": post_code,
        "city": town,
        "phone": phone,
        "email": f"{mail}.example.org",
    }
