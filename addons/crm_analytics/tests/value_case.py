"""A company whose customers buy."""

import uuid
from datetime import date

from .profit_case import ProfitCase

MOVES = """
    INSERT INTO account_move
           (name, move_type, state, auto_post, journal_id, company_id, currency_id, partner_id, commercial_partner_id,
            date, invoice_date, amount_untaxed_signed, amount_total, amount_total_signed, payment_state,
            invoice_currency_rate, create_uid, write_uid, create_date, write_date)
    SELECT 'VALUE/' || %(batch)s || '/' || n, 'out_invoice', 'posted', 'no', %(journal)s, %(company)s, %(currency)s,
           customer, customer, day, day, amount, amount, amount, 'paid', 1, 1, 1, now(), now()
      FROM unnest(%(customers)s::int[], %(days)s::date[], %(amounts)s::numeric[]) WITH ORDINALITY
           b(customer, day, amount, n)
"""


class ValueCase(ProfitCase):
    """Scores on the spot; :meth:`bought` plants invoices in a set, which is all the purchase days are made of."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.manager = cls._user("t_value_manager", "crm_customer360.group_manager")
        cls.scores = cls.env["crm.customer.score"]

    @classmethod
    def people(cls, count):
        return cls.env["res.partner"].create([{"name": f"Customer {number}"} for number in range(count)])

    @classmethod
    def bought(cls, rows, company=None):
        """Posted invoices: ``[(customer, day, amount)]``."""
        company = company or cls.company
        journal = cls.env["account.journal"].search([("type", "=", "sale"), ("company_id", "=", company.id)], limit=1)
        customers, days, amounts = (list(column) for column in zip(*rows, strict=True))
        cls.env.flush_all()
        cls.env.cr.execute(
            MOVES,
            {
                "batch": uuid.uuid4().hex,
                "journal": journal.id,
                "company": company.id,
                "currency": company.currency_id.id,
                "customers": [customer.id for customer in customers],
                "days": days,
                "amounts": amounts,
            },
        )

    def score(self, partner):
        """The current score of a customer; empty if there is none."""
        return self.scores.search([("customer_id", "=", partner.id), ("current", "=", True)])

    def figures(self, run, area):
        return self.env["crm.score.figure"]._of(run, area)

    def shop(self, count=150, last=date(2025, 11, 1)):
        """Customers enough for a model: every third comes back, at intervals that grow with their number."""
        people = self.people(count)
        rows = []
        for number, person in enumerate(people):
            day = date(2023, 1, 2 + number % 28).toordinal()
            rows.append((person, date.fromordinal(day), 20 + number % 7))
            if number % 3 == 0:
                while (day := day + 15 + number) < last.toordinal():
                    rows.append((person, date.fromordinal(day), 20 + number % 11))
        self.bought(rows)
        return people
