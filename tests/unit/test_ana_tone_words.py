"""How phrases are found, and what denies or changes what they say; how they are written."""

from __future__ import annotations

import pytest
from crm_analytics.core import tone_en, tone_lt, tone_lv
from crm_analytics.core.tone import LANGUAGES, lexicon_of, tone_of
from crm_analytics.core.tone_fold import fold
from crm_analytics.core.tone_lexicon import Lexicon, phrases


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
