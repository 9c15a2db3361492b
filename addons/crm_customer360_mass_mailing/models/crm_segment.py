from odoo import api, models
from odoo.tools import SQL
from odoo.tools.translate import LazyTranslate

from odoo.addons.crm_customer360.core.segment.push import Push

_lt = LazyTranslate(__name__)

#: Two customers with one address have one subscription: the first who leaves leaves it to the other.
STILL_NEEDED = """
    WITH heir AS (
        SELECT o.res_id, min(o.id) AS id FROM crm_segment_push_item o
          JOIN crm_segment_push p ON p.id = o.push_id AND p.kind = 'mailing_list'
         WHERE o.res_id = ANY(%(subscriptions)s) AND o.taken_at IS NULL AND o.id <> ALL(%(items)s)
         GROUP BY o.res_id
    )
    UPDATE crm_segment_push_item i SET own = TRUE FROM heir WHERE i.id = heir.id RETURNING i.res_id
"""


class CrmSegmentPush(models.Model):
    """The members of a segment on a mailing list."""

    _inherit = "crm.segment.push"

    @api.model
    def _segment_pushes(self):
        mailing_list = Push("mailing_list", _lt("Put on a mailing list"), "mailing.list", writes=("mailing.contact",))
        return [*super()._segment_pushes(), mailing_list]

    def _put_mailing_list(self, partners):
        """Subscribe those with an e-mail address; who is on the list, opted out or not, is left as they are."""
        contacts = self._mailing_contacts(partners.filtered("email_normalized"))
        subscriptions = self.env["mailing.subscription"]
        domain = [("list_id", "=", self.target_id), ("contact_id", "in", list(set(contacts.values())))]
        there = {found.contact_id.id: found.id for found in subscriptions.search(domain)}
        missing = [id_ for id_ in dict.fromkeys(contacts.values()) if id_ not in there]
        made = subscriptions.create([{"list_id": self.target_id, "contact_id": id_} for id_ in missing])
        own = {found.contact_id.id: found.id for found in made}
        result = {}
        for partner_id, contact_id in contacts.items():
            # Popped: of two customers with one address the first one's is its own.
            subscription = own.pop(contact_id, 0)
            there.setdefault(contact_id, subscription)
            result[partner_id] = (bool(subscription), there[contact_id])
        return result

    def _take_mailing_list(self, items):
        """Take them off the list; an opt-out stays on record, and what another customer needs stays too."""
        ids = items.mapped("res_id")
        rows = self.env.execute_query(SQL(STILL_NEEDED, subscriptions=ids, items=items.ids))
        needed = {id_ for (id_,) in rows}
        self.env["crm.segment.push.item"].invalidate_model(["own"], flush=False)
        subscriptions = self.env["mailing.subscription"].browse(set(ids) - needed).exists()
        subscriptions.filtered(lambda subscription: not subscription.opt_out).unlink()

    def _mailing_contacts(self, partners):
        """``{partner id: mailing contact id}``; contacts are found by their address, or made."""
        mailing = self.env["mailing.contact"]
        emails = {partner.id: partner.email_normalized for partner in partners}
        found = {}
        for contact in mailing.search([("email_normalized", "in", list(set(emails.values())))], order="id"):
            found.setdefault(contact.email_normalized, contact.id)
        new = {emails[partner.id]: partner for partner in reversed(partners) if emails[partner.id] not in found}
        made = mailing.create([self._mailing_contact_values(partner) for partner in new.values()])
        found.update({contact.email_normalized: contact.id for contact in made})
        return {partner_id: found[email] for partner_id, email in emails.items()}

    def _mailing_contact_values(self, partner):
        return {
            "name": partner.name,
            "email": partner.email_normalized,
            "company_name": partner.commercial_company_name,
            "country_id": partner.country_id.id,
        }
