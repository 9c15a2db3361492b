"""Customers that stand in the file twice, and the people who look after them."""

from odoo import Command

from .common import TouchpointCase


class DuplicateCase(TouchpointCase):
    """A steward of one company, one of both, and a few planted pairs."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # What stood in the database before is no part of these tests.
        cls.look()
        cls.env.cr.execute("DELETE FROM crm_duplicate")
        cls.env["crm.duplicate.run"].search([("state", "in", ("waiting", "running"))]).state = "stopped"
        cls.steward = cls._user("t_steward", "crm_customer360.group_data_steward")
        cls.small_steward = cls._user("t_small_steward", "crm_customer360.group_data_steward")
        cls.small_steward.write({"company_ids": [Command.set(cls.company.ids)]})

    @classmethod
    def person(cls, name, **values):
        return cls.env["res.partner"].create({"name": name, **values})

    @classmethod
    def firm(cls, name, **values):
        return cls.person(name, is_company=True, **values)

    @classmethod
    def look(cls, everybody=False):
        """Run a search to its end, as the job does, in this transaction."""
        engine = cls.env["crm.duplicate.engine"]
        cls.env.flush_all()
        engine._forget_gone()
        while engine._make_keys(50_000):
            pass
        engine._mark_common()
        if everybody:
            engine._wait_all()
        while engine._compare_piece(50_000)["customers"]:
            pass
        engine._number_groups()

    def pair(self, one, other):
        """The pair of two customers, or nothing."""
        low, high = sorted((one.id, other.id))
        return self.env["crm.duplicate"].search([("partner_id", "=", low), ("other_id", "=", high)])

    @classmethod
    def twins(cls, **values):
        """Two entries of one person."""
        one = cls.person("Živilė Duplikatė", email="zivile.duplikate@example.org", **values)
        return one, cls.person("Duplikate Zivile", email="zivile.duplikate@example.org", **values)
