"""Whom a rule takes in: each kind of condition, periods and combinations, with sets counted by hand."""

import datetime as dt

from odoo import Command
from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged

from ..core.segment.condition import Condition
from ..core.segment.score import Score
from .segment_case import SegmentCase, SegmentSaleCase


@tagged("post_install", "-at_install")
class TestSegmentContacts(SegmentCase):
    def log(self, partner, day, **values):
        self.env["crm.contact.log"].create(
            {"partner_id": partner.id, "date": f"{day} 09:00:00", "channel": "call", "name": "x", **values}
        )
        self.flush()

    def setUp(self):
        super().setUp()
        self.log(self.ana, "2026-02-20")
        self.log(self.ben, "2026-02-21", nature="complaint", direction="in")
        self.log(self.alfa, "2025-06-01", channel="visit")
        self.log(self.cora, "2025-11-01")
        self.log(self.dora, "2026-02-25", sensitivity="private")

    def test_contacts_of_a_company_count_for_it(self):
        recent = {"period": "last", "days": 90}
        self.assertEqual(self.meant(self.line("contact", **recent)), ["Alfa"])
        self.assertEqual(self.meant(self.line("contact", "none", **recent)), ["Beta", "Dora"])
        self.assertEqual(self.meant(self.line("contact", period="before", days=90)), ["Alfa", "Beta"])

    def test_how_many(self):
        self.assertEqual(self.meant(self.line("contact", "count_min", number=3)), ["Alfa"])
        self.assertEqual(self.meant(self.line("contact", "count_min", number=4)), [])
        self.assertEqual(self.meant(self.line("contact", "count_max", number=1)), ["Beta", "Dora"])

    def test_an_event_of_two_contacts_counts_once(self):
        meeting = self.env["calendar.event"].create(
            {
                "name": "Talk",
                "start": "2026-02-22 09:00:00",
                "stop": "2026-02-22 10:00:00",
                "partner_ids": [Command.set((self.ana | self.ben).ids)],
            }
        )
        self.flush()
        self.assertGreater(len(self.rows("calendar.event", meeting)), 1)
        meetings = {"channel": "meeting"}
        self.assertEqual(self.meant(self.line("touchpoint", "count_min", number=1, **meetings)), ["Alfa"])
        self.assertEqual(self.meant(self.line("touchpoint", "count_min", number=2, **meetings)), [])

    def test_channel_direction_and_nature(self):
        self.assertEqual(self.meant(self.line("touchpoint", channel="visit")), ["Alfa"])
        self.assertEqual(self.meant(self.line("touchpoint", nature="complaint", direction="in")), ["Alfa"])
        self.assertEqual(self.meant(self.line("touchpoint", nature="complaint", direction="out")), [])

    def test_private_contacts_tell_nobody_anything(self):
        self.assertEqual(self.meant(self.line("touchpoint", channel="call")), ["Alfa", "Beta"])

    def test_about_contacts(self):
        recent = {"period": "last", "days": 90}
        about = {"subject": "contacts"}
        self.assertEqual(self.meant(self.line("contact", whole=False, **recent), **about), ["Ana", "Ben"])
        self.assertEqual(self.meant(self.line("contact", whole=True, **recent), **about), ["Alfa", "Ana", "Ben"])

    def test_what_lies_ahead_does_not_count(self):
        event = {"name": "Next week", "start": "2026-03-05 09:00:00", "stop": "2026-03-05 10:00:00"}
        meeting = self.env["calendar.event"].create({**event, "partner_ids": [Command.set(self.dora.ids)]})
        self.assertTrue(self.rows("calendar.event", meeting))
        self.assertNotIn("Dora", self.meant(self.line("touchpoint", channel="meeting")))

    def test_combinations_with_a_filter(self):
        self.beta.city = self.dora.city = "Kaunas"
        quiet = self.line("contact", "none", period="last", days=90)
        visited = self.line("contact", channel="visit")
        kaunas = "[('city', '=', 'Kaunas')]"
        self.assertEqual(self.meant(quiet, domain=kaunas), ["Beta", "Dora"])
        self.assertEqual(self.meant(visited, domain=kaunas), [])
        self.assertEqual(self.meant(visited, domain=kaunas, combine="any"), ["Alfa", "Beta", "Dora"])
        self.assertEqual(self.meant(visited, self.line("contact", channel="fax"), combine="none"), ["Beta", "Dora"])

    def test_relative_dates_of_a_filter_move_with_the_day(self):
        self.env.cr.execute(
            "UPDATE res_partner SET create_date = %s - CASE WHEN id = %s THEN interval '40 days' ELSE interval '0' END"
            " WHERE id = ANY(%s)",
            [dt.datetime(2026, 3, 2, 1), self.beta.id, self.own.ids],
        )
        self.env.invalidate_all()
        self.assertEqual(self.meant(domain="[('create_date', '>=', 'today =1d')]"), ["Alfa", "Dora"])
        self.assertEqual(self.meant(domain="[('create_date', '<', 'today -30d')]"), ["Beta"])

    def test_tags_with_those_below_and_other_segments(self):
        parent = self.tag(self.alfa, name="Trade")
        self.tag(self.dora, name="Furniture", parent=parent)
        trade = self.segment(self.line("tag", target_id=parent.id))
        self.assertEqual(self.refreshed(trade), ["Alfa", "Dora"])
        self.assertEqual(self.meant(self.line("segment", "none", target_id=trade.id)), ["Beta"])
        self.assertEqual(
            self.meant(self.line("segment", target_id=trade.id), self.line("contact", channel="visit")), ["Alfa"]
        )

    def test_a_segment_does_not_build_upon_itself(self):
        first = self.segment(self.line("contact"))
        second = self.segment(self.line("segment", target_id=first.id))
        with self.assertRaises(ValidationError):
            first.line_ids = [self.line("segment", target_id=second.id)]
        with self.assertRaises(ValidationError):
            first.line_ids = [self.line("segment", target_id=first.id)]

    def test_nobody_of_us_and_nobody_of_an_empty_rule(self):
        every = self.segment(domain="[('id', '!=', 0)]", subject="contacts")
        every._refresh()
        members = self.env["crm.segment.member"].search([("segment_id", "=", every.id)]).partner_id
        self.assertIn(self.dora, members)
        self.assertNotIn(self.company.partner_id, members)
        self.assertNotIn(self.agent.partner_id, members)
        self.assertEqual(self.meant(), [])

    def test_contributed_conditions_and_scores(self):
        segments = type(self.env["crm.segment"])
        odd = Condition("odd", "Odd", "res_partner x", "x.id", where="x.name LIKE 'D%%'", countable=False)
        missing = Condition("gone", "Gone", "x", "x.id", requires={"no.such.model": ("id",)})
        values = f"VALUES ({self.alfa.id}, 80), ({self.dora.id}, 20)"
        score = Score("points", "Points", f"SELECT * FROM ({values}) v(partner_id, value)")
        self.patch(segments, "_segment_conditions", lambda model: [odd, missing, score.condition()])
        self.assertEqual(set(self.env["crm.segment"]._conditions()), {"odd", "score.points"})
        self.assertEqual(self.meant(self.line("odd")), ["Dora"])
        self.assertEqual(self.meant(self.line("score.points", "value_min", number=50)), ["Alfa"])
        self.assertEqual(self.meant(self.line("score.points", "value_max", number=50)), ["Dora"])
        self.assertEqual(self.meant(self.line("score.points", "none")), ["Beta"])

    def test_a_rule_that_cannot_be_used_is_refused_and_nothing_is_stored(self):
        for values, text in (
            ({"domain": "[('no_such_field', '=', 1)]"}, "no_such_field"),
            ({"domain": "[('name', '=', uid)]"}, "uid"),
            ({"domain": "hello"}, "hello"),
            ({"line_ids": [self.line("tag")]}, "choose which"),
            ({"line_ids": [self.line("tag", "count_min", target_id=1)]}, "this way"),
            ({"line_ids": [self.line("contact", "value_min")]}, "this way"),
            ({"line_ids": [self.line("contact", period="last", days=0)]}, "days"),
            ({"line_ids": [self.line("contact", "count_min", number=-1)]}, "negative"),
        ):
            with self.subTest(values), self.assertRaisesRegex(UserError, text), self.env.cr.savepoint():
                self.env["crm.segment"].create({"name": "Refused", **values})
        self.assertFalse(self.env["crm.segment"].search([("name", "=", "Refused")]))

    def test_live_count_while_editing(self):
        form = self.env["crm.segment"].new({"name": "New", "domain": f"[('id', 'in', {self.own.ids})]"})
        self.assertEqual(form.live_count, 3)
        form.subject = "contacts"
        self.assertEqual(form.live_count, 6)
        form.line_ids = [self.line("contact", whole=False)]
        self.assertEqual(form.live_count, 4)
        form.domain = "[('no_such_field', '=', 1)]"
        self.assertEqual(form.live_count, 0)
        self.assertIn("no_such_field", form.live_problem)

    def test_in_words(self):
        vip = self.tag(name="VIP")
        segment = self.segment(
            self.line("contact", "none", period="last", days=90, channel="call"),
            self.line("tag", target_id=vip.id),
            domain="['|', ('city', '=', 'Kaunas'), ('is_company', '=', True)]",
        )
        self.assertEqual(
            segment.words,
            "Customers with all of: City is “Kaunas” or Is a Company: yes;"
            " Contacts with us (Call): none within the last 90 days; Tag “VIP”: yes.",
        )


