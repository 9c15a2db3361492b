"""The language of a message, and what is said of messages in another one."""

from __future__ import annotations

import pytest
from crm_analytics.core.tone import LANGUAGES, Tone, tone_of
from crm_analytics.core.tone_language import language_of
from tone_sentences import labelled


class TestLanguage:
    @pytest.mark.parametrize("language", LANGUAGES)
    def test_the_language_is_told(self, language: str) -> None:
        told = [language_of(text) for _true, text in labelled(language)]
        assert told.count(language) / len(told) >= 0.97
        assert set(told) <= {language, ""} or sum(other not in {language, ""} for other in told) <= 3

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
