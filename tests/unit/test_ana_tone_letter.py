"""What the sender of a letter wrote now."""

from __future__ import annotations

import pytest
from crm_analytics.core.tone import own_words


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
