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

from .tone_fold import composed, fold

WORD = re.compile(r"[^\W\d_]+")
#: Enough to tell a language; more is not read.
ENOUGH = 2_000

#: Folded words that one language has and the others have not.
SMALL_WORDS = {
    "lt": (
        "kad yra bet del su kaip tai mes jus jusu mums prasau nuo uz is as jau kur kada kodel nera buvo man mano jums jei jeigu "
        "labas laba diena dienos sveiki aciu noriu norime norejome norejau turi turime nes tik dar kol kas kai pas iki "
        "musu sia sis siuo siandien vakar rytoj gal galite ar gavau gavome negavau negavome negaliu prekes preke prekiu "
        "siunta siuntos saskaita saskaitos uzsakymas uzsakymo uzsakyma uzsakymo uzsakeme kiek koks kokia kokie pagal "
        "viskas viska apie tikrai labai vis vel daugiau pries po ta tas tuo kuris kuri kurie savo niekas nieko kita "
        "buti bus butu butume gali arba ir o i pinigus sutarti kaina kainos pristatymas pristatyma pagarbiai jokio jokios "
        "neveikia reikia savaite savaites menesi karta kartu tokia toks toki suprantu dabar apgailestauju perduodu rodmenis"
    ),
    "lv": (
        "un ka ir par no ar ka kad kur kapec kas mes jus jusu mums ludzu lidz jau nav bija man mans mana jums vai labdien "
        "sveiki paldies velos velamies gribu gribetu esam esmu esat bet jo tikai vel kamer pie musu so sis sodien vakar "
        "rit varat varu vareu vareja sanemu sanemam nesanemu nesanemam nevaru preces prece precu sutijums sutijuma "
        "sutijumu rekins rekina rekinu pasutijums pasutijuma pasutijumu pasutijam cik kads kada kadi kadu pec pirms viss "
        "visu visi loti atkal vairak ta tas to kurs kura kuri savu neviens neko cits but bus butu budu vai jauna es tika "
        "naudu ligums ligumu cena cenas piegade piegadi piegades nedelu nedelas menesi reizi reize tads tada ari uz kaut"
    ),
    "en": (
        "the and is are was were be been you your we our us my me it its this that these those to of in on at for from with "
        "by as an a have has had do does did will would can could should not no when where why what how who please thank "
        "thanks hello hi dear still yet again i he she they them there here any all if or but so just more than up out "
        "order invoice delivery about never two three one box good poor says another reply nothing"
    ),
    "": (
        "der die das und nicht ist ich sie wir mit auf ein eine haben bitte wo meine jest nie sie na prosze gdzie moje ze ja "
        "kus on ei mina minu palun tere kas ma et le la les et est je vous nous pas une des pour avec gde moi net kogda "
        "zdravstvujte pozalujsta spasibo zakaz el los por que para"
    ),
}
#: Letters of one alphabet only.
LETTERS = {"lt": "ąęėįų", "lv": "āēīļņģķ", "en": "wxq", "": "õäöüßłóśćźżñçàèéêôабвгдежзийклмнопрстуфхцчшщъыьэюяё"}
#: Endings that only one of the languages has, of words of five letters and more, folded.
ENDINGS = {
    "lt": ("ote", "ete", "ate", "iau", "ome", "ama", "imas", "imo", "ymas", "aitis", "iskai", "iai", "umo", "uoti", "oje", "eje", "iams", "tume"),
    "lv": ("sana", "sanas", "sanu", "iet", "jam", "jat", "ums", "umu", "uma", "ajam", "ties", "usi", "ejs", "iem"),
    "en": ("ing", "tion", "ally", "ness", "ck", "eed", "ght", "shed", "nted"),
}

_WORDS = {language: frozenset(words.split()) for language, words in SMALL_WORDS.items()}
_LETTERS = {language: frozenset(LETTERS.get(language, "")) for language in SMALL_WORDS}


def language_of(text: str) -> str:
    """'lt', 'lv' or 'en'; '' where no words speak, another language does, or two speak equally loud."""
    votes = dict.fromkeys(SMALL_WORDS, 0)
    for word in WORD.findall(composed(text[:ENOUGH]).lower()):
        plain = fold(word)
        for language in SMALL_WORDS:
            votes[language] += 2 * (plain in _WORDS[language]) + 2 * bool(_LETTERS[language] & set(word))
            if len(plain) >= 5:
                votes[language] += plain.endswith(ENDINGS.get(language, ()))
    most = max(votes.values())
    first = [language for language, count in votes.items() if count == most]
    return first[0] if most and len(first) == 1 else ""
