from odoo.exceptions import AccessError
from odoo.tests import tagged

from .offboarding_case import OffboardingCase


@tagged("post_install", "-at_install")
class TestFigures(OffboardingCase):
    """The figures, against what was done here."""

    def figures(self, user):
        return self.as_user(self.env["crm.offboarding.figures"], user).figures()

    def test_figures(self):
        gama, dora = self.env["res.partner"].create([{"name": "Gama"}, {"name": "Dora"}])
        self.to("alternatives", reason_class="own").action_retain("They stay")
        self.to("restricted", self.beta)
        returned = self.to("approval", gama)
        returned.with_user(self.one).action_reject("Not yet")
        self.case(dora).action_dismiss("No", "2099-01-01")
        self.env["crm.touchpoint"].log(
            [{"partner_id": self.beta.id, "channel": "call", "nature": "complaint", "name": "After", "direction": "in"}]
        )
        self.env.cr.flush()
        found = self.figures(self.worker)
        total = {name: found["total"][name] for name in ("cases", "open", "kept", "parted", "dismissed", "refused")}
        self.assertEqual(total, {"cases": 4, "open": 1, "kept": 1, "parted": 1, "dismissed": 1, "refused": 1})
        self.assertEqual((found["total"]["kept_share"], found["total"]["won_back"]), (0.5, 0))
        self.assertEqual([(row["key"], row["cases"]) for row in found["reasons"]], [("complaints", 3), ("own", 1)])
        self.assertIn("Of 2 decided cases 1 ended with the customer kept: 50 %.", found["words"])
        self.assertIn("hearing", [row["key"] for row in found["states"]])
        self.assertEqual(found["total"]["complaints"], 1)

    def test_empty_and_who_may(self):
        self.assertEqual(self.figures(self.worker)["total"]["kept_share"], False)
        for user in (self.seller, self.officer, self.bookkeeper):
            with self.assertRaises(AccessError):
                self.figures(user)

    def test_own_company(self):
        self.to("hearing")
        stranger = self._user("t_off_stranger", "crm_offboarding.group_case_worker", company=self.other_company)
        self.assertEqual(self.figures(stranger)["total"]["cases"], 0)
        self.assertEqual(self.figures(self.worker)["total"]["cases"], 1)
