"""Finding the pairs: blocking against comparing everybody with everybody, increments, common keys, merges."""

import itertools
import random

from odoo.addons.crm_customer360.core.duplicate import keys
from odoo.addons.crm_customer360.core.duplicate.score import judge

from .duplicate_case import DuplicateCase
from .test_duplicate_run import unlike_word

FIRST = (
    "Jonas",
    "Ona",
    "Rasa",
    "Tomas",
    "Živilė",
    "Jānis",
    "Anna",
    "Līga",
    "Petras",
    "Eglė",
    "Ilze",
    "Rūta",
    "Mārtiņš",
)
LAST = ("Petraitis", "Kazlauskas", "Bērziņš", "Ozoliņa", "Norkus", "Kalniņš", "Urbonas", "Žukauskaitė", "Liepiņa")
THINGS = ("linai", "statyba", "durys", "langai", "duona", "piens", "koks", "metalas", "dažai", "baldai", "prekyba")
TOWNS = ["Vilnius", "Kaunas", "Rīga", "Liepāja", "Alytus"]


class TestDuplicateSearch(DuplicateCase):
    def planted(self, count):
        """Customers of whom every fourth stands there twice, with one of the usual mistakes."""
        dice = random.Random(7)
        vals_list = []
        for number in range(count * 4 // 5):
            company = number % 3 == 0
            name = (
                f"UAB {dice.choice(LAST)[:6]} {dice.choice(THINGS)}"
                if company
                else f"{dice.choice(FIRST)} {dice.choice(LAST)}"
            )
            vals = {
                "name": name,
                "is_company": company,
                "email": f"k{number}.{name[-4:]}@plant{number if company else number % 7}.example.org",
                "phone": f"+3706{1_000_000 + number * 7919}",
                "city": dice.choice(TOWNS),
                "street": f"Sodų g. {number}",
                "vat": f"XX{100000000 + number * 37}" if company and number % 2 else False,
            }
            vals_list.append(vals)
            if number % 4 == 0:
                vals_list.append(self.mistaken(vals, number, dice))
        return self.env["res.partner"].with_context(no_vat_validation=True).create(vals_list[:count])

    def mistaken(self, vals, number, dice):
        name = vals["name"]
        changed = {
            0: {"name": " ".join(reversed(name.split())), "phone": False, "street": False},
            1: {"name": f"{name[:3]}{name[4:]}", "email": False},
            2: {"email": vals["email"].replace(".org", ".com"), "phone": False, "vat": False},
            3: {"name": name.upper(), "city": dice.choice(TOWNS), "street": "Nauja g. 1", "email": False},
        }
        return {**vals, **changed[number // 4 % 4]}

    def test_blocking_loses_nothing_against_everybody_with_everybody(self):
        partners = self.planted(400)
        self.assertEqual(len(partners), 400)
        self.look()
        facts = self.env["crm.duplicate.engine"]._facts(partners.ids)
        self.assertEqual(len(facts), 400)
        expected = {
            (low, high): judged.bits
            for low, high in itertools.combinations(sorted(facts), 2)
            if (judged := judge(facts[low], facts[high])).level
        }
        found = {
            (pair.partner_id.id, pair.other_id.id): pair.bits
            for pair in self.env["crm.duplicate"].search([])
            if pair.partner_id in partners and pair.other_id in partners
        }
        self.assertGreaterEqual(len(expected), 75)
        self.assertEqual(found, expected)

    def test_pair_is_one_row_with_evidence(self):
        one, other = self.twins()
        self.look()
        pair = self.pair(one, other)
        self.assertEqual((pair.partner_id, pair.other_id), (one, other))
        self.assertEqual((pair.state, pair.level), ("new", "sure"))
        # Prior -4.3, name 5, address 7.5, by hand.
        self.assertAlmostEqual(pair.bits, 8.2)
        self.assertAlmostEqual(pair.probability, 100 * 2**8.2 / (1 + 2**8.2), places=1)
        self.assertEqual({item["field"]: item["verdict"] for item in pair.evidence}, {"name": "same", "email": "same"})
        self.assertFalse(any("left" in item or "right" in item for item in pair.evidence), "no data in the evidence")
        self.assertEqual(pair.reasons, "same e-mail, same name")

    def test_only_who_changed_is_compared_again(self):
        one, other = self.twins()
        engine = self.env["crm.duplicate.engine"]
        self.look()
        self.assertEqual(engine._outdated(), [])
        self.assertEqual(engine._waiting_count(), 0)
        self.look()
        self.assertEqual(len(self.pair(one, other)), 1)
        other.write({"name": "Petras Kitas", "email": "petras.kitas@example.net"})
        self.env.flush_all()
        self.assertEqual([row[0] for row in engine._outdated()], other.ids)
        self.look()
        self.assertFalse(self.pair(one, other))
        other.write({"name": "Živilė Duplikatė", "email": "zivile.duplikate@example.org"})
        self.look()
        self.assertTrue(self.pair(one, other))

    def test_changes_past_the_orm_are_seen(self):
        one, other = self.twins()
        self.look()
        self.env.flush_all()
        self.env.cr.execute("UPDATE res_partner SET name = 'Petras Kitas' WHERE id = %s", [other.id])
        self.env.invalidate_all()
        self.look()
        self.assertFalse(self.pair(one, other))

    def test_contacts_of_a_company_are_no_duplicates_of_it(self):
        alfa = self.firm("UAB Dublis", email="info@dublis.example.org", phone="+37061234999")
        contact = self.person("Dublis", parent_id=alfa.id, email="info@dublis.example.org", phone="+37061234999")
        self.look()
        self.assertFalse(self.pair(alfa, contact))

    def test_one_person_twice_in_a_company(self):
        alfa = self.firm("UAB Dublis")
        one = self.person("Rita Dubė", parent_id=alfa.id, email="rita@dublis.example.org")
        other = self.person("Rita Dube", parent_id=alfa.id, email="rita@dublis.example.org")
        self.look()
        self.assertEqual(self.pair(one, other).level, "sure")

    def test_family_is_not_listed(self):
        shared = {"phone": "+37061234777", "street": "Sodų g. 5-2", "city": "Kaunas"}
        self.look()
        one, other = self.person("Jonas Dublys", **shared), self.person("Ona Dublienė", **shared)
        self.look()
        self.assertFalse(self.pair(one, other))

    def test_colleagues_addresses_and_our_own_company_are_left_out(self):
        mine = self.company.partner_id
        double = self.firm(mine.name, email=mine.email, phone=mine.phone)
        address = self.person("Zita Dublė", email="zita.duble@example.org", type="delivery", parent_id=self.alfa.id)
        person = self.person("Zita Dublė", email="zita.duble@example.org")
        colleague = self.agent.partner_id
        colleague.email = "zita.duble@example.org"
        self.look()
        self.assertFalse(self.pair(mine, double) | self.pair(address, person) | self.pair(colleague, person))

    def test_what_very_many_share_is_left_out_and_counted(self):
        engine = self.env["crm.duplicate.engine"]
        self.look()
        keys_before, under_before = engine._mark_common()
        crowd = [
            {"name": f"UAB {unlike_word(number)}", "is_company": True, "email": "info@buhalteriai.example.org"}
            for number in range(keys.MOST + 1)
        ]
        partners = self.env["res.partner"].create(crowd)
        self.look()
        keys_after, under_after = engine._mark_common()
        # The address, and its domain.
        self.assertGreaterEqual(keys_after, keys_before + 2)
        self.assertGreaterEqual(under_after, under_before + len(partners))
        self.assertFalse(self.env["crm.duplicate"].search_count([("partner_id", "in", partners.ids)]))
        # One less, and the key says something again: everybody under it is compared.
        partners[-1].active = False
        self.look()
        self.env.cr.execute(
            "SELECT count(*) FROM crm_duplicate_key WHERE kind = 'email' AND common AND partner_id = ANY(%s)",
            [partners.ids],
        )
        self.assertEqual(self.env.cr.fetchone()[0], 0)

    def test_group_hangs_together(self):
        one, other = self.twins(phone="+37061234555")
        third = self.person("Živilė Duplikatė", phone="+37061234555")
        alone, double = (
            self.firm("UAB Atskira", email="a@atskira.example.org"),
            self.firm("Atskira UAB", email="a@atskira.example.org"),
        )
        self.look()
        pairs = self.pair(one, other) | self.pair(one, third) | self.pair(other, third)
        self.assertEqual(len(pairs), 3)
        self.assertEqual(set(pairs.mapped("group_number")), {one.id})
        self.assertEqual(self.pair(alone, double).group_number, alone.id)

    def test_archived_customers_leave(self):
        one, other = self.twins()
        self.look()
        other.active = False
        self.look()
        self.assertFalse(self.pair(one, other))
        self.env.cr.execute("SELECT count(*) FROM crm_duplicate_key WHERE partner_id = %s", [other.id])
        self.assertEqual(self.env.cr.fetchone()[0], 0)
        other.active = True
        self.look()
        self.assertTrue(self.pair(one, other))

    def test_core_merge_keeps_what_was_decided(self):
        one, other = self.twins()
        third = self.person("Živilė Duplikatė", email="zivile.duplikate@example.org")
        self.look()
        duplicates = self.env["crm.duplicate"].with_user(self.steward)
        duplicates.keep_apart(self.pair(other, third).ids, "people", "two of them, I know both")
        wizard = self.env["base.partner.merge.automatic.wizard"]
        wizard._merge([one.id, other.id], one)
        self.assertFalse(other.exists())
        kept = self.pair(one, third)
        self.assertEqual((kept.state, kept.note), ("new", False), "what is known of the one that stays comes first")
        duplicates.keep_apart(kept.ids, "people")
        fourth = self.person("Živilė Duplikatė", email="zivile.duplikate@example.org")
        self.look()
        wizard._merge([fourth.id, third.id], fourth)
        self.assertEqual(self.pair(one, fourth).state, "new")

    def test_decision_about_a_source_goes_on_with_the_one_that_stays(self):
        one, other = self.twins()
        third = self.person("Duplikatė Živilė", email="zivile.duplikate@example.org")
        self.look()
        self.env["crm.duplicate"].with_user(self.steward).keep_apart(self.pair(other, third).ids, "people", "sisters")
        self.pair(one, third).unlink()
        self.env["base.partner.merge.automatic.wizard"]._merge([one.id, other.id], one)
        kept = self.pair(one, third)
        self.assertEqual((kept.state, kept.note, kept.decided_by_id), ("apart", "sisters", self.steward))

    def test_pair_merged_into_an_archived_source(self):
        """As a merge does that keeps its sources: the row stays and says so, until the merge is undone."""
        one, other = self.twins()
        self.look()
        self.env["base.partner.merge.automatic.wizard"]._update_foreign_keys(other, one)
        other.active = False
        self.look()
        self.assertEqual(self.pair(one, other).state, "merged")
        other.active = True
        self.env.flush_all()
        # What undoing the merge gives back.
        self.env.cr.execute("UPDATE res_partner SET commercial_partner_id = id WHERE id = %s", [other.id])
        self.env.invalidate_all()
        self.look()
        self.assertEqual(self.pair(one, other).state, "new")
