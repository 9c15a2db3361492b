import re

from odoo.exceptions import UserError
from odoo.tests import tagged

from .offboarding_case import OffboardingCase

STEWARD = "crm_customer360.group_data_steward"


@tagged("post_install", "-at_install")
class TestMerge(OffboardingCase):
    """Customers with a standing case are not merged, by neither of the two ways."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.steward = cls._user("t_off_steward", STEWARD, "base.group_partner_manager")
        cls.twin = cls.env["res.partner"].create({"name": "Alfa again", "is_company": True})
        cls.ana_again = cls.env["res.partner"].create({"name": "Ana B.", "parent_id": cls.alfa.id})

    def merge(self, survivor, source):
        return self.as_user(self.env["res.partner"], self.steward).merge_customers(survivor.id, source.ids)

    def odoo_merge(self, survivor, source):
        wizards = self.as_user(self.env["base.partner.merge.automatic.wizard"], self.steward)
        # As a program may call it: what the context says about a merge of ours opens nothing.
        wizard = wizards.with_context(crm_merge=True, active_test=False).create({"dst_partner_id": survivor.id})
        wizard.partner_ids = survivor | source
        wizard.action_merge()

    def refused(self, case, survivor, source):
        words = f"{case.name}.*finished or cancelled.*{re.escape(self.one.name)}"
        for way in (self.merge, self.odoo_merge):
            with self.assertRaisesRegex(UserError, words), self.env.cr.savepoint():
                way(survivor, source)
            self.env.invalidate_all()
        preview = self.as_user(self.env["res.partner"], self.steward).merge_preview(survivor.id, source.ids)
        self.assertIn(case.name, "\n".join(preview["reasons"]))
        # Why the customer is parted with is nothing for whoever tidies up.
        self.assertNotIn("Complaints", "\n".join(preview["reasons"]))
        self.assertTrue(source.exists() and not source.merged_into_id)

    def test_refused_whichever_survives(self):
        case = self.case()
        steps = iter(("assessment", "hearing", "alternatives", "approval", "notice", "settlement", "restricted"))
        for state in ("candidate", "approval", "notice", "settlement", "restricted"):
            while case.state != state:
                getattr(self, f"_to_{next(steps)}")(case)
            with self.subTest(state):
                self.refused(case, self.alfa, self.twin)
                self.refused(case, self.twin, self.alfa)
                # A contact of the customer would get away with it.
                self.refused(case, self.beta, self.ana)
        # Nor is anything that was sealed mixed up.
        self.refused(case, self.ana, self.ana_again)
        case.with_user(self.two).action_reopen("A mistake")
        self.merge(self.alfa, self.twin)
        self.assertEqual(self.twin.merged_into_id, self.alfa)

    def test_two_contacts_of_the_customer(self):
        self.to("notice")
        self.merge(self.ana, self.ana_again)
        self.assertEqual(self.ana_again.merged_into_id, self.ana)

    def test_a_case_of_another_company_counts(self):
        other = self._user("t_off_other", "crm_offboarding.group_case_worker", company=self.other_company)
        case = self.case(user=other, company_id=self.other_company.id)
        with self.assertRaisesRegex(UserError, case.name):
            self.merge(self.alfa, self.twin)

    def test_no_way_back_out_of_a_merge(self):
        merge = self.merge(self.alfa, self.twin)
        case = self.to("notice")
        merges = self.as_user(self.env["crm.merge"], self.steward)
        with self.assertRaisesRegex(UserError, f"{case.name}.*Complaints.*{re.escape(self.one.name)}"):
            merges.unmerge(merge)
        case.with_user(self.one).action_retain("They stay")
        merges.unmerge(merge)
        self.assertTrue(self.twin.active)
