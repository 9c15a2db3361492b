from odoo import api, fields, models
from odoo.tools import SQL

from .derived_link import DerivedLink

DIMENSIONS = [
    ("all", "Everything"),
    ("channel", "Sales channel"),
    ("category", "Product category"),
    ("seller", "Salesperson"),
]
#: Column that tells a dimension apart.
KEYS = {"channel": "channel_id", "category": "categ_id", "seller": "user_id"}


class CrmProfitSlice(models.Model):
    """Facts added up over all customers, by month and kind: as a whole, and once for each way to tell them apart.

    A few thousand rows instead of a million: what the overview needs for any period.
    """

    _name = "crm.profit.slice"
    _description = "Profit by Month and Way of Selling"
    _order = "month desc, id"
    _log_access = False
    _rec_name = "month"

    run_id = DerivedLink("crm.score.run", required=True, readonly=True, ondelete="cascade", index=True)
    company_id = DerivedLink("res.company", required=True, readonly=True, ondelete="cascade")
    month = fields.Date(required=True, readonly=True)
    kind = fields.Char(required=True, readonly=True)
    assigned = fields.Boolean(readonly=True, help="Whether it belongs to customers.")
    dimension = fields.Selection(DIMENSIONS, required=True, readonly=True)
    channel_id = DerivedLink("crm.sales.channel", readonly=True, ondelete="set null")
    categ_id = DerivedLink("product.category", readonly=True, ondelete="set null")
    user_id = DerivedLink("res.users", readonly=True, ondelete="set null")
    amount = fields.Float(readonly=True)
    discount = fields.Float(readonly=True)
    realisation = fields.Float(readonly=True)
    listed = fields.Float(readonly=True)
    fact_count = fields.Integer("Facts", readonly=True)
    last_fact = fields.Integer("Latest Fact", readonly=True)

    @api.model
    def _sum_up(self, run):
        """Sums of all months of a run, in the place of those there are."""
        self._replace(run, SQL("TRUE"))

    @api.model
    def _catch_up(self, run, months=None):
        """The same for the months whose facts are others than when they were summed up.

        :param months: their first days, if known
        """
        changed = self._changed(run) if months is None else list(months)
        if changed:
            self._replace(run, SQL("month = ANY(%s)", changed))

    def _changed(self, run):
        """Months whose facts are others: what changes facts makes new rows or takes some away."""
        rows = self.env.execute_query(
            SQL(
                """
                SELECT coalesce(f.month, s.month)
                  FROM (SELECT month, count(*) AS number, max(id) AS latest FROM crm_profit_fact
                         WHERE run_id = %(run)s GROUP BY 1) f
                  FULL JOIN (SELECT month, sum(fact_count) AS number, max(last_fact) AS latest FROM crm_profit_slice
                              WHERE run_id = %(run)s AND dimension = 'all' GROUP BY 1) s USING (month)
                 WHERE (f.number, f.latest) IS DISTINCT FROM (s.number, s.latest)
                """,
                run=run.id,
            )
        )
        return [month for (month,) in rows]

    def _replace(self, run, which):
        self.flush_model()
        self.env["crm.profit.fact"].flush_model()
        self.env.cr.execute(SQL("DELETE FROM crm_profit_slice WHERE run_id = %s AND %s", run.id, which))
        names = ("amount", "discount", "realisation", "listed")
        columns = ((SQL.identifier("f", name), SQL.identifier(name)) for name in names)
        sums = SQL(", ").join(SQL("coalesce(sum(%s), 0) AS %s", *one) for one in columns)
        # Once over the facts, to the finest sums; what is added up four times are these.
        self.env.cr.execute(
            SQL(
                """
                WITH fine AS MATERIALIZED (
                    SELECT f.month, f.kind, f.customer_id IS NOT NULL AS assigned, f.channel_id, f.categ_id, f.user_id,
                           %(sums)s, count(*) AS number, max(f.id) AS latest
                      FROM crm_profit_fact f
                     WHERE f.run_id = %(run)s AND %(which)s
                     GROUP BY 1, 2, 3, 4, 5, 6)
                INSERT INTO crm_profit_slice
                       (run_id, company_id, month, kind, assigned, dimension, channel_id, categ_id, user_id,
                        amount, discount, realisation, listed, fact_count, last_fact)
                SELECT %(run)s, %(company)s, f.month, f.kind, f.assigned,
                       CASE GROUPING(f.channel_id, f.categ_id, f.user_id)
                            WHEN 3 THEN 'channel' WHEN 5 THEN 'category' WHEN 6 THEN 'seller' ELSE 'all' END,
                       f.channel_id, f.categ_id, f.user_id, %(sums)s, sum(f.number), max(f.latest)
                  FROM fine f
                 GROUP BY f.month, f.kind, f.assigned, GROUPING SETS ((), (f.channel_id), (f.categ_id), (f.user_id))
                """,
                sums=sums,
                run=run.id,
                company=run.company_id.id,
                which=which,
            )
        )
        self.invalidate_model()
