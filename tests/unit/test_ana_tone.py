"""The tone of messages: measured on labelled sentences, a third of which was never looked at, and rule by rule."""

from __future__ import annotations

import csv
import doctest
import importlib
import math
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import pytest
from crm_analytics.core import tone_en, tone_lt, tone_lv
from crm_analytics.core.tone import LANGUAGES, LIMIT, Tone, lexicon_of, own_words, precision_recall, tone_of
from crm_analytics.core.tone_fold import composed, fold
from crm_analytics.core.tone_language import language_of
from crm_analytics.core.tone_lexicon import Lexicon, phrases
from crm_analytics.core.tone_quality import wilson_low
from hypothesis import given
from hypothesis import strategies as st

DATA = Path(__file__).parent / "data"
#: Every third sentence is held back: nobody looks at it while the words are chosen.
HELD = 3


def labelled(language: str, name: str = "tone") -> list[tuple[bool, str]]:
    with (DATA / f"{name}_{language}.tsv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    return [(row["dissatisfied"] == "1", row["text"]) for row in rows]


def part(language: str, *, held: bool) -> Iterator[tuple[bool, str]]:
    for number, row in enumerate(labelled(language), start=1):
        if (number % HELD == 0) == held:
            yield row


def without_diacritics(text: str) -> str:
    return "".join(letter for letter in unicodedata.normalize("NFD", text) if not unicodedata.combining(letter))


class TestLabelled:
    @pytest.mark.parametrize("language", LANGUAGES)
    def test_the_sets_are_what_they_are_said_to_be(self, language: str) -> None:
        rows = labelled(language)
        texts = [text for _label, text in rows]
        assert len(rows) >= 300
        assert len(set(texts)) == len(texts)
        assert 0.35 <= sum(label for label, _text in rows) / len(rows) <= 0.5

    # Floors: what was reached (docs/tone.md), less 7 points of precision and 8 of recall.
    @pytest.mark.parametrize(
        ("language", "precision", "recall"), [("lt", 0.90, 0.62), ("lv", 0.80, 0.50), ("en", 0.93, 0.66)]
    )
    def test_quality_on_the_sentences_held_back(self, language: str, precision: float, recall: float) -> None:
        tuned = precision_recall((tone_of(text).is_dissatisfied, true) for true, text in part(language, held=False))
        held = precision_recall((tone_of(text).is_dissatisfied, true) for true, text in part(language, held=True))
        print(f"\n{language} tuned {tuned}\n{language} held back {held}")
        assert held.precision is not None
        assert held.recall is not None
        assert held.precision >= precision
        assert held.recall >= recall

    @pytest.mark.parametrize("language", LANGUAGES)
    def test_hard_sentences(self, language: str) -> None:
        """Facts told without a word for them, written when the words stood; words were chosen for them afterwards."""
        hard = labelled(language, "tone_hard")
        quality = precision_recall((tone_of(text).is_dissatisfied, true) for true, text in hard)
        print(f"\n{language} hard {quality}")
        assert quality.precision is not None
        assert quality.precision >= 0.85
        assert not {text for _true, text in hard} & {text for _true, text in labelled(language)}

    @pytest.mark.parametrize("language", ["lt", "lv"])
    def test_quality_where_diacritics_are_left_out(self, language: str) -> None:
        for _true, text in labelled(language):
            assert tone_of(without_diacritics(text), language).score == tone_of(text, language).score
        told = [language_of(without_diacritics(text)) == language for _true, text in labelled(language)]
        assert sum(told) / len(told) >= 0.93

    @pytest.mark.parametrize("language", LANGUAGES)
    def test_the_language_is_told(self, language: str) -> None:
        told = [language_of(text) for _true, text in labelled(language)]
        assert told.count(language) / len(told) >= 0.97
        assert set(told) <= {language, ""} or sum(other not in {language, ""} for other in told) <= 3


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


class TestNegation:
    @pytest.mark.parametrize(
        ("bad", "fine"),
        [
            ("Yra problemų, niekas neatsako.", "Problemų nėra, viskas gerai."),
            ("Gavome su defektais.", "Gavome be defektų."),
            ("Pristatymas vėluoja.", "Pristatymas nevėluoja."),
            ("Siurblys neveikia.", "Siurblys veikia be priekaištų."),
            ("Ir bojājumi, un neviens neatbild.", "Problēmu nav, viss kārtībā."),
            ("Piegāde kavējas.", "Piegāde nekavējas."),
            ("Sūknis nestrādā.", "Sūknis strādā bez problēmām."),
            ("Rēķins ar kļūdām.", "Rēķins bez kļūdām."),
            ("The pump does not work.", "The pump works, no problems."),
            ("It arrived damaged.", "It arrived without any damage."),
            ("We are unhappy with it.", "We are not unhappy with it."),
            ("I was disappointed.", "I was not disappointed."),
        ],
    )
    def test_what_is_denied_did_not_happen(self, bad: str, fine: str) -> None:
        assert tone_of(bad).is_dissatisfied, tone_of(bad)
        assert not tone_of(fine).is_dissatisfied, tone_of(fine)

    def test_words_that_deny(self) -> None:
        lexicon = Lexicon(cues={1: "itruk*, no itruk*", -1: "puik*"}, denials=("be no", "jok*", "nera"), frames={})
        for said in ("be įtrūkimų", "be jokių įtrūkimų", "įtrūkimų nėra", "be puikių"):
            assert lexicon.weigh(said) == (0.0, ()), said
        for said in ("įtrūkimų", "no įtrūkimų", "be to, įtrūkimų", "be. Įtrūkimų", "įtrūkimų. Nėra"):
            assert lexicon.weigh(said)[0] == 1.0, said
        assert lexicon.weigh("puikių")[0] == -1.0

    @pytest.mark.parametrize(
        ("bad", "fine"),
        [
            ("Dėžė purvina.", "Dėžė ne purvina."),
            ("Skilo, yra įtrūkimų.", "Jokių įtrūkimų."),
            ("Lustra sarūsējusi.", "Lustra nav sarūsējusi."),
            ("Divkāršs rēķins.", "Bez jebkādām smakām."),
            ("It is rusty and chipped.", "It is not at all rusty."),
        ],
    )
    def test_denials_of_words_that_have_no_phrase_for_it(self, bad: str, fine: str) -> None:
        assert tone_of(bad).is_dissatisfied, tone_of(bad)
        assert not tone_of(fine).is_dissatisfied, tone_of(fine)


class TestFrames:
    @pytest.mark.parametrize(
        ("fact", "asked"),
        [
            ("Prekė pažeista.", "Ką daryti, jei prekė pažeista?"),
            ("Siunta vėluoja.", "Atsiprašome, mūsų mokėjimas vėluoja."),
            ("Prece bojāta.", "Ko darīt, ja prece bojāta?"),
            ("Piegāde kavējas.", "Atvainojamies, mūsu maksājums kavējas."),
            ("The parcel is damaged.", "What happens if the parcel is damaged?"),
            ("The payment is late again, twice this month.", "Sorry about the late payment, our mistake."),
        ],
    )
    def test_conditions_questions_and_excuses_are_no_facts(self, fact: str, asked: str) -> None:
        assert tone_of(fact).is_dissatisfied, tone_of(fact)
        assert not tone_of(asked).is_dissatisfied, tone_of(asked)

    def test_a_question_is_one_only_with_its_mark(self) -> None:
        lexicon = Lexicon(cues={1: "broken"}, frames={0.2: "is the ?"}, breaks=())
        assert lexicon.weigh("Is the lamp broken?")[0] == 0.2
        assert lexicon.weigh("Is the way it is. Broken.")[0] == 1.0

    def test_a_new_clause_is_judged_for_itself(self) -> None:
        lexicon = Lexicon(cues={1: "velu*"}, frames={0.2: "jei"}, breaks=("bet",))
        assert lexicon.weigh("Jei vėluosite, sakykite, bet vėluojate jau dabar.")[0] == 1.2

    def test_the_longer_phrase_takes_the_words(self) -> None:
        lexicon = Lexicon(cues={1: "neveik*, problem*", 0: "be problem*"}, frames={}, breaks=())
        assert lexicon.weigh("be problemų, problema") == (1.0, ("problema",))

    def test_words_between(self) -> None:
        lexicon = Lexicon(cues={1: "jau ~ savait*|menes*"}, frames={}, breaks=())
        assert lexicon.weigh("Jau trečią, net ketvirtą savaitę")[1] == ("Jau trečią, net ketvirtą savaitę",)
        assert lexicon.weigh("Jau po to, kai buvo praėjusi savaitė") == (0.0, ())
        assert lexicon.weigh("Jau gavome. Savaitę dirbsime") == (0.0, ())

    def test_a_wrapped_line_goes_on(self) -> None:
        assert (
            tone_of("Labas, laukiame jau antrą\nsavaitę savo siuntos.").cues == ("laukiame jau", "antrą\nsavaitę")[:1]
        )

    def test_hints_count_where_they_stand_together(self) -> None:
        lexicon = Lexicon(cues={0.5: "vel"}, frames={}, breaks=())
        assert lexicon.weigh("Vėl. Vėl.")[0] == 1.0
        assert lexicon.weigh("Vėl. Taip. Vėl. Taip. Vėl.")[0] == 0.5

    def test_a_fact_may_begin_within_a_hint(self) -> None:
        lexicon = Lexicon(cues={0.5: "dar ne*", 1: "neatvyko"}, frames={}, breaks=())
        assert lexicon.weigh("Dar neatvyko.") == (1.5, ("Dar neatvyko",))

    def test_thanks_do_not_outweigh_everything(self) -> None:
        thanks = "Ačiū. Labai ačiū. Dėkoju. " * 20
        assert tone_of(thanks + "Prekė pažeista, dalis dėžių dingo, niekas neatsako.", "lt").is_dissatisfied


class TestOddTexts:
    @pytest.mark.parametrize(
        "text", ["", " \n\t", "12345", "???", "👍", "\x00\ufeff", "Где мой заказ? Плохо!", "Wo ist meine Ware?"]
    )
    def test_nothing_is_said_of_a_language_not_known(self, text: str) -> None:
        tone = tone_of(text)
        assert (tone.language, tone.score, tone.is_dissatisfied, tone.cues) == ("", 0.0, False, ())

    @pytest.mark.parametrize(
        "text",
        [
            "Tere, kus minu tellimus on? Ootan juba kaks nädalat ja keegi ei vasta.",
            "Die Lieferung war beschädigt, bitte um Rückmeldung.",
            "Dzień dobry, gdzie jest moje zamówienie? Czekam już dwa tygodnie.",
            "Zdravstvuite, gde moi zakaz, uzhe dve nedeli zhdu otveta",
            "Bonjour, je n'ai toujours pas reçu ma commande, c'est inacceptable.",
            "Hej, var är min beställning? Jag har väntat i två veckor.",
            "Hei, missä tilaukseni on? Odotan edelleen vastausta.",
        ],
    )
    def test_a_neighbouring_language_is_none_of_the_three(self, text: str) -> None:
        assert tone_of(text).language == ""

    def test_a_language_not_known_by_name(self) -> None:
        assert tone_of("Prekė pažeista.", "de") == Tone("", 0.0, is_dissatisfied=False, cues=())

    def test_a_given_language_is_kept(self) -> None:
        assert tone_of("Neprofesionalu.", "lt").is_dissatisfied
        assert tone_of("", "en") == Tone("en", 0.0, is_dissatisfied=False, cues=())

    def test_two_languages_in_one_message(self) -> None:
        mixed = "Sveiki, užsakymas negautas, vis dar laukiame, kada bus pristatyta. Order status: shipped."
        assert tone_of(mixed).language == "lt"
        assert tone_of(mixed).is_dissatisfied

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


class TestOwnWords:
    @pytest.mark.parametrize(
        "below",
        [
            "On Mon, 2 Mar 2026 at 10:15, Jonas <jonas@example.com> wrote:\n> Atsiprašome, vėluojame.",
            "On Mon, 2 Mar 2026 at 10:15, Jonas Jonaitis\n<jonas@example.com> wrote:\n> Vėluojame.",
            "2026-03-02 10:15, Jonas rašė:\n> Vėluojame.",
            "2026-03-02, pr, 10:15 Jonas <jonas@example.com> parašė:\nVėluojame.",
            "pirmd., 2026. g. 2. marts plkst. 10:15 — lietotājs Anna (<anna@example.com>) rakstīja:\n> Kavējamies.",
            "-----Original Message-----\nFrom: Jonas\nWe are late.",
            "---------- Forwarded message ---------\nFrom: Jonas\nWe are late.",
            "Nuo: Jonas <jonas@example.com>\nIšsiųsta: 2026 m. kovo 2 d.\nKam: Ona\nTema: Siunta\n\nVėluojame.",
            "No: Anna <anna@example.com>\nNosūtīts: 2026. gada 2. marts\nKam: Ilze\nTēma: Sūtījums\n\nKavējamies.",
            "________________________________\nFrom: Jonas\nSent: Monday\nTo: Ona\nSubject: Late\n\nWe are late.",
            "Pagarbiai\nOna Onaitė\nUAB „Vėluoja“\n+370 600 00000",
            "Ar cieņu,\nIlze\nSIA Bojāts",
            "Kind regards,\nAnn\nBroken Ltd",
            "-- \nOna, UAB Vėlavimas",
            "Sent from my iPhone",
            "Išsiųsta iš mano „iPhone“",
            "> Jonas rašė: vėluojame\n> ir vėl",
        ],
    )
    def test_what_others_wrote_goes(self, below: str) -> None:
        assert own_words("Ačiū, viskas aišku.\n\n" + below) == "Ačiū, viskas aišku."

    def test_an_answer_below_the_quotation_stays(self) -> None:
        text = "On Mon, 2 Mar 2026, Jonas wrote:\n> We are late.\n> Sorry.\n\nThat is fine.\n\n> And broken.\nOh no."
        assert own_words(text) == "That is fine.\n\nOh no."

    def test_a_postscript_stays(self) -> None:
        assert own_words("Laukiu.\n\nPagarbiai\nOna\n\nP.S. Dėžė tuščia.") == "Laukiu.\n\nP.S. Dėžė tuščia."

    @pytest.mark.parametrize(
        "text",
        [
            "Vakar man rašė: viskas bus rytoj.",
            "From: the first day it leaked.",
            "Best",
            "No: tas nav labi.",
            "Regards to Ann from all of us, she was great.",
        ],
    )
    def test_own_words_that_look_like_it_stay(self, text: str) -> None:
        assert own_words(text) == text

    def test_nothing_but_a_quotation(self) -> None:
        assert own_words("> Vėluojame.") == ""


class TestQuality:
    def test_counts(self) -> None:
        quality = precision_recall(
            [(True, True)] * 8 + [(True, False)] * 2 + [(False, True)] * 4 + [(False, False)] * 9
        )
        assert (quality.shown, quality.right, quality.missed) == (10, 8, 4)
        assert quality.precision == pytest.approx(0.8)
        assert quality.recall == pytest.approx(8 / 12)

    def test_nothing_judged(self) -> None:
        nothing = precision_recall([])
        assert (nothing.precision, nothing.recall, nothing.precision_low) == (None, None, None)
        assert precision_recall([(False, True)]).recall == 0.0

    def test_wilson_solves_its_equation(self) -> None:
        # The bound is the share p at which the observed share lies 1.96 standard errors of p above it.
        for right, shown in ((8, 10), (1, 3), (40, 41), (10, 10)):
            low = wilson_low(right, shown)
            assert low is not None
            assert right / shown - low == pytest.approx(1.959964 * math.sqrt(low * (1 - low) / shown), rel=1e-5)
        assert wilson_low(0, 10) == pytest.approx(0.0, abs=1e-12)


class TestExamples:
    @pytest.mark.parametrize("name", ["", "_fold", "_language", "_letter", "_lexicon", "_quality"])
    def test_examples_of_the_docstrings(self, name: str) -> None:
        tried = doctest.testmod(importlib.import_module(f"crm_analytics.core.tone{name}"))
        assert tried.attempted > 0
        assert tried.failed == 0


class TestWords:
    @pytest.mark.parametrize("words", [tone_lt, tone_lv, tone_en])
    def test_phrases_are_written_as_texts_are_compared(self, words) -> None:
        for weights in (words.CUES, words.FRAMES):
            for phrase in phrases(weights):
                assert phrase == fold(phrase), phrase
                first = phrase.split()[0]
                assert all(len(form.rstrip("*")) > 1 or "*" not in form for form in first.split("|")), phrase
                assert first != "~", phrase

    @pytest.mark.parametrize("language", LANGUAGES)
    def test_every_phrase_without_gaps_is_found(self, language: str) -> None:
        """No phrase is written in a way in which it cannot be met."""
        words = {"lt": tone_lt, "lv": tone_lv, "en": tone_en}[language]
        for phrase, weight in phrases(words.CUES).items():
            if weight > 0:
                text = " ".join(word.split("|")[0] for word in phrase.replace("*", "").split() if word not in "~?")
                assert lexicon_of(language).weigh(text + ("?" if "?" in phrase else ""))[1], phrase

    def test_a_phrase_stands_once(self) -> None:
        with pytest.raises(ValueError, match=r"vel.*two weights"):
            phrases({1: "vel", 0.5: "jau, vel"})
