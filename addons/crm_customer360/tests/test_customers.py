"""The customer above a contact: moves between companies, deletions, merges."""

from .common import TouchpointCase


class TestCustomers(TouchpointCase):
    """The customer above a contact."""

    def setUp(self):
        super().setUp()
        self.message = self.ana.message_post(body="Hello", message_type="comment")
        self.flush()

    def customer(self):
        return self.rows("mail.message", self.message, "commercial_partner_id")

    def test_moved_to_another_company(self):
        self.assertEqual(self.customer(), [(self.alfa.id,)])
        self.ana.parent_id = self.beta
        self.assertEqual(self.customer(), [(self.beta.id,)])

    def test_company_becomes_part_of_another(self):
        self.alfa.write({"is_company": False, "parent_id": self.beta.id})
        self.assertEqual(self.customer(), [(self.beta.id,)])

    def test_contact_becomes_a_company(self):
        self.ana.is_company = True
        self.assertEqual(self.customer(), [(self.ana.id,)])

    def test_company_is_deleted(self):
        """Its contacts stay, and their history with them."""
        self.alfa.unlink()
        self.assertTrue(self.ana.exists())
        self.assertEqual(self.customer(), [(self.ana.id,)])
        self.assert_exact()

    def test_moved_contact_is_looked_at_again(self):
        self.env.cr.execute("DELETE FROM crm_touchpoint_pending")
        self.ana.parent_id = self.beta
        self.flush()
        pending = self.env["crm.touchpoint.pending"].search([])
        self.assertEqual(pending.partner_id, self.ana)

    def test_new_contact_is_not(self):
        self.env.cr.execute("DELETE FROM crm_touchpoint_pending")
        self.env["res.partner"].create({"name": "Emma", "parent_id": self.alfa.id})
        self.flush()
        self.assertFalse(self.env["crm.touchpoint.pending"].search([]))

    def merge(self, *partners, into):
        wizard = self.env["base.partner.merge.automatic.wizard"].create({})
        wizard._merge([partner.id for partner in (*partners, into)], into)
        self.flush()

    def test_merge(self):
        """An event both took part in is there once, at the better rank; the rest is handed over."""
        both = self.alfa.message_post(
            body="To both",
            message_type="comment",
            author_id=self.ben.id,
            partner_ids=self.dora.ids,
            subtype_xmlid="mail.mt_comment",
        )
        self.merge(self.ben, self.ana, into=self.dora)
        self.assertEqual(
            self.rows("mail.message", both), [("received", self.dora.id, 0), ("received", self.alfa.id, 3)]
        )
        self.assertEqual(self.rows("mail.message", self.message, "partner_id"), [(self.dora.id,)])
        self.assert_exact()

    def test_merge_into_a_colleague(self):
        self.merge(self.ana, into=self.agent.partner_id)
        self.assertEqual(self.rows("mail.message", self.message), [])
        self.assert_exact()
