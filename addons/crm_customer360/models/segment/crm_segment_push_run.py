import logging

import psycopg2
from psycopg2 import errorcodes

from odoo import models
from odoo.exceptions import UserError
from odoo.fields import Datetime
from odoo.tools import SQL
from odoo.tools.misc import split_every

_logger = logging.getLogger(__name__)

#: Customers of one piece.
CHUNK = 2_000
CONFLICTS = (errorcodes.SERIALIZATION_FAILURE, errorcodes.DEADLOCK_DETECTED)
#: What another addon's field or constraint may raise; a push that fails is noted, the refresh stands.
FAILURES = (UserError, psycopg2.Error, ValueError, TypeError, KeyError, AttributeError)

#: Members without an open item, who entered first coming first. Grouped, not joined: of rows that came in a moment ago
#: PostgreSQL has no statistics, and an anti-join then compares each with each.
NEW = """
    SELECT min(u.member) AS first, u.partner_id
      FROM (SELECT m.id AS member, m.partner_id, FALSE AS done FROM crm_segment_member m
             WHERE m.segment_id = %(segment)s AND m.left_at IS NULL
             UNION ALL
            SELECT NULL, i.partner_id, TRUE FROM crm_segment_push_item i
             WHERE i.push_id = %(push)s AND i.taken_at IS NULL) u
     GROUP BY u.partner_id HAVING NOT bool_or(u.done) ORDER BY first
"""
#: Open items of customers who are not in the segment any more.
LEFT = """
    SELECT min(u.item) AS first
      FROM (SELECT i.id AS item, i.partner_id, FALSE AS stays FROM crm_segment_push_item i
             WHERE i.push_id = %(push)s AND i.taken_at IS NULL
             UNION ALL
            SELECT NULL, m.partner_id, TRUE FROM crm_segment_member m
             WHERE m.segment_id = %(segment)s AND m.left_at IS NULL) u
     GROUP BY u.partner_id HAVING NOT bool_or(u.stays) ORDER BY first
"""
#: Another push needs the same thing on the same customer: it is its own from now on, and the item returned lets go.
HANDED_OVER = """
    WITH other AS (
        SELECT i.id, min(o.id) AS heir FROM crm_segment_push_item i
          JOIN crm_segment_push_item o ON o.partner_id = i.partner_id AND o.taken_at IS NULL
           AND o.push_id = ANY(%(others)s)
         WHERE i.id = ANY(%(items)s) AND i.own
         GROUP BY i.id
    ), heirs AS (
        UPDATE crm_segment_push_item i SET own = TRUE FROM other WHERE i.id = other.heir
    )
    UPDATE crm_segment_push_item i SET own = FALSE FROM other WHERE i.id = other.id RETURNING i.id
"""


class CrmSegmentPushRun(models.AbstractModel):
    """Doing what a push does for those who entered, undoing it for those who left; twice is the same as once."""

    _name = "crm.segment.push.run"
    _description = "Running Pushes of Segments"

    def _run_noted(self):
        """Run in a savepoint; an error is written down with the push, the refresh stands."""
        self.ensure_one()
        put = taken = waiting = 0
        error = False
        try:
            with self.env.cr.savepoint():
                put, waiting = self._put_new()
                taken = self._take_left()
                self.env.flush_all()
        except FAILURES as failure:
            if getattr(failure, "pgcode", None) in CONFLICTS:
                raise
            _logger.warning("push %s of a segment failed: %s", self.id, type(failure).__name__)
            put = taken = waiting = 0
            error = (str(failure).strip() or type(failure).__name__)[:500]
        self._note_run(put, taken, waiting, error)

    def _note_run(self, put, taken, waiting, error):
        self.write({"last_run": Datetime.now(), "error": error, "waiting": waiting})
        if put or taken or error:
            values = {"date": Datetime.now(), "put": put, "taken": taken, "waiting": waiting, "error": error}
            self.env["crm.segment.push.log"].create({"push_id": self.id, "company_id": self.company_id.id, **values})

    def _put_new(self):
        """Do it for those who have no item yet; returns (done, left for later)."""
        done = waiting = 0
        for ids in split_every(CHUNK, [partner_id for _first, partner_id in self._found(NEW)]):
            partners = self._worker().env["res.partner"].browse(ids)
            found = getattr(self._worker(), f"_put_{self.kind}")(partners)
            self._add_items(found)
            done += len(found)
            waiting += len(ids) - len(found)
            self.env.flush_all()
            partners.invalidate_recordset(flush=False)
        return done, waiting

    def _take_left(self):
        """Undo it for those who left; returns of how many it was undone."""
        taken = 0
        for ids in split_every(CHUNK, [id_ for (id_,) in self._found(LEFT)], list):
            self._hand_over(ids)
            items = self.env["crm.segment.push.item"].browse(ids)
            own = items.filtered("own")
            if own:
                getattr(self._worker(), f"_take_{self.kind}")(own)
                taken += len(own)
            self.env.cr.execute(
                "UPDATE crm_segment_push_item SET taken_at = %s WHERE id = ANY(%s)", [Datetime.now(), ids]
            )
            items.invalidate_recordset(flush=False)
        return taken

    def _worker(self):
        """The push as it works: past the rights of whoever refreshes, in the company of the segment.

        Whoever set it up was allowed to do by hand what it does.
        """
        return self.sudo().with_company(self.company_id)

    def _found(self, text):
        self.env.flush_all()
        return self.env.execute_query(SQL(text, push=self.id, segment=self.segment_id.id))

    def _add_items(self, found):
        rows = [(id_, own, record or None) for id_, (own, record) in found.items()]
        if not rows:
            return
        partners, own, records = map(list, zip(*rows, strict=True))
        self.env.execute_query(
            SQL(
                "INSERT INTO crm_segment_push_item (push_id, company_id, partner_id, put_at, own, res_id)"
                " SELECT %s, %s, p.id, %s, p.own, p.record"
                " FROM unnest(%s::integer[], %s::boolean[], %s::integer[]) p(id, own, record)"
                " RETURNING id",
                self.id,
                self.company_id.id,
                Datetime.now(),
                partners,
                own,
                records,
            )
        )

    def _hand_over(self, ids):
        """Leave what other pushes need to them."""
        declared = self._declared()
        if not declared.shared:
            return
        domain = [("kind", "=", self.kind), ("target_id", "=", self.target_id), ("id", "!=", self.id)]
        if declared.by_company:
            domain.append(("company_id", "=", self.company_id.id))
        # Of any company: what stands on a customer is one thing for all of them.
        others = self.sudo().search(domain)
        if others:
            self.env.execute_query(SQL(HANDED_OVER, others=others.ids, items=ids))
            self.env["crm.segment.push.item"].invalidate_model(["own"], flush=False)