@tagged("post_install", "-at_install")
class TestSegmentSales(SegmentSaleCase):
    def test_orders(self):
        self.ordered(self.ana, 100, "2026-01-10")
        self.ordered(self.alfa, 250, "2025-05-10")
        self.ordered(self.cora, 1000, "2025-06-10")
        self.order(self.dora, 5000)
        self.assertEqual(self.meant(self.line("sale.order")), ["Alfa", "Beta"])
        self.assertEqual(self.meant(self.line("sale.order", "value_min", number=351)), ["Beta"])
        self.assertEqual(self.meant(self.line("sale.order", "value_min", number=350)), ["Alfa", "Beta"])
        self.assertEqual(self.meant(self.line("sale.order", "value_max", number=350)), ["Alfa", "Dora"])
        self.assertEqual(self.meant(self.line("sale.order", "count_min", number=2)), ["Alfa"])
        gone = [
            self.line("sale.order", period="last_year"),
            self.line("sale.order", "none", period="this_year"),
        ]
        self.assertEqual(self.meant(*gone), ["Beta"])

    def test_amounts_are_those_of_the_company_currency(self):
        currency = self.env["res.currency"].create({"name": "TST", "symbol": "T"})
        self.env["res.currency.rate"].create(
            {"name": "2026-01-01", "currency_id": currency.id, "company_id": self.company.id, "rate": 4.0}
        )
        pricelist = self.env["product.pricelist"].create({"name": "T", "currency_id": currency.id})
        self.ordered(self.dora, 400, "2026-01-10", pricelist_id=pricelist.id)
        order = self.env["sale.order"].search([("partner_id", "=", self.dora.id)])
        self.assertEqual((order.amount_untaxed, order.currency_id), (400, currency))
        self.assertEqual(self.meant(self.line("sale.order", "value_min", number=100)), ["Dora"])
        self.assertEqual(self.meant(self.line("sale.order", "value_min", number=101)), [])

    def test_products_of_a_category_with_those_below(self):
        chairs = self.env["product.category"].create({"name": "Chairs"})
        office = self.env["product.category"].create({"name": "Office", "parent_id": chairs.id})
        self.ordered(self.ana, 70, "2026-01-10")
        self.product = self.env["product.product"].create({"name": "Stool", "type": "service", "categ_id": office.id})
        self.ordered(self.cora, 80, "2026-01-10")
        self.assertEqual(self.meant(self.line("sale.order.line", target_id=chairs.id)), ["Beta"])
        self.assertEqual(self.meant(self.line("sale.order.line", "value_min", number=81, target_id=chairs.id)), [])

    def test_orders_of_another_company_do_not_count(self):
        self.ordered(self.ana, 100, "2026-01-10").company_id = self.company
        theirs = self.segment(self.line("sale.order"), company_id=self.other_company.id)
        self.assertEqual(self.refreshed(theirs), [])

    def test_invoices_less_credit_notes(self):
        self.invoiced(self.alfa, 300, "2026-02-01")
        self.invoiced(self.alfa, 100, "2026-02-02", "out_refund")
        self.invoiced(self.dora, 200, "2026-02-01", due="2026-04-01")
        self.invoice(self.beta, 900)
        self.assertEqual(self.meant(self.line("account.move", "value_min", number=200)), ["Alfa", "Dora"])
        self.assertEqual(self.meant(self.line("account.move", "value_min", number=201)), [])
        self.assertEqual(self.meant(self.line("account.move.overdue")), ["Alfa"])

    def test_ready_made(self):
        # Made again from nothing, as a fresh installation does.
        names = {
            name: self.env.ref(f"crm_customer360.crm_segment_{name}", raise_if_not_found=False)
            for name in self.env["crm.segment"]._ready_made()
        }
        for segment in names.values():
            if segment:
                segment.unlink()
        self.env["crm.segment"]._make_ready_made()
        gone = self.env.ref("crm_customer360.crm_segment_not_this_year")
        self.assertFalse(gone.active)
        self.ordered(self.cora, 1000, "2025-06-10")
        self.assertEqual(self.refreshed(gone), ["Beta"])
        self.env["crm.segment"]._make_ready_made()
        self.assertEqual(self.env.ref("crm_customer360.crm_segment_not_this_year"), gone)
