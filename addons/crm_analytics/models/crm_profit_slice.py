from odoo import api, fields, models
from odoo.tools import SQL

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

    A few thousand rows instead of a million: what the overview needs for any period. Rows add up, see
    ``crm.profit.month``.
    """

    _name = "crm.profit.slice"
    _description = "Profit by Month and Way of Selling"
    _order = "month desc, id"
    _log_access = False
    _rec_name = "month"

    run_id = fields.Many2one("crm.score.run", required=True, readonly=True, ondelete="cascade", index=True)
    company_id = fields.Many2one("res.company", required=True, readonly=True, ondelete="cascade")
    month = fields.Date(required=True, readonly=True)
    kind = fields.Char(required=True, readonly=True)
    assigned = fields.Boolean(readonly=True, help="Whether it belongs to customers.")
    dimension = fields.Selection(DIMENSIONS, required=True, readonly=True)
    channel_id = fields.Many2one("crm.sales.channel", readonly=True, ondelete="set null")
    categ_id = fields.Many2one("product.category", readonly=True, ondelete="set null")
    user_id = fields.Many2one("res.users", readonly=True, ondelete="set null")
    amount = fields.Float(readonly=True)
    discount = fields.Float(readonly=True)
    realisation = fields.Float(readonly=True)
    listed = fields.Float(readonly=True)

    @api.model
    def _sum_up(self, run, whose, sign):
        """See ``crm.profit.month``; ``whose`` is a condition on facts ``f``."""
        names = ("amount", "discount", "realisation", "listed")
        sums = SQL(", ").join(
            SQL("coalesce(%s * sum(%s), 0)::float8", sign, SQL.identifier("f", name)) for name in names
        )
        self.flush_model()
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO crm_profit_slice
                       (run_id, company_id, month, kind, assigned, dimension, channel_id, categ_id, user_id,
                        amount, discount, realisation, listed)
                SELECT f.run_id, f.company_id, f.month, f.kind, f.assigned,
                       CASE GROUPING(f.channel_id, f.categ_id, f.user_id)
                            WHEN 3 THEN 'channel' WHEN 5 THEN 'category' WHEN 6 THEN 'seller' ELSE 'all' END,
                       f.channel_id, f.categ_id, f.user_id, %(sums)s
                  FROM (SELECT f.*, f.customer_id IS NOT NULL AS assigned FROM crm_profit_fact f
                         WHERE f.run_id = %(run)s AND %(whose)s) f
                 GROUP BY f.run_id, f.company_id, f.month, f.kind, f.assigned,
                       GROUPING SETS ((), (f.channel_id), (f.categ_id), (f.user_id))
                """,
                sums=sums,
                run=run.id,
                whose=whose,
            )
        )
