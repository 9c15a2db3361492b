"""Visits, forms and the portal over HTTP, as a customer uses them."""

from odoo import http

from .common import SaleCase, needs
from .source_case import WebCase


@needs("website")
class TestVisits(WebCase):
    """Pages looked at by a customer who is logged in."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # A page read from a replica is written down by the next request; here there is none.
        cls.set_registry_readonly_mode(False)

    def setUp(self):
        super().setUp()
        for name in ("offers", "showroom"):
            view = self.env["ir.ui.view"].create(
                {"name": name, "type": "qweb", "key": f"test.{name}", "arch": f"<t t-name='test.{name}'>{name}</t>"}
            )
            view.track = True
            self.env["website.page"].create({"view_id": view.id, "url": f"/{name}", "is_published": True})
        self.designer = self._user("t_designer", "website.group_website_designer")

    def repair(self):
        self.flush()
        return self.env["crm.touchpoint"].rebuild(["website.track"])[0]

    def tracks(self):
        """Visits of Cora as the website wrote them, the first one first."""
        self.env.invalidate_all()
        domain = [("visitor_id.partner_id", "=", self.cora.id)]
        return self.env["website.track"].search(domain, order="visit_datetime, id")

    def test_visit_is_one_row_a_day(self):
        self.log_in()
        for page in ("/offers?utm_source=letter&access_token=secret", "/showroom", "/offers"):
            self.assertEqual(self.url_open(page).status_code, 200)
        tracks = self.tracks()
        self.assertEqual(len(tracks), 3)
        self.assertEqual(self.repair()["inserted"], 1)
        names = ("event", "partner_id", "date", "channel", "direction", "title", "res_model", "res_id")
        self.assertEqual(
            self.rows("website.track", None, *names),
            [("visit", self.cora.id, tracks[0].visit_datetime, "web", "in", "/offers", "res.partner", self.cora.id)],
        )
        again = self.repair()
        self.assertEqual((again["inserted"], again["updated"], again["deleted"]), (0, 0, 0))
        # The next day is another visit; recognised later, an earlier page of that day changes nothing.
        self.env.cr.execute(
            "INSERT INTO website_track (visitor_id, url, visit_datetime)"
            " VALUES (%(id)s, 'https://www.example.com/shop#top', %(at)s::timestamp + interval '1 day')",
            {"id": tracks.visitor_id.id, "at": tracks[0].visit_datetime},
        )
        self.assertEqual(self.repair()["inserted"], 1)
        self.assertEqual([row[0] for row in self.rows("website.track", None, "title")], ["/offers", "/shop"])
        self.env.cr.execute(
            "INSERT INTO website_track (visitor_id, url, visit_datetime)"
            " VALUES (%(id)s, '/early', date_trunc('day', %(at)s::timestamp))",
            {"id": tracks.visitor_id.id, "at": tracks[0].visit_datetime},
        )
        self.assertEqual(self.repair()["inserted"], 0)

    def test_strangers_and_colleagues_do_not_visit(self):
        self.authenticate(None, None)
        self.url_open("/offers")
        self.authenticate("t_agent", "t_agent")
        self.url_open("/offers")
        self.assertEqual(self.repair()["inserted"], 0)

    def test_purge_leaves_the_row(self):
        self.log_in()
        self.url_open("/offers")
        self.repair()
        self.tracks().visitor_id.unlink()
        self.assertEqual(len(self.rows("website.track")), 1)
        self.assert_kept("website.track")
        self.assert_sees(self.designer, self.beta, "web", "visit")

    def test_readers(self):
        self.log_in()
        self.url_open("/offers")
        self.repair()
        self.assert_sees(self.designer, self.beta, "web", "visit")
        # Whoever may not see the website's visitors does not see that one was here.
        self.assert_sees(self._user("t_plain"), self.beta, "web")
        self.assert_closed_to_portal(self.beta)

    def test_contact_of_another_company(self):
        self.log_in()
        self.url_open("/offers")
        self.portal.write({"company_id": self.other_company.id, "company_ids": [(6, 0, self.other_company.ids)]})
        (self.beta + self.cora).company_id = self.other_company
        self.repair()
        seen = len(self.seen(self.designer, self.beta, "web", allowed_company_ids=self.other_company.ids))
        self.assertEqual(seen, 1)
        self.env.cr.execute("SELECT company_id FROM crm_touchpoint WHERE source = 'website.track'")
        self.assertEqual(self.env.cr.fetchall(), [(self.other_company.id,)])


@needs("website_crm", "crm")
class TestForms(WebCase):
    """The contact form of the website."""

    def post(self, **values):
        data = {
            "name": "Ten chairs",
            "contact_name": "Cora",
            "email_from": self.cora.email,
            "description": "Please make an offer",
            "csrf_token": http.Request.csrf_token(self),
            **values,
        }
        before = self.env["crm.lead"].search([])
        response = self.url_open("/website/form/crm.lead", data=data)
        self.assertEqual(response.status_code, 200)
        self.assertIn("id", response.json())
        self.env.invalidate_all()
        return self.env["crm.lead"].search([]) - before

    def test_enquiry_of_a_customer(self):
        self.log_in()
        lead = self.post()
        self.assertEqual(
            self.rows("crm.lead", lead, "event", "partner_id", "date", "channel", "direction", "nature", "title"),
            [("form", self.cora.id, lead.create_date, "web", "in", "inquiry", "Ten chairs")],
        )
        self.assert_exact()
        lead.user_id = self.salesperson
        lead.team_id = False
        self.assert_sees(self.salesperson, self.beta, "web", "form")
        self.assert_sees(self.salesperson, self.beta, "lead")
        self.assert_sees(self.colleague, self.beta, "web")
        self.assert_sees(self.agent, self.beta, "web")
        self.assert_closed_to_portal(self.beta)

    def test_enquiry_of_a_stranger_counts_once_known(self):
        self.authenticate(None, None)
        lead = self.post(email_from="dora@example.com", contact_name="Dora")
        self.assertFalse(lead.partner_id)
        self.assertEqual(self.rows("crm.lead", lead), [])
        lead.partner_id = self.dora
        self.assertEqual(self.rows("crm.lead", lead, "event", "partner_id"), [("form", self.dora.id)])
        self.assert_exact()

    def test_other_company(self):
        self.log_in()
        lead = self.post()
        lead.write({"user_id": self.salesperson.id, "team_id": False, "company_id": self.other_company.id})
        seen = [
            len(self.seen(self.salesperson, self.beta, "web", allowed_company_ids=company.ids))
            for company in (self.company, self.other_company)
        ]
        self.assertEqual(seen, [0, 1])


@needs("sale")
class TestPortal(WebCase, SaleCase):
    """A quotation opened by its customer."""

    def sent_order(self, **values):
        order = self.order(self.cora, user_id=self.salesperson.id, **values)
        order.action_quotation_sent()
        order._portal_ensure_token()
        self.flush()
        return order

    def view(self, order):
        response = self.url_open(f"/my/orders/{order.id}?access_token={order.access_token}")
        self.assertEqual(response.status_code, 200)
        self.env.invalidate_all()
        return order.message_ids.filtered(
            lambda message: message.subtype_id == self.env.ref("sale.mt_order_viewed")
        ).sorted("id")

    def test_viewed(self):
        order = self.sent_order()
        self.log_in()
        message = self.view(order)
        self.assertEqual(len(message), 1)
        names = ("event", "partner_id", "date", "channel", "direction", "title", "user_id", "res_model", "res_id")
        viewed = ("viewed", self.cora.id, message.date, "portal", "in", order.name, self.salesperson.id)
        self.assertEqual(self.rows("sale.order.viewed", message, *names), [(*viewed, "sale.order", order.id)])
        self.assertEqual(self.rows("mail.message", message), [], "the system's note is not a second row")
        self.assertEqual(len(self.view(order)), 1, "Odoo notes it once a day")
        self.assert_exact()
        order.partner_id = self.dora
        self.assertEqual(self.rows("sale.order.viewed", message, "partner_id"), [(self.dora.id,)])
        self.assert_exact()

    def test_readers(self):
        order = self.sent_order()
        self.authenticate(None, None)
        self.view(order)
        self.assert_sees(self.salesperson, self.beta, "portal", "viewed")
        self.assert_sees(self.colleague, self.beta, "portal")
        self.assert_sees(self.agent, self.beta, "portal")
        self.assert_closed_to_portal(self.beta)

    def test_other_company(self):
        order = self.sent_order()
        self.log_in()
        self.view(order)
        seen = [
            len(self.seen(self.salesperson, self.beta, "portal", allowed_company_ids=company.ids))
            for company in (self.company, self.other_company)
        ]
        self.assertEqual(seen, [1, 0])
