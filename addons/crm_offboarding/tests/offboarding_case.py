"""A company with a ledger, customers, one user of each role, and the way through the process."""

import datetime as dt

from freezegun import freeze_time

from odoo import Command
from odoo.fields import Datetime
from odoo.tests import TransactionCase, new_test_user

WORKER, APPROVER = "crm_offboarding.group_case_worker", "crm_offboarding.group_approver"
ETHICS = "crm_offboarding.group_ethics_approver"
OFFICER = "crm_customer360.group_data_protection_officer"
SELLER, BOOKKEEPER = "sales_team.group_sale_salesman_all_leads", "account.group_account_invoice"


class OffboardingCase(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(context={**cls.env.context, "tracking_disable": True, "no_reset_password": True})
        cls.company, cls.other_company = cls._company("Parting Ltd"), cls._company("Second Ltd")
        cls.env.user.company_ids += cls.company + cls.other_company
        cls.env = cls.env(context={**cls.env.context, "allowed_company_ids": cls.company.ids})
        values = {"is_company": True, "tz": "Europe/Vilnius"}
        cls.alfa, cls.beta = cls.env["res.partner"].create(
            [
                {"name": "Alfa", "email": "office@alfa.example.com", "vat": "LT100001919017", **values},
                {"name": "Beta", "email": "office@beta.example.com", **values},
            ]
        )
        cls.ana = cls.env["res.partner"].create(
            {"name": "Ana", "parent_id": cls.alfa.id, "email": "ana@alfa.example.com", "phone": "+37061200001"}
        )
        cls.product = cls.env["product.product"].create({"name": "Advice", "type": "service", "list_price": 100.0})
        cls.worker = cls._user("t_off_worker", WORKER)
        cls.one, cls.two = cls._user("t_off_one", APPROVER), cls._user("t_off_two", APPROVER)
        cls.ethics = cls._user("t_off_ethics", APPROVER, ETHICS)
        cls.seller, cls.bookkeeper = cls._user("t_off_seller", SELLER), cls._user("t_off_books", BOOKKEEPER, SELLER)
        cls.officer = cls._user("t_off_officer", OFFICER)
        cls.company.write({"offboarding_contact_id": cls.one.id, "offboarding_complaints": "consumer office"})

    @classmethod
    def _company(cls, name):
        company = cls.env["res.company"].create({"name": name, "country_id": cls.env.ref("base.lt").id})
        cls.env["account.chart.template"].try_loading("generic_coa", company, install_demo=False)
        return company

    @classmethod
    def _user(cls, login, *groups, company=None):
        company = company or cls.company
        values = {"company_id": company.id, "company_ids": [Command.set(company.ids)], "email": f"{login}@example.com"}
        return new_test_user(cls.env, login, ",".join(["base.group_user", *groups]), **values)

    # ------------------------------------------------------------------
    # The way through the process
    # ------------------------------------------------------------------

    def case(self, partner=None, user=None, **values):
        """A new case of a worker."""
        user = user or self.worker
        return self.as_user(self.env["crm.offboarding.case"], user).create(
            {
                "partner_id": (partner or self.alfa).id,
                "company_id": self.company.id,
                "user_id": user.id,
                "reason_class": "complaints",
                "grounds": "Five complaints, each answered",
                **values,
            }
        )  # fmt: skip

    def to(self, state, partner=None, **values):
        """A case in a state, by the way everybody has to go."""
        case = self.case(partner, **values)
        for step in ("assessment", "hearing", "alternatives", "approval", "notice", "settlement", "restricted"):
            if case.state == state:
                return case
            getattr(self, f"_to_{step}")(case)
        self.assertEqual(case.state, state)
        return case

    def _to_assessment(self, case):
        case.action_assess()

    def _to_hearing(self, case):
        case.action_read_history()
        case.action_hear()

    def _to_alternatives(self, case):
        case.hearing_ids = [Command.create({"kind": "statement", "text": "We are unhappy"})]
        case.action_consider()

    def prepare(self, case):
        """What the decision needs."""
        case.none_possible = "All was tried"
        case.write({"legal_contract": "30 days", "legal_public": "none", "legal_dominance": "no"})
        case.action_check_legal("Nothing stands against it")

    def _to_approval(self, case):
        self.prepare(case)
        case.action_submit()

    def _to_notice(self, case):
        case.with_user(self.one).action_approve()
        case.with_user(self.two).action_approve()

    def _to_settlement(self, case):
        if not case.served_at:
            case.action_serve()
        with freeze_time(case.notice_ends_at + dt.timedelta(minutes=1)):
            case.action_settle()

    def _to_restricted(self, case):
        for line in case.obligation_ids.filtered(lambda one: one.state == "open"):
            line.with_user(self.one).action_waive("Written off")
        case.action_restrict()

    def as_user(self, record, user):
        """A record as a user has it in the companies they work in."""
        return record.with_user(user).with_context(allowed_company_ids=user.company_ids.ids)

    def acts(self, case):
        return case.step_ids.mapped("act")

    def order(self, partner=None, **values):
        line = Command.create({"product_id": self.product.id, "price_unit": 100.0, "tax_ids": [Command.clear()]})
        return self.env["sale.order"].create(
            {"partner_id": (partner or self.alfa).id, "company_id": self.company.id, "order_line": [line], **values}
        )

    def invoice(self, partner=None, price=100.0, move_type="out_invoice", **values):
        line = Command.create({"product_id": self.product.id, "price_unit": price, "tax_ids": [Command.clear()]})
        return self.env["account.move"].create(
            {
                "move_type": move_type,
                "partner_id": (partner or self.alfa).id,
                "invoice_date": Datetime.now().date(),
                "invoice_line_ids": [line],
                **values,
            }
        )
