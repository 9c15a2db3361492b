from freezegun import freeze_time

from odoo.exceptions import AccessError
from odoo.tests import tagged

from .profit_case import ProfitCase

ANALYST = "crm_analytics.group_analyst"


@tagged("post_install", "-at_install")
class TestFigures(ProfitCase):
    """Figures over cases, against what was done here."""

    def figure(self, case, user):
        self.env.flush_all()
        return self.as_user(self.env["crm.offboarding.figure"], user).search([("case_id", "=", case.id)])

    def test_cost_before_and_after(self):
        """Kept in March 2026: 12 visits at 20 in the six months from September on, 2 in April and May."""
        analyst = self._user("t_offa_analyst", "crm_offboarding.group_case_worker", ANALYST)
        self.sell(self.alfa, 100.0, "2025-09-05")
        self.sell(self.alfa, 100.0, "2026-05-05")
        self.visits(
            (self.alfa, 8, "2025-09-10"), (self.alfa, 4, "2026-02-10"), (self.alfa, 9, "2026-03-10"),
            (self.alfa, 2, "2026-04-10"),
        )  # fmt: skip
        with freeze_time("2026-03-15 09:00:00"):
            case = self.to("alternatives")
            case.action_retain("Fewer visits")
        with freeze_time("2026-06-10 09:00:00"):
            run = self.run_now()
            self.assertEqual(str(run.date_from)[:7] <= "2025-09", True)
            row = self.figure(case, analyst)
            before = min(12, (2026 - run.date_from.year) * 12 + 3 - run.date_from.month)
            # The month of the end belongs to neither; June is not over.
            self.assertAlmostEqual(row.service_before, 12 * 20 / before, 2)
            self.assertAlmostEqual(row.service_after, 2 * 20 / 2, 2)
            self.assertEqual((row.months_after, row.kept_share, row.outcome), (2, 100.0, "kept"))
            self.assertAlmostEqual(row.service_change, row.service_after - row.service_before, 2)
            # A case worker reads the figures, not what serving the customer costs.
            plain = self.figure(case, self.worker)
            self.assertEqual(plain.outcome, "kept")
            with self.assertRaises(AccessError):
                plain.read(["service_before"])

    def test_outcomes(self):
        gama = self.env["res.partner"].create({"name": "Gama", "is_company": True})
        self.to("alternatives", reason_class="own").action_retain("They stay")
        parted = self.to("restricted", self.beta)
        back = self.to("approval", gama)
        back.with_user(self.one).action_reject("Not yet")
        self.env["crm.touchpoint"].log(
            [{"partner_id": self.beta.id, "channel": "call", "nature": "complaint", "name": "After", "direction": "in"}]
        )
        self.env.cr.flush()
        figures = self.as_user(self.env["crm.offboarding.figure"], self.worker)
        found = figures._read_group(
            [], ["reason_class"], ["cases:sum", "kept_share:avg", "refused_count:sum", "complaints:sum"]
        )
        self.assertEqual({row[0]: row[1:] for row in found},
                         {"own": (1, 100.0, 0, 0), "complaints": (2, 0.0, 1, 1)})  # fmt: skip
        parted.with_user(self.one).action_win_back("A new manager")
        self.env.flush_all()
        self.assertEqual(figures.search([("won_back", "=", 1)]).case_id, parted)
        action = figures.search([("case_id", "=", parted.id)]).action_open_case()
        self.assertEqual((action["res_model"], action["res_id"]), ("crm.offboarding.case", parted.id))
        self.worker.group_ids += self.env.ref("base.group_allow_export")
        rows = figures.search([]).export_data(["case_id", "outcome", "days", "complaints"])["datas"]
        self.assertEqual(sorted(row[1] for row in rows), ["Kept", "Kept", "Open"])

    def test_stages(self):
        with freeze_time("2026-03-02 09:00:00"):
            case = self.case()
        with freeze_time("2026-03-04 09:00:00"):
            case.action_assess()
        with freeze_time("2026-03-09 21:00:00"):
            case.action_read_history()
            case.action_hear()
        self.env.flush_all()
        stages = self.as_user(self.env["crm.offboarding.stage"], self.worker).search([("case_id", "=", case.id)])
        self.assertEqual(
            {stage.state: stage.days if stage.left_at else None for stage in stages},
            {"candidate": 2.0, "assessment": 5.5, "hearing": None},
        )
        self.assertEqual(stages[:1].action_open_case()["res_id"], case.id)

    def test_who_may(self):
        case = self.to("assessment")
        self.env.flush_all()
        stranger = self._user("t_offa_stranger", "crm_offboarding.group_case_worker", company=self.other_company)
        for name in ("crm.offboarding.figure", "crm.offboarding.stage"):
            for user in (self.seller, self.officer, self.bookkeeper):
                with self.assertRaises(AccessError):
                    self.as_user(self.env[name], user).search([])
            self.assertFalse(self.as_user(self.env[name], stranger).search([("case_id", "=", case.id)]))
            self.assertTrue(self.as_user(self.env[name], self.worker).search([("case_id", "=", case.id)]))
