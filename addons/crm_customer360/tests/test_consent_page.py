"""The preference page over HTTP: what it shows, what it saves, and the links it refuses."""

import re
from datetime import timedelta

from freezegun import freeze_time

from odoo import fields
from odoo.tests import HttpCase, new_test_user, tagged
from odoo.tools.misc import hash_sign


@tagged("post_install", "-at_install")
class TestConsentPage(HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.ledger = cls.env["crm.consent"]
        cls.marketing = cls.env.ref("crm_customer360.crm_consent_purpose_marketing")
        cls.survey = cls.env.ref("crm_customer360.crm_consent_purpose_survey")
        (cls.marketing + cls.survey).default_basis = "legitimate_interest"
        cls.ona, cls.eve = cls.env["res.partner"].create(
            [
                {"name": "Ona Page", "email": "ona.page@example.com", "phone": "+37061234567"},
                {"name": "Eve Other", "email": "eve.other@example.com"},
            ]
        )
        cls.path = f"/consent/{cls.ledger._token(cls.ona)}"

    def rows(self, partner=None):
        self.env.invalidate_all()
        return self.ledger.search([("partner_id", "=", (partner or self.ona).id)], order="id")

    def choice(self, purpose, channel):
        return f"c_{purpose.id}_{channel}"

    def send(self, ticked=(), path=None, **values):
        """The form as a browser sends it: what is ticked, with the token the page gave."""
        page = self.url_open(self.path).text
        csrf = re.search(r'name="csrf_token" value="([^"]+)"', page).group(1)
        data = {"csrf_token": csrf, **dict.fromkeys(ticked, "1"), **values}
        return self.url_open(path or self.path, data=data, allow_redirects=False)

    def all_ticked(self, *but):
        page = self.url_open(self.path).text
        names = set(re.findall(r'name="(c_[^"]+)"[^>]*checked', page))
        return names - set(but)

    def test_looking_changes_nothing(self):
        answer = self.url_open(self.path)
        self.assertEqual(answer.status_code, 200)
        self.assertTrue(answer.text.startswith("<!DOCTYPE html>"))
        self.assertIn("Ona Page", answer.text)
        self.assertIn(self.env.company.name, answer.text)
        self.assertEqual(answer.headers["Cache-Control"], "no-store")
        self.assertEqual(answer.headers["Referrer-Policy"], "no-referrer")
        self.url_open(f"{self.path}?nothing=1&saved=1&{self.choice(self.marketing, 'email')}=1")
        self.assertFalse(self.rows())
        # Only what we could use is offered: there is no address for the post.
        self.assertIn(self.choice(self.marketing, "sms"), answer.text)
        self.assertNotIn(self.choice(self.marketing, "post"), answer.text)

    def test_saving_writes_what_changed(self):
        answer = self.send(self.all_ticked(self.choice(self.marketing, "email")))
        self.assertEqual(answer.status_code, 303)
        [row] = self.rows()
        self.assertEqual(
            (row.purpose_id, row.channel, row.state, row.source, row.user_id.id, row.company_id, row.evidence),
            (
                self.marketing,
                "email",
                "refused",
                "preference_page",
                False,
                self.env.company,
                self.marketing.person_text,
            ),
        )
        self.send(self.all_ticked())
        self.assertEqual(len(self.rows()), 1, "saved again unchanged it adds nothing")
        self.send(self.all_ticked() | {self.choice(self.marketing, "email")})
        self.assertEqual(self.rows()[-1].state, "given")
        self.send(self.all_ticked(self.choice(self.marketing, "email")))
        self.assertEqual(self.rows()[-1].state, "withdrawn")

    def test_nothing_please(self):
        self.send(self.all_ticked(), nothing="1")
        rows = self.rows()
        self.assertEqual(set(rows.mapped("channel")), {"any"})
        self.assertFalse(rows.filtered(lambda row: row.state == "given"))
        self.assertIn(self.marketing, rows.purpose_id)
        self.assertFalse(self.ledger.allowed(self.ona.ids, "marketing", "post"))
        self.assertFalse(self.ledger.allowed(self.ona.ids, "profiling"))
        self.assertTrue(self.ledger.allowed(self.ona.ids, "service", "email"), "nobody is asked for it")
        count = len(rows)
        self.send((), nothing="1")
        self.assertEqual(len(self.rows()), count)
        # Within one second the objection would hold, and a test is that fast.
        self.env.cr.execute(
            "UPDATE crm_consent SET date = date - interval '1 hour' WHERE partner_id = %s", [self.ona.id]
        )
        self.env.invalidate_all()
        self.send({self.choice(self.marketing, "email")})
        self.assertTrue(self.ledger.allowed(self.ona.ids, "marketing", "email"))
        self.assertFalse(self.ledger.allowed(self.ona.ids, "marketing", "sms"))

    def test_links_that_do_not_hold(self):
        token = self.path.rsplit("/", 1)[1]
        company = self.env.company.id
        middle = token[20]
        forged = [
            "x",
            token[:-4],
            token[:20] + ("A" if middle != "A" else "B") + token[21:],
            token + "AAAA",
            "a" * 5000,
            hash_sign(self.env, "another.scope", [self.ona.id, company], expiration_hours=1),
            hash_sign(self.env, "crm_customer360.consent", [2**31 - 1, company], expiration_hours=1),
        ]
        refused = set()
        for one in forged:
            answer = self.url_open(f"/consent/{one}")
            self.assertEqual(answer.status_code, 404, one[:60])
            self.assertNotIn("Ona", answer.text)
            refused.add(answer.text)
        self.assertEqual(len(refused), 1, "no answer tells why")
        self.assertEqual(self.send((), path=f"/consent/{forged[1]}", nothing="1").status_code, 404)
        self.assertFalse(self.rows())

    def test_an_archived_contact_has_no_page(self):
        self.ona.active = False
        self.assertEqual(self.url_open(self.path).status_code, 404)

    def test_a_link_runs_out(self):
        self.env.company.consent_link_days = 10
        with freeze_time(fields.Datetime.now() - timedelta(days=11)):
            old = self.ledger._token(self.ona)
        with freeze_time(fields.Datetime.now() - timedelta(days=9)):
            young = self.ledger._token(self.ona)
        self.assertEqual(self.url_open(f"/consent/{old}").status_code, 404)
        self.assertEqual(self.url_open(f"/consent/{young}").status_code, 200)

    def test_a_link_is_one_person_s(self):
        self.send((), nothing="1", partner_id=str(self.eve.id))
        self.assertTrue(self.rows())
        self.assertFalse(self.rows(self.eve))

    def test_without_the_form_s_token_nothing_is_saved(self):
        self.assertEqual(self.url_open(self.path, data={"nothing": "1"}).status_code, 400)
        self.assertFalse(self.rows())

    def test_too_many_changes(self):
        self.ledger.create(
            [
                {
                    "partner_id": self.ona.id,
                    "purpose_id": self.survey.id,
                    "state": "expired",
                    "source": "preference_page",
                    "channel": "post",
                }
                for _number in range(99)
            ]
        )
        answer = self.send((), nothing="1")
        self.assertEqual(answer.status_code, 429)
        self.assertEqual(len(self.rows()), 99)

    def test_in_the_person_s_language(self):
        self.env["res.lang"]._activate_lang("lt_LT")
        self.marketing.with_context(lang="lt_LT").name = "Naujienos"
        self.ona.lang = "lt_LT"
        page = self.url_open(self.path).text
        self.assertIn("Naujienos", page)
        self.assertIn('<html lang="lt">', page)
        self.assertIn(self.marketing.name, self.url_open(f"{self.path}?lang=en_US").text)
        self.assertEqual(self.url_open(f"{self.path}?lang=xx_XX").status_code, 200)

    def test_two_companies(self):
        other = self.env["res.company"].create({"name": "Second Company Page"})
        token = self.ledger.with_company(other)._token(self.ona)
        page = self.url_open(f"/consent/{token}").text
        self.assertIn("Second Company Page", page)
        csrf = re.search(r'name="csrf_token" value="([^"]+)"', page).group(1)
        self.url_open(f"/consent/{token}", data={"csrf_token": csrf, "nothing": "1"})
        self.assertEqual(self.rows().company_id, other)
        self.assertTrue(self.ledger.allowed(self.ona.ids, "marketing", "email"))

    def test_who_is_logged_in_has_their_own(self):
        user = new_test_user(self.env, "t_consent_portal", "base.group_portal", name="Portal Petra")
        self.authenticate("t_consent_portal", "t_consent_portal")
        page = self.url_open("/my/preferences")
        self.assertEqual(page.status_code, 200)
        self.assertIn("Portal Petra", page.text)
        csrf = re.search(r'name="csrf_token" value="([^"]+)"', page.text).group(1)
        self.url_open(page.url.split("?")[0], data={"csrf_token": csrf, "nothing": "1"})
        self.assertEqual(self.rows(user.partner_id).user_id.ids, [], "said by the person, not by an employee")
        self.assertTrue(self.rows(user.partner_id))

    def test_who_is_not_logged_in_is_sent_to_log_in(self):
        self.assertIn("/web/login", self.url_open("/my/preferences").url)
