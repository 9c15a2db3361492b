"""The tone of whole letters and of odd texts, and the examples of the docstrings."""

from __future__ import annotations

import doctest
import importlib
import math
import unicodedata

import pytest
from crm_analytics.core.tone import LANGUAGES, LIMIT, own_words, tone_of
from crm_analytics.core.tone_fold import composed, fold
from hypothesis import given
from hypothesis import strategies as st

ORDINARY = {
    "lt": """Laba diena,

ačiū už greitą atsakymą. Kaip tarėmės, siunčiu pataisytą poreikį kitam ketvirčiui. Deja, rugpjūtį sandėlis nedirbs,
todėl prašome nevežti nieko nuo 5 iki 20 dienos. Jau kalbėjau su logistika, jiems problemų nėra.

Ar galėtumėte patvirtinti, kad kaina nesikeičia? Jei kas nors būtų neaišku, skambinkite, o jei trūktų kiekių, tinka ir
kitas gamintojas. Vadovas dar nėra pasirašęs sutarties, bet tikiuosi, kad gausite ją jau kitą savaitę. Pernai nieko
panašaus nebuvo, viskas vyko sklandžiai.""",
    "lv": """Labdien!

Paldies par piedāvājumu. Diemžēl nākamnedēļ esmu komandējumā, tāpēc zvanīt varat tikai no pirmdienas. Līguma
projektā mums iebildumu nav, vienīgi valde vēl nav lēmusi par termiņu.

Vai cena mainīsies, ja pasūtīsim divreiz vairāk? Ja kādas preces noliktavā nav, neko nevajag meklēt citur, pagaidīsim
nākamo piegādi. Jau pagājušajā gadā tā darījām, un nekādu problēmu nebija. Neviens no mums nesteidzas.""",
    "en": """Hello,

Thank you for the samples. Unfortunately I am travelling next week, so please don't call before Monday. We have no
objections to the draft, although the board has still to decide on the term.

Would the price change if we ordered twice as much? If something is not in stock, we would rather wait than take
another brand. There was nothing like that last year and we had no problems at all. By the way, did you change your
phone number? I could not find it on the website, but that is no hurry. As I said, nobody here is pressed for time.""",
}
COMPLAINTS = {
    "lt": """Laba diena,

kovo 2 d. užsakiau pas jus biuro baldus, ačiū už malonų priėmimą salone. Po to prasidėjo nesusipratimai: pristatymo data
keitėsi tris kartus, o vakar atvežtas stalas buvo subraižytas ir be stalčiaus. Vadybininkas žadėjo perskambinti iki
vakaro, bet skambučio taip ir nesulaukiau. Prašau pranešti, kada bus atvežtas kitas stalas. Iš anksto ačiū.""",
    "lv": """Labdien!

Martā pasūtīju pie jums biroja mēbeles, paldies par laipno uzņemšanu salonā. Pēc tam piegādes datums mainījās trīs
reizes, un vakar atvestais galds bija saskrāpēts un bez atvilktnes. Menedžeris solīja atzvanīt līdz vakaram, taču
zvanu tā arī nesagaidīju. Lūdzu, paziņojiet, kad atvedīsiet citu galdu. Paldies jau iepriekš!""",
    "en": """Hello,

In March I bought office furniture from you, and thank you for the kind welcome in the showroom. After that the date of
delivery changed three times, and the table that came yesterday was scratched and had no drawer. The manager promised
to call me back by the evening, but I never heard from him. Please let me know when another table will come. Thanks in
advance.""",
}


class TestLetters:
    @pytest.mark.parametrize("language", LANGUAGES)
    def test_a_long_ordinary_letter_collects_no_hints(self, language: str) -> None:
        tone = tone_of(ORDINARY[language])
        assert (tone.language, tone.is_dissatisfied) == (language, False), tone
        many = tone_of("\n\n".join([ORDINARY[language]] * 12))
        assert not many.is_dissatisfied, many

    @pytest.mark.parametrize("language", LANGUAGES)
    def test_a_polite_letter_with_facts_that_went_wrong(self, language: str) -> None:
        tone = tone_of(COMPLAINTS[language])
        assert (tone.language, tone.is_dissatisfied) == (language, True), tone
        for cue in tone.cues:
            assert cue in COMPLAINTS[language]

    def test_cues_are_the_words_as_written(self) -> None:
        assert tone_of("Siunta VĖLUOJA, negavome ir sąskaitos.").cues == ("VĖLUOJA", "negavome")
        assert tone_of("Prece IR BOJĀTA!").cues == ("BOJĀTA",)
        assert tone_of("It didn’t work and the box was crushed.").cues == ("didn't work", "crushed")


class TestOddTexts:
    def test_signs(self) -> None:
        assert tone_of("Prekės atvyko 👎").is_dissatisfied
        assert tone_of("Prekes gavome 👍").score < 0
        assert not tone_of("Ačiū už prekes!!!").is_dissatisfied
        assert tone_of("Kur mano prekės???").is_dissatisfied

    def test_letters_built_of_two_characters(self) -> None:
        apart = unicodedata.normalize("NFD", "Siunta vėluoja, prekė pažeista.")
        assert tone_of(apart) == tone_of("Siunta vėluoja, prekė pažeista.")

    def test_of_a_text_of_ten_megabytes_the_beginning_counts(self) -> None:
        filler = "Žodis po žodžio ir dar vienas. " * 330_000
        assert len(filler) > 10_000_000
        assert not tone_of(filler + "Siunta vėluoja.").is_dissatisfied
        assert tone_of("Siunta vėluoja. " + filler).is_dissatisfied
        assert len(own_words(filler)) <= 20_000

    @given(st.text(max_size=300), st.sampled_from(LANGUAGES))
    def test_any_text_is_read(self, text: str, language: str) -> None:
        tone = tone_of(text, language)
        assert math.isfinite(tone.score)
        assert tone.is_dissatisfied == (tone.score >= LIMIT)
        assert all(cue in composed(text) for cue in tone.cues)
        assert len(fold(text)) == len(text)
        assert set(own_words(text).split()) <= set(text.split())


class TestExamples:
    @pytest.mark.parametrize("name", ["", "_fold", "_language", "_letter", "_lexicon", "_quality"])
    def test_examples_of_the_docstrings(self, name: str) -> None:
        tried = doctest.testmod(importlib.import_module(f"crm_analytics.core.tone{name}"))
        assert tried.attempted > 0
        assert tried.failed == 0
