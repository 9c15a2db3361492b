from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Datetime
from odoo.tools import SQL

from ..core import summary
from .crm_touchpoint import CHANNELS

#: Where the last run stood, kept as system parameters.
SEEN = "crm_customer360.summary_seen"
PASSED = "crm_customer360.summary_passed"
POSITION = "crm_customer360.summary_position"
#: Touchpoints looked at again: a transaction that took its ids earlier may have ended later.
OVERLAP = 10_000
#: Customers per transaction.
CHUNK = 5_000
#: A pass over every customer finds what new touchpoints do not tell: deletions, settings, meetings that are over now.
PASS_AGE = timedelta(hours=20)


class CrmTouchpointSummary(models.Model):
    """How often each customer was in contact, by channel and month: figures that are the same for every reader.

    They count only touchpoints that whoever may read the customer may know of (``core/summary.py``).
    """

    _name = "crm.touchpoint.summary"
    _description = "Contacts by Channel and Month"
    _order = "month desc, id desc"
    _log_access = False
    _rec_name = "commercial_partner_id"

    commercial_partner_id = fields.Many2one(
        "res.partner", "Customer", required=True, readonly=True, ondelete="cascade", index=True
    )
    company_id = fields.Many2one("res.company", readonly=True, ondelete="cascade")
    channel = fields.Selection(CHANNELS, required=True, readonly=True)
    month = fields.Date(required=True, readonly=True)
    incoming = fields.Integer(readonly=True)
    outgoing = fields.Integer(readonly=True)
    internal = fields.Integer(readonly=True)
    last_in = fields.Datetime("Last Incoming", readonly=True, aggregator="max")
    last_out = fields.Datetime("Last Outgoing", readonly=True, aggregator="max")
    # Read through the customer, so that a report can be cut by what the customer is today.
    user_id = fields.Many2one("res.users", "Salesperson", related="commercial_partner_id.user_id")
    country_id = fields.Many2one("res.country", related="commercial_partner_id.country_id")

    _identity_idx = models.UniqueIndex("(commercial_partner_id, (COALESCE(company_id, 0)), channel, month)")

    @api.model
    def _cron_refresh(self):
        """Count customers with new touchpoints; once a day all of them, in pieces, going on where it was stopped."""
        progress = self.env["ir.cron"]
        changed, seen = self._changed_customers()
        done = self._refresh_ids(changed)
        self._remember(SEEN, seen)
        time_left = progress._commit_progress(done, remaining=self._customers_left())
        while time_left and (left := self._customers_left()):
            done = self._pass_piece()
            time_left = progress._commit_progress(done, remaining=max(left - done, 0))

    def _changed_customers(self):
        """Customers with touchpoints that are new since the last run, and the last touchpoint there is."""
        rows = self.env.execute_query(
            SQL(
                "SELECT DISTINCT commercial_partner_id FROM crm_touchpoint WHERE id > %s",
                max(self._remembered(SEEN) - OVERLAP, 0),
            )
        )
        last = self.env.execute_query(SQL("SELECT coalesce(max(id), 0) FROM crm_touchpoint"))[0][0]
        return [id_ for (id_,) in rows], last

    def _customers_left(self):
        """Customers the pass of today has not come to; 0 between two passes."""
        position = self._remembered(POSITION)
        # A date of the job itself.
        passed = self.env["ir.config_parameter"].sudo().get_param(PASSED)
        if not position and passed and Datetime.to_datetime(passed) > Datetime.now() - PASS_AGE:
            return 0
        return self.env.execute_query(
            SQL("SELECT count(*) FROM res_partner WHERE id > %s AND id = commercial_partner_id", position)
        )[0][0]

    def _pass_piece(self):
        """The next customers of the pass; returns how many they were."""
        low = self._remembered(POSITION) + 1
        found = self.env.execute_query(
            SQL(
                "SELECT max(id), count(*) FROM (SELECT id FROM res_partner"
                " WHERE id >= %s AND id = commercial_partner_id ORDER BY id LIMIT %s) piece",
                low,
                CHUNK,
            )
        )
        high, size = found[0]
        if size:
            self._refresh(summary.SCOPE_RANGE, low=low, high=high)
        self._remember(POSITION, high if size == CHUNK else 0)
        if size < CHUNK:
            self._remember(PASSED, Datetime.to_string(Datetime.now()))
        return size

    @api.model
    def _start_pass(self):
        """Count every customer anew with the next run."""
        self._remember(POSITION, 0)
        self._remember(PASSED, "")

    @api.model
    def _refresh_ids(self, partner_ids):
        """Count these customers anew; returns how many they are."""
        ids = sorted(partner_ids)
        for start in range(0, len(ids), CHUNK):
            self._refresh(summary.SCOPE_IDS, ids=ids[start : start + CHUNK])
        return len(ids)

    def _refresh(self, scope, **parameters):
        sources = self.pool.crm_touchpoint_plan.sources.values()
        condition = summary.counted(sources, self.env["crm.touchpoint.source"]._counted_choices())
        self.env.cr.execute(summary.refresh(condition, scope), {"now": Datetime.now(), **parameters})
        self.env.invalidate_all()

    def _remembered(self, name):
        # Numbers of the job itself; nobody else reads them.
        return int(self.env["ir.config_parameter"].sudo().get_param(name) or 0)

    def _remember(self, name, value):
        # The same.
        self.env["ir.config_parameter"].sudo().set_param(name, str(value))
