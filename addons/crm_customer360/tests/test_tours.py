"""The contact history on the partner form, used in Chromium by a salesperson."""

from datetime import timedelta

from odoo.fields import Command, Datetime
from odoo.tests import HttpCase, new_test_user, tagged

LETTERS = 90


class TimelineTourCase(HttpCase):
    # Who looks at a customer is noted, beside the reading request; a test has one cursor for both.
    _registry_readonly_enabled = False

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        seller_group = cls.env.ref("sales_team.group_sale_salesman", raise_if_not_found=False)
        groups = "base.group_user,base.group_partner_manager"
        if seller_group:
            groups += ",sales_team.group_sale_salesman"
        cls.seller = new_test_user(cls.env, login="c360_seller", groups=groups, email="seller@example.com")
        cls.company, cls.buyer = cls.env["res.partner"].create(
            [{"name": "Rack Buyers", "is_company": True}, {"name": "Ona Buyer", "email": "ona@example.com"}]
        )
        cls.buyer.parent_id = cls.company
        cls._write_letters()
        cls._plan_meeting()
        cls._confirm_order()
        # Touchpoints are written when the transaction is flushed.
        cls.env.cr.flush()

    @classmethod
    def _write_letters(cls):
        now = Datetime.now()
        cls.env["mail.message"].create(
            [
                {
                    "model": "res.partner",
                    "res_id": cls.buyer.id,
                    "message_type": "email",
                    "subtype_id": cls.env.ref("mail.mt_comment").id,
                    "author_id": cls.buyer.id,
                    "subject": f"Letter {number:03}",
                    "body": "Where are the goods?",
                    "date": now - timedelta(days=number, minutes=1),
                }
                for number in range(LETTERS)
            ]
        )

    @classmethod
    def _plan_meeting(cls):
        start = Datetime.now() + timedelta(days=2)
        cls.env["calendar.event"].with_user(cls.seller).with_context(no_mail_to_attendees=True).create(
            {
                "name": "Next visit",
                "start": start,
                "stop": start + timedelta(hours=1),
                "partner_ids": [Command.set((cls.seller.partner_id | cls.buyer).ids)],
            }
        )

    @classmethod
    def _confirm_order(cls):
        if "sale.order" not in cls.env:
            return
        product = cls.env["product.product"].create({"name": "Rack", "list_price": 100})
        order = cls.env["sale.order"].create(
            {
                "partner_id": cls.buyer.id,
                "user_id": cls.seller.id,
                "order_line": [Command.create({"product_id": product.id})],
            }
        )
        order.action_confirm()

    def _form_url(self, partner):
        return f"/odoo/res.partner/{partner.id}"


@tagged("post_install", "-at_install")
class TestTimelineTour(TimelineTourCase):
    def test_filter_scroll_and_open(self):
        self.start_tour(self._form_url(self.company), "crm_customer360_contact_timeline", login="c360_seller")

    def test_open_order(self):
        if "sale.order" not in self.env:
            self.skipTest("Sales is not installed")
        self.start_tour(self._form_url(self.company), "crm_customer360_contact_timeline_order", login="c360_seller")

    def test_first_message(self):
        stranger = self.env["res.partner"].create({"name": "Jonas Stranger", "email": "jonas@example.com"})
        self.env.cr.flush()
        self.start_tour(self._form_url(stranger), "crm_customer360_contact_timeline_first_message", login="c360_seller")


@tagged("post_install", "-at_install")
class TestTimelineTourPhone(TimelineTourCase):
    browser_size = "400x800"
    touch_enabled = True

    def test_filter_scroll_and_open(self):
        self.start_tour(self._form_url(self.company), "crm_customer360_contact_timeline", login="c360_seller")
