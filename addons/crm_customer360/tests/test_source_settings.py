"""What an administrator sets of a source: whether it is on, and from which day."""

from unittest.mock import patch

from odoo.exceptions import AccessError
from odoo.tests import new_test_user

from .common import TouchpointCase


class TestSourceSettings(TouchpointCase):
    """Messages of three years, and the settings that keep some of them out."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.system = new_test_user(cls.env, "t_system", "base.group_system,crm_customer360.group_manager")
        cls.source = cls.env["crm.touchpoint.source"].search([("name", "=", "mail.message")])
        cls.old, cls.middle, cls.new = (cls.message(f"Year {year}", f"{year}-05-01 09:00:00") for year in (24, 25, 26))
        cls.env.cr.flush()

    @classmethod
    def message(cls, subject, date):
        values = {"model": "res.partner", "res_id": cls.dora.id, "message_type": "comment", "body": "Hello"}
        return cls.env["mail.message"].create({**values, "subject": subject, "date": f"20{date}"})

    def shown(self, user=None):
        """Titles of the history of Dora, as the agent reads it; that Odoo created the contact has none."""
        page = self.env["crm.touchpoint"].with_user(user or self.agent).timeline(self.dora.id)
        return [row["title"] for row in page["rows"] if row["title"]]

    def stored(self):
        """Titles of Dora's messages in the table."""
        self.env.cr.execute(
            "SELECT title FROM crm_touchpoint WHERE source = 'mail.message' AND partner_id = %s AND title <> ''"
            " ORDER BY date DESC",
            [self.dora.id],
        )
        return [title for (title,) in self.env.cr.fetchall()]

    def repair(self):
        self.env["crm.touchpoint"].rebuild(["mail.message"])

    def test_off_hides_at_once_and_the_pass_removes(self):
        self.assertEqual(self.shown(), ["Year 26", "Year 25", "Year 24"])
        self.source.with_user(self.system).enabled = False
        self.assertEqual(self.shown(), [])
        self.assertEqual(len(self.stored()), 3)
        self.repair()
        self.assertEqual(self.stored(), [])
        self.assertEqual(self.source.state, "off")

    def test_off_captures_nothing_and_on_again_brings_all_back(self):
        self.source.enabled = False
        self.message("Unseen", "26-05-02 09:00:00")
        self.flush()
        self.repair()
        self.assertEqual(self.stored(), [])
        self.source.enabled = True
        self.repair()
        self.assertEqual(self.shown(), ["Unseen", "Year 26", "Year 25", "Year 24"])

    def test_start_date_keeps_older_rows_out(self):
        self.source.start_date = "2025-05-01"
        self.message("Old again", "25-04-30 23:59:59")
        self.message("On the day", "25-05-01 00:00:00")
        self.repair()
        self.assertEqual(self.stored(), ["Year 26", "Year 25", "On the day"])
        self.source.start_date = False
        self.repair()
        self.assertEqual(self.stored(), ["Year 26", "Year 25", "On the day", "Old again", "Year 24"])

    def test_change_starts_a_pass(self):
        self.source.write({"position": 7, "finished": "2026-01-01 00:00:00"})
        with patch.object(type(self.source), "_wake", autospec=True) as wake:
            self.source.start_date = "2025-01-01"
            self.assertEqual((self.source.position, self.source.finished), (0, False))
            self.source.error = "no setting"
        self.assertEqual(wake.call_count, 1)

    def test_settings_are_the_administrators(self):
        for user in (self.agent, self.manager, self.portal, self.salesperson):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self.source.with_user(user).enabled = False

    def test_label_is_translated(self):
        self.env["res.lang"]._activate_lang("lt_LT")
        self.assertEqual(self.source.label, "E-mails and notes")
        self.assertEqual(self.source.with_context(lang="lt_LT").label, "El. laiškai ir pastabos")
