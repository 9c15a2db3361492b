from datetime import timedelta

from odoo import models
from odoo.fields import Datetime
from odoo.tools import SQL

#: One lock for everybody who is about to send marketing: they count one after the other.
LOCK = 0x636F6E73


class CrmConsentLimit(models.AbstractModel):
    """How many marketing contacts a person has had, over all channels."""

    _name = "crm.consent.limit"
    _description = "Limit of Marketing Contacts"

    def _over_limit(self, ids, purpose, fresh=False):
        """Those of the persons ``ids`` who have had their share, as a set.

        :param fresh: also count what others have committed since this transaction began; only with the lock held
        """
        count, days = purpose._limit()
        if not count or not ids:
            return set()
        since = Datetime.now() - timedelta(days=days)
        self.env.flush_all()
        contacts = self._marketing_contacts_sql(list(ids), since)
        query = SQL("SELECT DISTINCT partner_id, what FROM (%s) c", contacts)
        found = set(self.env.execute_query(query))
        if fresh:
            # Our snapshot may be older than the lock. What is committed meanwhile shows in a transaction of its own.
            with self.env.registry.cursor() as cr:
                cr.execute(query)
                found.update(cr.fetchall())
        counts = {}
        for partner, _what in found:
            counts[partner] = counts.get(partner, 0) + 1
        return {partner for partner, number in counts.items() if number >= count}

    def _lock_limit(self, purpose):
        """Wait for whoever else is counting and sending; held until the end of the transaction."""
        if purpose._limit()[0]:
            self.env.cr.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])

    def _marketing_contacts_sql(self, ids, since):
        """SQL of ``(partner_id, what)``, one row for each marketing contact of the persons; ``what`` names it.

        Other addons add theirs with UNION ALL, or leave out of :meth:`_marketing_touchpoints` what they count better.
        """
        return SQL(
            "SELECT t.partner_id, 't' || t.id AS what FROM crm_touchpoint t WHERE t.partner_id = ANY(%s)"
            " AND t.date >= %s AND t.date <= %s AND t.direction = 'out' AND (t.company_id IS NULL OR t.company_id = %s)"
            " AND (%s)",
            ids,
            since,
            Datetime.now(),
            self.env.company.id,
            self._marketing_touchpoints(),
        )

    def _marketing_touchpoints(self):
        """SQL condition: the outgoing touchpoint ``t`` is a marketing contact."""
        return SQL("(t.channel = 'campaign' OR t.nature = 'marketing')")
