from odoo import api, fields, models
from odoo.tools import SQL

from ..core.journal_item import PROFIT_AND_LOSS


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
            SELECT row_number() OVER (ORDER BY x.run_id, x.account_id NULLS LAST)::integer AS id, x.run_id,
                   r.company_id, x.account_id, c.currency_id, x.ledger, x.customers, x.unassigned,
                   x.ledger - x.customers - x.unassigned AS difference
              FROM (SELECT y.run_id, y.account_id, sum(y.ledger) AS ledger, sum(y.customers) AS customers,
                           sum(y.unassigned) AS unassigned
                      FROM (%s) y GROUP BY y.run_id, y.account_id) x
              JOIN crm_score_run r ON r.id = x.run_id
              JOIN res_company c ON c.id = r.company_id
            """,
            self._sides(
                SQL.identifier("r", "id"),
                SQL("crm_score_run r JOIN account_move_line l ON l.company_id = r.company_id AND l.date <= r.as_of"),
                SQL("crm_score_run r JOIN crm_profit_fact f ON f.run_id = r.id"),
                *[SQL("r.current AND r.company_id = ANY(%s)", self.env.companies.ids)] * 2,
            ),
        )

    @api.model
    def _sides(self, run, ledger, facts, items, months):
        """Both sides by run, account and day or month; each row has one of them, so they only have to be added up.

        :param run: SQL of the run's id
        :param ledger: SQL of the tables with the journal items ``l``
        :param facts: SQL of the tables with the facts ``f``
        :param items: condition on the journal items, posted ones on accounts of the profit and loss account
        :param months: condition on the facts
        """
        return SQL(
            """
            SELECT %(run)s AS run_id, l.account_id, l.date, sum(l.credit) - sum(l.debit) AS ledger, 0 AS customers,
                   0 AS unassigned, 0 AS number, 0 AS items
              FROM %(ledger)s
             WHERE %(items)s AND l.parent_state = 'posted' AND l.account_id IN %(accounts)s
             GROUP BY 1, l.account_id, l.date
             UNION ALL
            SELECT %(run)s, f.account_id, f.month, 0,
                   coalesce(sum(f.amount) FILTER (WHERE f.customer_id IS NOT NULL), 0),
                   coalesce(sum(f.amount) FILTER (WHERE f.customer_id IS NULL), 0), count(*), sum(f.items)
              FROM %(facts)s
             WHERE %(months)s
             GROUP BY 1, f.account_id, f.month
            """,
            run=run,
            ledger=ledger,
            facts=facts,
            items=items,
            months=months,
            accounts=self._profit_and_loss(),
        )

    @api.model
    def _profit_and_loss(self):
        """Ids of all accounts of the profit and loss account; so given, each item is looked at by itself, unjoined."""
        statement = SQL("SELECT id FROM account_account WHERE account_type IN %s", PROFIT_AND_LOSS)
        return tuple(id_ for (id_,) in self.env.execute_query(statement)) or (0,)

    @api.model
    def _totals(self, run, periods=None, priced=True):
        """Number of facts and of their items, and what of the profit and loss account is in no fact (0.0 is right).

        The difference is that of each account and month, none made up for by another.

        :param periods: ``[(first day, day after the last)]`` of whole months; left out, all of the run
        :param priced: what stands in no account is compared for all months besides
        """
        self.env.flush_all()
        # As values: the columns of the run tell the planner nothing of how many items there are.
        theirs = SQL("l.company_id = %s AND l.date <= %s", run.company_id.id, run.as_of)
        months = SQL("f.run_id = %s", run.id)
        if periods is not None:
            days = SQL(" OR ").join([SQL("FALSE"), *(SQL("(l.date >= %s AND l.date < %s)", *one) for one in periods)])
            which = SQL(" OR ").join(
                [
                    SQL("f.account_id IS NULL AND f.origin IS NULL") if priced else SQL("FALSE"),
                    *(SQL("(f.month >= %s AND f.month < %s)", *one) for one in periods),
                ]
            )
            months = SQL("%s AND (%s)", months, which)
            # All items are read as they come; those of some days are found by account and day.
            accounts = self._accounts(run.company_id)
            theirs = SQL("%s AND (%s) AND l.account_id = ANY(ARRAY(%s))", theirs, days, accounts)
        [(number, items, difference)] = self.env.execute_query(
            SQL(
                """
                SELECT coalesce(sum(number), 0)::bigint, coalesce(sum(items), 0)::bigint,
                       coalesce(sum(abs(ledger - given)), 0)
                  FROM (SELECT sum(ledger) AS ledger, sum(customers + unassigned) AS given, sum(number) AS number,
                               sum(items) AS items
                          FROM (%s) x GROUP BY account_id, date_trunc('month', date::timestamp)) y
                """,
                self._sides(SQL("%s", run.id), SQL("account_move_line l"), SQL("crm_profit_fact f"), theirs, months),
            )
        )
        return number, items, float(difference)

    @api.model
    def _accounts(self, company):
        """SQL of the profit and loss accounts a company may post on: its own, and those of the companies above it."""
        return SQL(
            "SELECT a.id FROM account_account a JOIN account_account_res_company_rel w ON w.account_account_id = a.id"
            " WHERE w.res_company_id = ANY(%s) AND a.account_type IN %s",
            company.parent_ids.ids,
            PROFIT_AND_LOSS,
        )

    @api.model
    def _difference(self, run):
        """What of the profit and loss account of a run's company is in no fact, up to its day; 0.0 is right."""
        return self._totals(run)[2]

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
