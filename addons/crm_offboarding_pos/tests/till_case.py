"""A till with a cashier, its session open."""

from odoo import Command

from odoo.addons.crm_offboarding.tests.offboarding_case import OffboardingCase

CASHIER = "point_of_sale.group_pos_user"


class TillCase(OffboardingCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.cashier = cls._user("t_offp_cashier", CASHIER)
        env = cls.env(context={**cls.env.context, "allowed_company_ids": cls.company.ids})
        journals = env["account.journal"].search([("company_id", "=", cls.company.id)])
        cls.method = env["pos.payment.method"].create(
            {
                "name": "Bank",
                "journal_id": journals.filtered(lambda one: one.type == "bank")[:1].id,
                "company_id": cls.company.id,
            }
        )
        sales = journals.filtered(lambda one: one.type == "sale")[:1]
        cls.config = env["pos.config"].create(
            {
                "name": "Till",
                "company_id": cls.company.id,
                "journal_id": sales.id,
                "invoice_journal_id": sales.id,
                "payment_method_ids": [Command.set(cls.method.ids)],
            }
        )
        cls.config.with_user(cls.cashier).open_ui()
        cls.till_session = cls.config.current_session_id
        cls.till_session.set_opening_control(0, None)
