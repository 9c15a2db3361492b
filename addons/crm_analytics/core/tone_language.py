"""Language of a short business message: Lithuanian, Latvian, English or none of them.

Counted are small words that only one language has, and letters only one alphabet has. Words are compared without
diacritics, so that messages typed without them are told too. Words of other languages common in the region vote for
"none of them".

>>> language_of("Kur mano prekes?"), language_of("Kur ir manas preces?"), language_of("Where are my goods?")
('lt', 'lv', 'en')
>>> language_of("Wo ist meine Ware?"), language_of("12345"), language_of("Где мой заказ?")
('', '', '')
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from .tone_fold import composed, fold

WORD = re.compile(r"[^\W\d_]+")
#: Enough to tell a language; more is not read.
ENOUGH = 2_000

#: Folded words that one language has and the others have not.
SMALL_WORDS = {
    "lt": """
        aciu apie ar arba as bet bus buti butu butume buvau buvo dabar dar daugiau dekui del diena dienos gaila gal
        gali galite gavau gavome i iki ir is jau jei jeigu jokio jokios jums jus jusu ka kad kada kai kaina kainos
        kaip karta kartu kas kiek kita kodel kokia kokie koks kol kur kuri kurie kuris laba labai labas man mano
        menesi mes mums musu ne negaliu negavau negavome nera nes neturime neveikia niekas nieko norejau norejome
        norime noriu nuo o pagal pagarbiai pas pinigus po prasau preke prekes prekiu prie pries pristatyma pristatymas
        reikia rytoj saskaita saskaitos savaite savaites savo sia siandien sis siunta siuntos siuo su suprantu sutarti
        sveiki ta tai tas tik tikrai toki tokia toks tuo turi turime uz uzsakeme uzsakyma uzsakymas uzsakymo vakar vel
        vis viska viskas yra
    """,
    "lv": """
        ar ari atkal bet bija budu bus but butu cena cenas cik citadi cits es esam esat esmu gribetu gribu ir ja jau
        jauna jo jums jus jusu ka kad kada kadi kads kadu kamer kapec kas kaut kops kur kura kuri kurs laba labdien
        lidz ligums ligumu loti ludzu man mana mans menesi mes mums musu naudu nav ne nedelas nedelu neko nesanemam
        nesanemu nevaru neviens no paldies par pasutijam pasutijuma pasutijums pasutijumu pec pie piegade piegades
        piegadi pirms prece preces precu reize reizi rekina rekins rekinu rit sanemam sanemu savu sis so sodien
        sutijuma sutijums sutijumu sveiki ta tada tads tas tiek tika tikai to un uz vai vairak vakar varat vareja
        vareu varu vel velamies velos visi viss visu
    """,
    "en": """
        a about again all an and another any are as at be been box but by can could dear delivery did do does for from
        good had has have he hello here hi how i if in invoice is it its just me more my never no not nothing of on
        one or order our out please poor reply says she should so still than thank thanks that the them there these
        they this those three to two up us was we were what when where who why will with would yet you your
    """,
    "": """
        auf avec bitte das der des die ei ein eine el est et gde gdzie haben ich ist ja je jest kas kogda kus la le
        les los ma meine mina minu mit moi moje na net nicht nie nous on palun para pas por pour pozalujsta prosze que
        sie spasibo tere und une vous wir wo zakaz zdravstvujte ze
    """,
}
#: Letters of one alphabet only.
LETTERS = {"lt": "ąęėįų", "lv": "āēīļņģķ", "en": "wxq", "": "õäöüßłóśćźżñçàèéêôабвгдежзийклмнопрстуфхцчшщъыьэюяё"}
#: Shapes of folded words of ``SHAPED`` letters and more that are much more frequent in one language than in the others.
SHAPES = {
    "lt": re.compile(
        r"uo|y[bdgklmnprstv]|(?:[aeio]te|kite|iau|[aeo]me|[iy]mas|[iy]m[aou]|aitis|iskai|iai|umo|[eiou]ti|yti|inti|"
        r"[ey]je|oje|iam[s]?|ams|ems|iu|ius|tume|usi[ou]|[aeo]mis|[st]u|iui|asi|uoja|[iuy]s|o)$"
    ),
    "lv": re.compile(
        r"[cd]z|ie[nv]|(?:[bdgjklmnprtvz]s|san[au]|sanas|iet|[aeio]jam|[aei]j[au]t?|um[aiu]|ums|umus|ties|usi|ies|iem|"
        r"am|im|[aei]t|ejs|[ai]ti|eti|ita|[ei]jos|ijas|[aei]jies|ajas)$"
    ),
    "en": re.compile(r"th|ck|ee|oo|ea|sh|(?:ing|ion|ally|ness|ght|ed|er|ly|nt|le|ts|ce)$"),
}
SHAPED = 4
_WORDS = {language: frozenset(words.split()) for language, words in SMALL_WORDS.items()}
_LETTERS = {language: frozenset(LETTERS.get(language, "")) for language in SMALL_WORDS}


def language_of(text: str) -> str:
    """'lt', 'lv' or 'en'; '' where no words speak, another language does, or two speak equally loud."""
    votes = dict.fromkeys(SMALL_WORDS, 0)
    for word in WORD.findall(composed(text[:ENOUGH]).lower()):
        for language, count in _votes(word):
            votes[language] += count
    most = max(votes.values())
    first = [language for language, count in votes.items() if count == most]
    return first[0] if most and len(first) == 1 else ""


def _votes(word: str) -> Iterator[tuple[str, int]]:
    """A small word and a letter of its own speak twice as loud as the shape of a word."""
    plain = fold(word)
    for language in SMALL_WORDS:
        yield language, 2 * (plain in _WORDS[language]) + 2 * bool(_LETTERS[language] & set(word))
    if len(plain) >= SHAPED:
        for language, shape in SHAPES.items():
            yield language, int(bool(shape.search(plain)))
