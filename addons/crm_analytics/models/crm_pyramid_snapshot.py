from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Date, Domain
from odoo.tools import SQL

from ..core import pyramid, pyramid_sql
from ..core.chain import NET

#: When the first one is made, so many closed months are counted at once, from the accounting as it is then.
LOOK_BACK = 13
#: A snapshot made so many days after its month says so.
LATE = 45


class CrmPyramidSnapshot(models.Model):
    """The pyramid of a company at the end of a month: made once, and never changed afterwards.

    The nightly job makes it in the month after, from the current run of the analysis. What is posted later into that
    month changes later snapshots only.
    """

    _name = "crm.pyramid.snapshot"
    _description = "Pyramid of a Month"
    _order = "month desc, id desc"
    _rec_name = "month"

    company_id = fields.Many2one("res.company", required=True, readonly=True, ondelete="cascade")
    month = fields.Date(required=True, readonly=True, help="First day of the last month that is counted.")
    measure = fields.Selection(
        [("net", "Net revenue"), ("profit", "Profit")], required=True, readonly=True, help="What the ranks are made of."
    )
    cut_top = fields.Float("Top Ends At", readonly=True, digits=(5, 2))
    cut_big = fields.Float("Big Ends At", readonly=True, digits=(5, 2))
    cut_medium = fields.Float("Medium Ends At", readonly=True, digits=(5, 2))
    active_months = fields.Integer(readonly=True)
    late = fields.Boolean(
        "Counted Afterwards", readonly=True, help="Made long after the month, from what was known then."
    )
    left_out = fields.Integer(readonly=True, help="Customers who object to the evaluation of their purchases.")
    layer_ids = fields.One2many("crm.pyramid.layer", "snapshot_id", "Layers", readonly=True)
    currency_id = fields.Many2one(related="company_id.currency_id")

    _month_idx = models.UniqueIndex("(company_id, month)", "This month has its snapshot.")

    @api.depends("month")
    def _compute_display_name(self):
        for snapshot in self:
            snapshot.display_name = Date.to_string(snapshot.month)[:7] if snapshot.month else ""

    def write(self, vals):
        if vals:
            raise UserError(self.env._("A snapshot of the pyramid stays as it was made."))
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("A snapshot of the pyramid stays as it was made."))

    def action_open_positions(self):
        """Every customer of the snapshot, layer by layer."""
        self.ensure_one()
        return self._positions_action([("snapshot_id", "=", self.id)], self.display_name)

    @api.model
    def _positions_action(self, domain, name):
        action = self.env["ir.actions.act_window"]._for_xml_id("crm_analytics.crm_pyramid_position_action")
        action.update(domain=domain, context={}, name=name, display_name=name, path=False)
        return action

    # ------------------------------------------------------------------
    # The nightly job
    # ------------------------------------------------------------------

    @api.model
    def _cron_monthly(self):
        """Every month that has none yet, one in a transaction."""
        missing = self._missing()
        progress = self.env["ir.cron"]
        progress._commit_progress(remaining=len(missing))
        for left, (run, month) in zip(range(len(missing) - 1, -1, -1), missing, strict=True):
            self._take(run, month)
            if not progress._commit_progress(1, remaining=left):
                break

    @api.model
    def _missing(self):
        """``[(run, month)]`` of closed months without a snapshot, the oldest first."""
        found = []
        for run in self.env["crm.score.run"]._shown(self.env["res.company"].search([("active", "=", True)])):
            first = self._first_month(run)
            months = self._closed_months(run.as_of)
            known = set(self.search([("company_id", "=", run.company_id.id)]).mapped("month"))
            newest = max(known, default=None)
            found += [
                (run, month)
                for month in months
                if first and month >= first and month not in known and (not newest or month > newest)
            ]
        return found

    @api.model
    def _closed_months(self, as_of):
        """First days of the last months that had ended by ``as_of``."""
        next_month = Date.add(as_of, days=1).replace(day=1)
        return [Date.subtract(next_month, months=ago) for ago in range(LOOK_BACK, 0, -1)]

    @api.model
    def _first_month(self, run):
        query = SQL("SELECT min(month) FROM crm_profit_fact WHERE run_id = %s AND kind = 'revenue'", run.id)
        return self.env.execute_query(query)[0][0]

    @api.model
    def _take(self, run, month):
        """The snapshot of a month, from the facts of a run; of nobody's if another worker has just made it."""
        company = run.company_id
        snapshot = self._insert(company, month)
        if not snapshot:
            return self.browse()
        self._fill(snapshot, run)
        snapshot.invalidate_recordset()
        return snapshot

    def _insert(self, company, month):
        self.env.flush_all()
        values = {
            **company._pyramid_values(),
            "company_id": company.id,
            "month": month,
            "late": (Date.context_today(self) - Date.add(month, months=1)).days > LATE,
            "left_out": self._count_left_out(company),
            "create_uid": self.env.uid,
            "create_date": fields.Datetime.now(),
        }
        # Whoever comes second makes nothing; a second one at the very same time is told to try again.
        rows = self.env.execute_query(
            SQL(
                "INSERT INTO crm_pyramid_snapshot (%s) VALUES (%s) ON CONFLICT DO NOTHING RETURNING id",
                SQL(", ").join(map(SQL.identifier, values)),
                SQL(", ").join(SQL("%s", value) for value in values.values()),
            )
        )
        return self.browse([id_ for (id_,) in rows])

    def _count_left_out(self, company):
        query = SQL(
            "SELECT count(DISTINCT f.customer_id) FROM crm_profit_fact f JOIN crm_score_run r ON r.id = f.run_id"
            " WHERE r.current AND f.company_id = %s AND f.customer_id IN (%s)",
            company.id,
            self._objectors(company),
        )
        return self.env.execute_query(query)[0][0]

    @api.model
    def _objectors(self, company):
        # Who objects is left out of what is counted; the ids stay within the statement.
        return self.env["crm.consent"].sudo().with_company(company)._objectors_sql("profiling")

    def _fill(self, snapshot, run):
        """Positions and sums of a new snapshot, in a few statements over all customers."""
        company = snapshot.company_id
        params = {
            "snapshot": snapshot.id,
            "company": company.id,
            "run": run.id,
            "month": snapshot.month,
            "kinds": self._kinds(snapshot.measure),
            "active_from": Date.subtract(snapshot.month, months=snapshot.active_months - 1),
            "climbers": str(float(pyramid.CLIMBERS)),
            "until": self._until(snapshot),
            "objectors": self._objectors(company),
        }
        [(count,)] = self.env.execute_query(SQL(pyramid_sql.COUNT, **params))
        cuts = (snapshot.cut_top, snapshot.cut_big, snapshot.cut_medium)
        params.update(zip(("top", "big", "medium"), pyramid.ends(count, cuts), strict=True))
        for statement in (pyramid_sql.ACTIVE, pyramid_sql.INACTIVE, pyramid_sql.OTHERS, pyramid_sql.TOTALS):
            self.env.cr.execute(SQL(statement, **params))

    def _until(self, snapshot):
        """A month that has just closed takes in who is in the file now; one counted afterwards, who was."""
        return Date.add(snapshot.month, months=1) if snapshot.late else fields.Datetime.now()

    def _kinds(self, measure):
        if measure == "net":
            return list(NET)
        return [key for key, _label in self.env["crm.profit.fact"]._fields["kind"].selection]

    @api.model
    def _latest(self, company):
        """The last snapshot of a company."""
        return self.search(Domain("company_id", "=", company.id), limit=1)
