from odoo import api, fields, models
from odoo.tools import SQL

from ..core.facts import PROFIT_AND_LOSS


class CrmProfitReconciliation(models.Model):
    """Profit and loss account against the facts, account by account.

    The left side is added up from the ledger at the moment of looking, by a query of its own; the right side from the
    facts. What was posted since the run is a difference until the next run.
    """

    _name = "crm.profit.reconciliation"
    _description = "Reconciliation with the Profit and Loss Account"
    _auto = False
    _order = "company_id, account_id"
    _rec_name = "account_id"

    company_id = fields.Many2one("res.company", readonly=True)
    run_id = fields.Many2one("crm.score.run", readonly=True)
    account_id = fields.Many2one(
        "account.account",
        readonly=True,
        help="None in the line of what is spread over customers as cost to serve: it takes from one side what it gives"
        " to the other.",
    )
    name = fields.Char(compute="_compute_name")
    currency_id = fields.Many2one("res.currency", readonly=True)
    ledger = fields.Monetary("Profit and Loss Account", readonly=True)
    customers = fields.Monetary(readonly=True)
    unassigned = fields.Monetary("Not Assigned", readonly=True)
    difference = fields.Monetary(readonly=True)

    @api.depends("account_id")
    @api.depends_context("lang")
    def _compute_name(self):
        kinds = dict(self.env["crm.profit.fact"]._fields["kind"]._description_selection(self.env))
        for line in self:
            line.name = line.account_id.display_name or kinds["absorbed"]

    @property
    def _table_query(self):
        return SQL(
            """
            SELECT row_number() OVER (ORDER BY x.run_id, x.account_id NULLS LAST)::integer AS id, x.* FROM (
            SELECT r.company_id, r.id AS run_id, a.id AS account_id,
                   c.currency_id, coalesce(g.ledger, 0) AS ledger, coalesce(f.customers, 0) AS customers,
                   coalesce(f.unassigned, 0) AS unassigned,
                   coalesce(g.ledger, 0) - coalesce(f.customers, 0) - coalesce(f.unassigned, 0) AS difference
              FROM crm_score_run r
              JOIN res_company c ON c.id = r.company_id
              JOIN account_account a ON a.account_type IN %s
              LEFT JOIN LATERAL (
                    SELECT sum(l.credit - l.debit) AS ledger FROM account_move_line l
                     WHERE l.account_id = a.id AND l.company_id = r.company_id AND l.parent_state = 'posted'
                       AND l.date <= r.as_of) g ON TRUE
              LEFT JOIN LATERAL (
                    SELECT sum(amount) FILTER (WHERE x.customer_id IS NOT NULL) AS customers,
                           sum(amount) FILTER (WHERE x.customer_id IS NULL) AS unassigned
                      FROM crm_profit_fact x WHERE x.run_id = r.id AND x.account_id = a.id) f ON TRUE
             WHERE r.current AND (g.ledger IS NOT NULL OR f.customers IS NOT NULL OR f.unassigned IS NOT NULL)
             UNION ALL
            SELECT r.company_id, r.id, NULL, c.currency_id, 0,
                   coalesce(sum(f.amount) FILTER (WHERE f.customer_id IS NOT NULL), 0),
                   coalesce(sum(f.amount) FILTER (WHERE f.customer_id IS NULL), 0), -coalesce(sum(f.amount), 0)
              FROM crm_score_run r
              JOIN res_company c ON c.id = r.company_id
              JOIN crm_profit_fact f ON f.run_id = r.id AND f.account_id IS NULL
             WHERE r.current
             GROUP BY r.company_id, r.id, c.currency_id) x
            """,
            PROFIT_AND_LOSS,
        )

    @api.model
    def _difference(self, run):
        """What of the profit and loss account of a run's company is in no fact, up to its day; 0.0 is right."""
        self.env["crm.score.run"].flush_model()
        [(difference,)] = self.env.execute_query(
            SQL("SELECT coalesce(sum(abs(difference)), 0) FROM (%s) x WHERE run_id = %s", self._table_query, run.id)
        )
        return float(difference)

    def action_open_items(self):
        """The journal items of the account; of cost to serve, what was counted."""
        self.ensure_one()
        if not self.account_id:
            return self.env["crm.cost.customer"]._action_of(self.company_id)
        return {
            "type": "ir.actions.act_window",
            "name": self.account_id.display_name,
            "res_model": "account.move.line",
            "view_mode": "list,pivot,form",
            "domain": [
                ("account_id", "=", self.account_id.id),
                ("company_id", "=", self.company_id.id),
                ("parent_state", "=", "posted"),
                ("date", "<=", self.run_id.as_of),
            ],
        }

    def action_open_facts(self):
        """The facts of the account."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("crm_analytics.crm_profit_fact_action")
        action.update(
            name=self.account_id.display_name or self.env._("Cost to serve"),
            display_name=self.account_id.display_name or self.env._("Cost to serve"),
            domain=[("run_id", "=", self.run_id.id), ("account_id", "=", self.account_id.id)],
            context={"search_default_group_reason": 1},
            path=False,
        )
        return action
