"""Who opened which customer is on record for the data-protection officer."""

from contextlib import closing, nullcontext
from datetime import timedelta
from unittest.mock import patch

from odoo.exceptions import AccessError
from odoo.fields import Datetime
from odoo.sql_db import db_connect
from odoo.tests import new_test_user

from .common import TouchpointCase

ACCESS = "odoo.addons.crm_customer360.models.crm_customer_access"


class TestCustomerAccess(TouchpointCase):
    """An agent opens customers; an officer reads who did."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.officer = new_test_user(
            cls.env, "t_officer", "base.group_user,crm_customer360.group_data_protection_officer"
        )

    def looks(self, user=None):
        found = self.env["crm.customer.access"].with_user(user or self.officer).search([], order="id")
        ours = self.agent + self.salesperson
        return [(look.user_id, look.partner_id) for look in found if look.user_id in ours]

    def open(self, partner, user=None):
        self.env["crm.touchpoint"].with_user(user or self.agent).timeline(partner.id)

    def test_one_look_is_noted_once_an_hour(self):
        self.open(self.alfa)
        self.env["crm.touchpoint"].with_user(self.agent).facets(self.alfa.id)
        self.open(self.alfa)
        self.open(self.ana)
        self.open(self.alfa, self.salesperson)
        self.assertEqual(self.looks(), [(self.agent, self.alfa), (self.agent, self.ana), (self.salesperson, self.alfa)])
        later = Datetime.now() + timedelta(hours=1, seconds=1)
        with patch(f"{ACCESS}.Datetime.now", lambda: later):
            self.open(self.alfa)
        self.assertEqual(len(self.looks()), 4)

    def test_looks_at_the_same_moment_are_one(self):
        """The parts of a page are asked for at once, each in a transaction of its own."""
        now = Datetime.now()
        company = self.env.ref("base.main_company")
        values = {
            "user": self.env.ref("base.user_admin").id, "partner": company.partner_id.id, "company": company.id,
            "now": now, "since": now,
        }  # fmt: skip
        model = self.env["crm.customer.access"]
        connection = db_connect(self.env.cr.dbname)
        noted = []
        # Neither is committed, so nothing of it stays.
        with closing(connection.cursor()) as first, closing(connection.cursor()) as second:
            for cr in (first, second):
                model._append(cr, values)
                noted.append(cr.rowcount)
        self.assertEqual(noted, [1, 0])

    def test_refused_look_leaves_nothing(self):
        with self.assertRaises(AccessError):
            self.open(self.alfa, self.portal)
        self.assertEqual(self.looks(), [])

    def test_only_the_officer_reads(self):
        self.open(self.alfa)
        for user in (self.agent, self.salesperson, self.manager, self.portal):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self.looks(user)

    def test_nobody_changes_the_record(self):
        self.open(self.alfa)
        look = self.env["crm.customer.access"].search([("user_id", "=", self.agent.id)])
        for user in (self.officer, self.manager, self.env.ref("base.user_admin")):
            with self.subTest(user=user.login):
                with self.assertRaises(AccessError):
                    look.with_user(user).write({"user_id": self.manager.id})
                with self.assertRaises(AccessError):
                    look.with_user(user).unlink()
                with self.assertRaises(AccessError):
                    look.with_user(user).create({"user_id": user.id, "partner_id": self.beta.id, "date": "2026-01-01"})

    def test_read_only_cursor_is_no_way_round(self):
        opened = []

        def cursor(registry):
            opened.append(registry)
            return nullcontext(self.env.cr)

        with patch.object(type(self.env.registry), "cursor", cursor), patch.object(type(self.env.cr), "readonly", True):
            self.open(self.beta)
        self.assertEqual(len(opened), 1)
        self.assertEqual(self.looks(), [(self.agent, self.beta)])

    def test_forgotten_after_the_agreed_months(self):
        self.open(self.alfa)
        self.open(self.beta)
        self.env["ir.config_parameter"].set_param("crm_customer360.access_kept_months", "6")
        self.env.cr.execute(
            "UPDATE crm_customer_access SET date = now() - interval '7 months' WHERE partner_id = %s", [self.alfa.id]
        )
        self.env["crm.customer.access"]._gc_old()
        self.assertEqual(self.looks(), [(self.agent, self.beta)])
