from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import Form, tagged

from odoo.addons.crm_offboarding.tests.offboarding_case import WORKER

from .profit_case import ProfitCase

FIGURES = ("value_lifetime", "value_alive", "value_trend")
MANAGER = "crm_customer360.group_manager"
SCORE = """
    UPDATE crm_customer_score SET value = %s, p_alive = %s, trend = %s
     WHERE customer_id = %s AND company_id = %s
"""


@tagged("post_install", "-at_install")
class TestWorth(ProfitCase):
    """Whoever decides of a parting and may read scores sees what the customer may be worth to this company."""

    def setUp(self):
        super().setUp()
        self.sell(self.alfa, 100.0)
        self.run_now()
        self.env.cr.execute(SCORE, [840.5, 0.25, "down", self.alfa.id, self.company.id])
        self.env.invalidate_all()
        self.chief = self._user("t_offw_chief", WORKER, MANAGER)

    def worth(self, record):
        return tuple(record[name] for name in FIGURES)

    def candidate(self, partner, company):
        rule = self.env["crm.offboarding.rule"].search([("kind", "=", "complaints")], limit=1)
        values = {"partner_id": partner.id, "company_id": company.id, "rule_id": rule.id, "first_on": "2026-01-01"}
        return self.env["crm.offboarding.candidate"].create(values)

    def test_on_the_case(self):
        case = self.to("alternatives", user_id=self.chief.id)
        mine = self.as_user(case, self.chief)
        self.assertEqual(self.worth(mine), (840.5, 0.25, "down"))
        with Form(mine) as form:
            self.assertEqual(form.value_lifetime, 840.5)
        # Of Beta nothing is known.
        self.assertEqual(self.worth(self.as_user(self.case(self.beta), self.chief)), (0.0, 0.0, False))

    def test_who_may_read_no_scores(self):
        case = self.to("alternatives")
        with self.assertRaises(AccessError):
            case.with_user(self.worker).read(["value_lifetime"])
        with self.assertRaises(AccessError):
            self.as_user(case, self.chief).with_user(self.seller).read(["value_lifetime"])
        with Form(self.as_user(case, self.worker)) as form:
            self.assertNotIn("value_lifetime", form._view["fields"])

    def test_of_the_company_of_the_record(self):
        """Together in one list, each with the score of its own company, whichever one works in."""
        both = self.candidate(self.alfa, self.company) + self.candidate(self.alfa, self.other_company)
        self.chief.company_ids = [Command.link(self.other_company.id)]
        companies = (self.other_company + self.company).ids
        mine, other = both.with_user(self.chief).with_context(allowed_company_ids=companies)
        self.assertEqual(self.worth(mine), (840.5, 0.25, "down"))
        self.assertEqual(self.worth(other), (0.0, 0.0, False))
        self.assertEqual(mine.currency_id, self.company.currency_id)

    def test_scores_find_cases_and_customers_everywhere(self):
        """The fields of the customer work wherever a customer is asked for: cases, and other lists of customers."""
        case, other = self.case(), self.case(self.beta)
        found = self.as_user(case, self.chief).search(
            [("partner_id.value_lifetime", ">", 800), ("id", "in", (case + other).ids)]
        )
        self.assertEqual(found, case)
        customers = (self.alfa + self.beta).with_user(self.chief)
        self.assertEqual(customers.search([("value_trend", "=", "down"), ("id", "in", customers.ids)]), self.alfa)
