import datetime as dt
import random

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import new_test_user, tagged
from odoo.tools import formatLang

from ..core import pyramid
from .profit_case import ProfitCase

MONTH = dt.date(2025, 9, 1)


@tagged("post_install", "-at_install")
class TestPyramidSnapshot(ProfitCase):
    """The pyramid of a month: who stands where, and that it stays so."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.manager = cls._user("t_manager", "crm_customer360.group_manager")
        cls.agent = cls._user("t_agent", "crm_customer360.group_agent")
        cls.snapshots = cls.env["crm.pyramid.snapshot"]

    def take(self, as_of="2025-09-30"):
        """Figures up to a day, then every snapshot that is missing; returns the last one."""
        self.run_now(as_of=as_of)
        self.snapshots._cron_monthly()
        self.env.invalidate_all()
        return self.snapshots._latest(self.company)

    def places(self, snapshot, **values):
        domain = [("snapshot_id", "=", snapshot.id), *((name, "=", value) for name, value in values.items())]
        return self.env["crm.pyramid.position"].search(domain)

    def seven(self):
        """Seven customers who bought for 700, 600, … 100 in August."""
        partners = self.env["res.partner"].create(
            [{"name": f"Seven {number}", "is_company": True} for number in range(7)]
        )
        for number, partner in enumerate(partners):
            self.document(partner, 700.0 - 100 * number, day="2025-08-10")
        return partners

    def test_seven_customers(self):
        partners = self.seven()
        snapshot = self.take()
        self.assertEqual((snapshot.month, snapshot.display_name, snapshot.measure), (MONTH, "2025-09", "net"))
        places = self.places(snapshot, layer="top") | self.places(snapshot, layer="big")
        self.assertEqual(places.customer_id, partners[:2])
        self.assertEqual(self.places(snapshot, layer="medium").customer_id, partners[2])
        self.assertEqual(self.places(snapshot, layer="small").customer_id, partners[3:])
        self.assertEqual(self.places(snapshot, layer="small").mapped("rank"), [4, 5, 6, 7])
        sums = {one.layer: (one.customers, one.amount) for one in snapshot.layer_ids}
        self.assertEqual([sums[layer] for layer in pyramid.ACTIVE], [(1, 700.0), (1, 600.0), (1, 500.0), (4, 1000.0)])

    def test_inactive_prospects_and_suspects(self):
        partner = self.env["res.partner"].create
        gone, asked, quoted, known = partner(
            [{"name": name, "is_company": True} for name in ("Gone", "Asked", "Quoted", "Known")]
        )
        self.document(gone, 50.0, day="2024-08-10")
        self.document(self.alfa, 50.0, day="2025-08-10")
        self.supplier.supplier_rank = 1
        self.env["crm.lead"].create({"name": "Interested", "partner_id": asked.id, "type": "opportunity"})
        self.env["sale.order"].create({"partner_id": quoted.id, "company_id": self.company.id})
        # They are older than the month they are counted in.
        for table in ("res_partner", "crm_lead", "sale_order"):
            self.env.flush_all()
            self.env.cr.execute(f"UPDATE {table} SET create_date = '2024-01-01' WHERE create_uid = %s", [self.env.uid])
        snapshot = self.take()
        layers = {place.customer_id: place.layer for place in self.places(snapshot)}
        self.assertEqual(layers[gone], "inactive")
        self.assertEqual((layers[asked], layers[quoted], layers[known]), ("prospect", "prospect", "suspect"))
        for nobody in (self.supplier, self.company.partner_id, self.seller.partner_id, self.ana):
            self.assertNotIn(nobody, layers)

    def test_contacts_of_a_later_month_are_not_there_yet(self):
        self.document(self.alfa, 50.0, day="2025-08-10")
        snapshot = self.take()
        self.assertEqual(self.places(snapshot).customer_id, self.alfa)

    def test_as_the_pure_rules_say(self):
        """A random ledger of 300 customers: the same places, borders and climbers."""
        chance = random.Random(3)
        partners = self.env["res.partner"].create(
            [{"name": f"Random {number}", "is_company": True} for number in range(300)]
        )
        self.document(self.alfa, 1.0, day="2023-01-10")
        run = self.run_now(as_of="2025-09-30")
        self.env.cr.execute("DELETE FROM crm_profit_fact WHERE run_id = %s", [run.id])
        rows, buyers = [], []
        for partner in partners:
            now, before = chance.choice([(1, 0), (1, 1)])[0], chance.random() < 0.7
            amount, earlier = chance.randint(-50, 400), chance.randint(0, 400) if before else 0
            need = chance.choice([0, 0, 0, 800])
            if need:
                partner.with_company(self.company).yearly_need = need
            for kind, part in (("revenue", amount + 60), ("return", -60)):
                rows.append(
                    (run.id, self.company.id, partner.id, dt.date(2025, chance.randint(1, 9), 1), kind, part * now)
                )
            if earlier:
                rows.append(
                    (run.id, self.company.id, partner.id, dt.date(2024, chance.randint(1, 9), 1), "revenue", earlier)
                )
            # Not part of net revenue, and outside of the two years.
            rows.append((run.id, self.company.id, partner.id, dt.date(2025, 5, 1), "cogs", -999))
            rows.append((run.id, self.company.id, partner.id, dt.date(2023, 9, 1), "revenue", 5000))
            buyers.append(pyramid.Buyer(partner.id, float(amount), float(earlier), float(need)))
        self.env.flush_all()
        self.env.cr.execute_values(
            "INSERT INTO crm_profit_fact (run_id, company_id, customer_id, month, kind, amount) VALUES %s", rows
        )
        self.snapshots._cron_monthly()
        snapshot = self.snapshots._latest(self.company)
        expected = pyramid.place(buyers)
        found = {
            place.customer_id.id: pyramid.Place(
                place.customer_id.id, place.layer, place.rank, place.border, place.potential
            )
            for place in self.places(snapshot)
            if place.layer in pyramid.ACTIVE
        }
        self.assertEqual(found, expected)
        self.assertGreater(sum(place.potential > 0 for place in expected.values()), 5)

    def test_it_stays(self):
        self.seven()
        snapshot = self.take()
        before = self.places(snapshot).read(["customer_id", "layer", "rank", "amount"])
        self.assertEqual(self.take(), snapshot)
        self.document(self.beta, 9000.0, day="2025-08-11")
        self.company.pyramid_cut_top = 2.0
        self.assertEqual(self.take("2025-10-15"), snapshot)
        self.assertEqual(self.places(snapshot).read(["customer_id", "layer", "rank", "amount"]), before)
        self.assertEqual(self.take("2025-10-31").display_name, "2025-10")
        for records in (snapshot, self.places(snapshot), snapshot.layer_ids):
            with self.assertRaisesRegex(UserError, "stays as it was"):
                records.write({"company_id": self.company.id})
            with self.assertRaisesRegex(UserError, "stays as it was"):
                records.unlink()
            for user in (self.manager, self.analyst):
                with self.assertRaises(AccessError):
                    records.with_user(user).unlink()

    def test_profit_as_measure(self):
        self.document(self.alfa, 500.0, day="2025-08-10")
        self.document(self.beta, 400.0, day="2025-08-10")
        self.entry(300.0, self.alfa, day="2025-08-12")
        self.company.pyramid_measure = "profit"
        snapshot = self.take()
        self.assertEqual(self.places(snapshot, layer="top").customer_id, self.beta)
        self.assertEqual(self.places(snapshot, customer_id=self.alfa.id).amount, 200.0)

    def test_settings(self):
        for name, value in (("pyramid_cut_top", 7.0), ("pyramid_cut_medium", 101.0), ("pyramid_cut_big", 0.0)):
            with self.assertRaises(ValidationError), self.env.cr.savepoint():
                self.company[name] = value

    def test_matrix(self):
        partners = self.seven()
        first = self.take()
        # The last of seven buys most, the first is gone after a year, a new one comes.
        for number, partner in enumerate(partners[1:]):
            self.document(partner, 100.0 + 50 * number, day="2026-06-10")
        self.document(self.beta, 5.0, day="2026-06-10")
        self.take("2026-09-30")
        last = self.snapshots._latest(self.company)
        pages = self.env["crm.pyramid.page"].with_user(self.analyst)
        page = pages.figures("2026-09", "2025-09")
        self.assertEqual((page["snapshot_id"], page["compare_id"]), (last.id, first.id))
        cells = {(cell["from"], cell["to"]): cell for cell in page["matrix"]}
        self.assertEqual(cells["top", "inactive"]["customers"], 1)
        self.assertEqual(cells["top", "inactive"]["amount_from"], 700.0)
        self.assertEqual(cells["small", "top"]["customers"], 1)
        self.assertEqual(cells["none", "small"]["customers"], 1)
        rows = {one.layer: one.customers for one in first.layer_ids}
        columns = {one.layer: one.customers for one in last.layer_ids}
        for layer in pyramid.LAYERS:
            row = sum(cell["customers"] for key, cell in cells.items() if key[0] == layer)
            column = sum(cell["customers"] for key, cell in cells.items() if key[1] == layer)
            self.assertEqual((row, column), (rows[layer], columns[layer]), layer)
        for (before, after), cell in cells.items():
            action = pages.open_cell(first.id, last.id, before, after)
            opened = self.env[action["res_model"]].with_user(self.analyst).search(action["domain"])
            self.assertEqual(len(opened), cell["customers"], (before, after))
        # The other way round nobody is lost either.
        back = pages.figures("2025-09", "2026-09")["matrix"]
        turned = {(cell["to"], cell["from"]): cell["customers"] for cell in back}
        self.assertEqual(turned, {key: cell["customers"] for key, cell in cells.items()})
        for cell in back:
            action = pages.open_cell(last.id, first.id, cell["from"], cell["to"])
            self.assertEqual(len(self.env[action["res_model"]].search(action["domain"])), cell["customers"])

    def test_a_merged_customer_is_one(self):
        partners = self.seven()
        first = self.take()
        self.document(self.alfa, 10.0, day="2025-10-10")
        self.env["res.partner"].merge_customers(partners[0].id, [partners[6].id])
        last = self.take("2025-10-31")
        page = self.env["crm.pyramid.page"].figures()
        moved = {(cell["from"], cell["to"]): cell["customers"] for cell in page["matrix"]}
        self.assertEqual(sum(moved.values()), 7)
        self.assertEqual(moved["top", "top"], 1)
        self.assertEqual(len(self.places(first)), 7)
        self.assertEqual(self.places(last, layer="top").customer_id, partners[0])

    def test_page(self):
        empty = self.env["crm.pyramid.page"].with_user(self.analyst).figures()
        self.assertEqual((empty["month"], empty["layers"], empty["words"]), (False, [], []))
        self.seven()
        self.take()
        page = self.env["crm.pyramid.page"].with_user(self.manager).figures()
        self.assertEqual([one["layer"] for one in page["layers"]], list(pyramid.LAYERS))
        # 700 and 600 of 2,800.
        self.assertIn("2 of 7, bring 46 % of the net revenue", page["words"][0])
        self.assertEqual(page["months"], ["2025-09", "2025-08"])
        self.assertEqual((page["month"], page["compare"]), ("2025-09", "2025-08"))
        self.assertEqual([row["month"] for row in page["history"]], ["2025-08", "2025-09"])
        self.assertEqual(page["history"][-1]["amounts"]["top"], 700.0)
        self.assertTrue(page["late"])
        for arguments in (("2025-01",), (5,), (["2025-09"],), ("2025-09", "x")):
            with self.assertRaisesRegex(UserError, "month|compare"):
                self.env["crm.pyramid.page"].figures(*arguments)
        action = self.env["crm.pyramid.page"].with_user(self.manager).open_layer(page["snapshot_id"], "small")
        self.assertEqual(len(self.env[action["res_model"]].search(action["domain"])), 4)

    def test_open_arguments(self):
        snapshot_id = self.seven() and self.take().id
        pages = self.env["crm.pyramid.page"]
        for id_ in (False, "1", 10**9, True, [1]):
            with self.assertRaisesRegex(UserError, "snapshot"):
                pages.open_layer(id_, "top")
            with self.assertRaisesRegex(UserError, "before_id"):
                pages.open_cell(id_, snapshot_id, "top", "top")
        for layer in ("none", "", 5, ["top"], {}):
            with self.assertRaisesRegex(UserError, "layer"):
                pages.open_layer(snapshot_id, layer)

    def test_climbing_in_words(self):
        partners = self.seven()
        self.document(partners[3], 250.0, day="2024-06-10")  # 400 after 250: 550 may be next, the border is 500
        self.touch_need(partners[4])
        snapshot = self.take()
        place = self.places(snapshot, customer_id=partners[3].id)
        self.assertTrue(place.climbs)
        self.assertEqual((place.border, place.potential), (500.0, 150.0))
        self.assertRegex(place.why, "Bought .*150.00.* more than the year before")
        self.assertIn("Next: visit or call", place.why)
        needy = self.places(snapshot, customer_id=partners[4].id)
        # 300 bought, 900 told of: 1,200 needed.
        self.assertEqual((needy.need, needy.potential), (1200.0, 900.0))
        self.assertIn("Buys 25 % of what they need", needy.why)
        self.assertEqual(needy.need_share, 25.0)
        page = self.env["res.partner"].with_user(self.manager).customer360(partners[4].id)
        [panel] = [one for one in page["panels"] if one["key"] == "pyramid"]
        need = formatLang(self.env, 1200, currency_obj=self.company.currency_id, rounding_unit="units")
        self.assertIn("1,200", need)
        items = [(item["label"], item["value"]) for item in panel["items"]]
        self.assertIn(("Share of need", f"25 % of {need}"), items)

    def touch_need(self, partner):
        self.env["crm.touchpoint"].log(
            {
                "partner_id": partner.id,
                "date": "2025-09-10 09:00:00",
                "channel": "visit",
                "nature": "need",
                "name": "A second line",
                "need_what": "A second line",
                "need_value": 900.0,
            }
        )
        self.env.flush_all()

    def test_rights(self):
        partners = self.seven()
        partners[0].user_id = self.agent
        snapshot = self.take()
        places = self.env["crm.pyramid.position"]
        self.assertEqual(places.with_user(self.agent).search([]).customer_id, partners[0])
        for user in (self.manager, self.analyst):
            self.assertEqual(len(places.with_user(user).search([("snapshot_id", "=", snapshot.id)])), 7)
        with self.assertRaises(AccessError):
            self.env["crm.pyramid.page"].with_user(self.agent).figures()
        with self.assertRaises(AccessError):
            self.env["crm.pyramid.page"].with_user(self.agent).open_layer(snapshot.id, "top")
        portal = new_test_user(self.env, "t_portal_pyramid", "base.group_portal")
        for call in (
            lambda: places.with_user(portal).search([]),
            lambda: self.env["crm.pyramid.page"].with_user(portal).figures(),
        ):
            with self.assertRaises(AccessError):
                call()

    def test_another_company(self):
        self.seven()
        snapshot = self.take()
        other = self._company("Elsewhere")
        stranger = new_test_user(
            self.env,
            "t_stranger_pyramid",
            "crm_analytics.group_analyst",
            company_id=other.id,
            company_ids=[Command.set(other.ids)],
        )
        env = self.env(user=stranger, context={"allowed_company_ids": other.ids})
        for model in ("crm.pyramid.snapshot", "crm.pyramid.position", "crm.pyramid.layer"):
            self.assertFalse(env[model].search([]), model)
        self.assertFalse(env["crm.pyramid.page"].figures()["month"])
        with self.assertRaises(UserError):
            env["crm.pyramid.page"].open_layer(snapshot.id, "top")
        self.assertFalse(env["crm.pyramid.position"].search([("moved_from", "=", f"{snapshot.id}:top")]))

    def test_an_objection_is_obeyed(self):
        partners = self.seven()
        purpose = self.env.ref("crm_customer360.crm_consent_purpose_profiling")
        values = {"partner_id": partners[0].id, "purpose_id": purpose.id, "channel": "any", "state": "refused"}
        self.env["crm.consent"].create(values)
        snapshot = self.take()
        self.assertEqual(self.places(snapshot, layer="top").customer_id, partners[1])
        self.assertEqual((snapshot.left_out, len(self.places(snapshot))), (1, 6))

    def test_personal_data(self):
        partners = self.seven()
        snapshot = self.take()
        data = self.env["crm.personal.data"].sudo()
        self.assertIn("crm.pyramid.position", {section["model"] for section, _rows in data.export(partners[0])})
        data.erase(partners[0], dry_run=False)
        self.env.invalidate_all()
        self.assertEqual(len(self.places(snapshot)), 7)
        self.assertNotIn(partners[0], self.places(snapshot).customer_id)

    def test_panel_and_segment(self):
        partners = self.seven()
        self.take()
        page = self.env["res.partner"].with_user(self.manager).customer360(partners[0].id)
        [panel] = [one for one in page["panels"] if one["key"] == "pyramid"]
        self.assertEqual([item["value"] for item in panel["items"]], ["Top", 1])
        segment = self.env["crm.segment"].create(
            {
                "name": "Top and big",
                "company_id": self.company.id,
                "line_ids": [Command.create({"kind": "score.pyramid_level", "comparison": "value_max", "number": 2})],
            }
        )
        self.env["crm.segment"].refresh(segment.id)
        found = self.env["res.partner"].search([("segment_ids", "in", segment.ids)])
        self.assertEqual(found, partners[:2])
