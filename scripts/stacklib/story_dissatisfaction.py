"""Customers of whom something is not as usual: complaints, slow answers, credit notes, fewer orders."""

from __future__ import annotations

from dataclasses import dataclass

from stacklib import story_trade
from stacklib.client import Client
from stacklib.story_analytics import credit
from stacklib.story_silence import customer, moment, order, product

#: Orders every so many days until the window began.
KNOWN_FOR, WINDOW = 800, 90
#: What came back broken.
BROKEN = 240.0


@dataclass(frozen=True)
class Case:
    """Days between orders (before, lately), complaints (days ago), hours of our answers (before, lately)."""

    name: str
    every: int
    lately: int
    amount: float
    complaints: tuple[tuple[int, str], ...] = ()
    answers: tuple[float, float] = (6.0, 6.0)


CASES = (
    Case(
        "UAB Šviesos namai", 14, 30, 870.0,
        ((62, "Lamps arrived broken"), (41, "The replacement is broken, too"), (6, "Still no lamps")), (8.0, 27.0),
    ),
    Case("Viešbutis Pajūris", 21, 21, 1310.0, ((25, "Towels of the wrong size"), (12, "Wrong size again"))),
    Case("Restoranas Trys bangos", 10, 40, 540.0, (), (4.0, 30.0)),
    # One complaint, and all else as usual: nobody is told of it.
    Case("Knygynas Lapai", 28, 28, 260.0, ((15, "A page is missing"),)),
    # Complains all the time; that is usual here.
    Case("UAB Atidus pirkėjas", 14, 14, 480.0, tuple((ago, "The invoice is late") for ago in range(9, 440, 33))),
)  # fmt: skip
#: Letters to try the reading of tone on, of customers who agreed to it.
LETTERS = (
    "Laba diena, prekės atkeliavo sugadintos, prašau atsakyti, kada jas pakeisite.",
    "Ačiū, viskas gauta laiku ir tvarkinga.",
    "Vis dar laukiu atsakymo į praėjusios savaitės laišką, o jūs tylite.",
    "Prašome atsiųsti naują kainoraštį.",
    "Sąskaita vėl neteisinga, jau trečią kartą.",
    "Ar galėtumėte pristatyti penktadienį?",
)


def tell(admin: Client, _partner: int) -> None:
    """Let them buy, pay, complain and wait for answers; the search of the next story finds who is dissatisfied."""
    owner = admin.call("res.users", "search", [["login", "=", "seller"]])[0]
    goods = product(admin, "Household", "Household goods")
    customers = []
    for case in CASES:
        partner = customer(admin, case.name, owner)
        lately = range(3, WINDOW, case.lately)
        order(admin, partner, [*lately, *range(WINDOW + 2, KNOWN_FOR, case.every)], goods, case.amount)
        admin.call("crm.touchpoint", "log", contacts(case, partner))
        letters(admin, partner)
        customers.append(partner)
    # The first one's broken goods were taken back; their last invoice is not paid.
    credit(admin, customers[0], BROKEN)
    story_trade.settle(admin, customers, customers[:1])


def contacts(case: Case, partner: int) -> list[dict[str, object]]:
    """Complaints, and letters with our answers after the usual and the latest number of hours."""
    rows = [row(partner, ago, "call", "in", words, "complaint") for ago, words in case.complaints]
    before, lately = case.answers
    for number in range(12):
        ago = 8 + 25 * number
        hours = lately if ago < WINDOW else before
        rows.append(row(partner, ago, "email", "in", "When will it come?"))
        rows.append(row(partner, ago - hours / 24, "email", "out", "On Friday"))
    return rows


def row(
    partner: int, ago: float, channel: str, direction: str, words: str, nature: str = "information"
) -> dict[str, object]:
    """One contact, as the intake takes it."""
    return {
        "partner_id": partner,
        "date": moment(ago),
        "channel": channel,
        "direction": direction,
        "nature": nature,
        "name": words,
        "external_ref": f"story-{partner}-{direction}-{channel}-{ago:.2f}",
    }


def letters(admin: Client, partner: int) -> None:
    """Let a customer who agreed to have the tone of messages read write to us."""
    said = {"partner_id": partner, "purpose": "tone", "channel": "any", "state": "given", "source": "form"}
    admin.call("crm.consent", "record", [{**said, "external_ref": f"demo-story-tone-{partner}"}])
    for text in LETTERS:
        admin.call(
            "res.partner",
            "message_post",
            [partner],
            body=text,
            author_id=partner,
            message_type="email",
            subtype_xmlid="mail.mt_comment",
        )
