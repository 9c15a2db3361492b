"""The words that `demo_names` puts together."""

# fmt: off
STEMS = (
    "Alk", "Aurm", "Balt", "Bruk", "Dain", "Eglv", "Gelv", "Gint", "Graž", "Ilgv", "Jorv", "Karšt", "Kelm", "Laum",
    "Lygv", "Marg", "Medv", "Norv", "Ombr", "Palv", "Rasv", "Rugv", "Saulv", "Sirv", "Skalb", "Tauk", "Tilv", "Upyn",
    "Varduv", "Vilkt", "Žalv", "Žemv",
)
ENDINGS = (
    "ara", "ela", "ena", "ida", "ila", "imta", "inta", "ista", "ona", "osta", "una", "usta",
)
MALE = (
    "Adomas", "Aidas", "Andrius", "Arvydas", "Darius", "Domantas", "Edvinas", "Giedrius", "Gintaras", "Jonas",
    "Justas", "Karolis", "Linas", "Lukas", "Mantas", "Marius", "Mindaugas", "Nerijus", "Paulius", "Rokas", "Saulius",
    "Simonas", "Tomas", "Vytautas",
)
FEMALE = (
    "Agnė", "Asta", "Aušra", "Birutė", "Daiva", "Dalia", "Eglė", "Gabija", "Giedrė", "Gintarė", "Ieva", "Ingrida",
    "Jolanta", "Jūratė", "Kristina", "Laura", "Lina", "Milda", "Monika", "Rasa", "Rūta", "Sigita", "Viktorija",
    "Živilė",
)
# Family names of a man and of his wife.
FAMILY = (
    ("Alksnys", "Alksnienė"), ("Balčiūnas", "Balčiūnienė"), ("Barkauskas", "Barkauskienė"),
    ("Dovydaitis", "Dovydaitienė"), ("Gailiūnas", "Gailiūnienė"), ("Gedminas", "Gedminienė"),
    ("Girdenis", "Girdenienė"), ("Jankauskas", "Jankauskienė"), ("Kairys", "Kairienė"), ("Klimaitis", "Klimaitienė"),
    ("Kvedaras", "Kvedarienė"), ("Lapinskas", "Lapinskienė"), ("Masiulis", "Masiulienė"), ("Mikėnas", "Mikėnienė"),
    ("Navickas", "Navickienė"), ("Norkus", "Norkienė"), ("Paulauskas", "Paulauskienė"), ("Petrulis", "Petrulienė"),
    ("Pocius", "Pocienė"), ("Ramanauskas", "Ramanauskienė"), ("Rimkus", "Rimkienė"), ("Stankus", "Stankienė"),
    ("Šimkus", "Šimkienė"), ("Tamulis", "Tamulienė"), ("Urbonas", "Urbonienė"), ("Vaitkus", "Vaitkienė"),
    ("Valaitis", "Valaitienė"), ("Vilkas", "Vilkienė"), ("Zabulis", "Zabulienė"), ("Žemaitis", "Žemaitienė"),
    ("Žilinskas", "Žilinskienė"), ("Žukas", "Žukienė"),
)
CITIES = (
    "Vilnius", "Kaunas", "Klaipėda", "Šiauliai", "Panevėžys", "Alytus", "Marijampolė", "Mažeikiai", "Jonava", "Utena",
    "Kėdainiai", "Telšiai",
)
# What a man and what a woman is called.
JOBS = (("Direktorius", "Direktorė"), ("Pirkimų vadovas", "Pirkimų vadovė"), ("Buhalteris", "Buhalterė"))
TRADES = ("", " prekyba", " paslaugos", " gamyba", " projektai", " grupė", " sprendimai", " dirbtuvės")
# Ofcom's numbers for use in films and plays; a thousand each.
PHONES = (
    "+44 113 496 0", "+44 114 496 0", "+44 115 496 0", "+44 116 496 0", "+44 117 496 0", "+44 118 496 0",
    "+44 121 496 0", "+44 131 496 0", "+44 141 496 0", "+44 151 496 0", "+44 161 496 0", "+44 20 7946 0",
    "+44 191 498 0", "+44 1632 960 ", "+44 7700 900 ",
)
# fmt: on
