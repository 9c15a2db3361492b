from odoo import api, fields, models
from odoo.tools import SQL, sql

from ..core import dissatisfaction as rules
from ..core import dissatisfaction_sql as statements

SIGNALS = [
    ("complaint", "Complaints"),
    ("unhelped", "Complaints again"),
    ("our_reply", "Our replies"),
    ("their_reply", "Their replies"),
    ("rating", "Ratings"),
    ("refund", "Credit notes"),
    ("order", "Orders"),
    ("tone", "Tone of messages"),
]
CONFIDENCES = [("low", "Not enough data"), ("medium", "Medium: two signals"), ("high", "High: three signals or more")]


class CrmDissatisfactionScore(models.Model):
    """What a night found unusual about a customer: one row a day, of those of whom something is; never changed.

    The figures are facts beside the customer's own usual level (``core/dissatisfaction.py``).
    """

    _name = "crm.dissatisfaction.score"
    _inherit = "crm.dissatisfaction.words"
    _description = "Signs of Dissatisfaction"
    _order = "score desc, id desc"
    _log_access = False
    _rec_name = "customer_id"

    company_id = fields.Many2one("res.company", required=True, readonly=True, ondelete="cascade", index=True)
    customer_id = fields.Many2one("res.partner", required=True, readonly=True, ondelete="cascade", index=True)
    user_id = fields.Many2one("res.users", "Owner", related="customer_id.user_id")
    as_of = fields.Date("Up To", required=True, readonly=True)
    current = fields.Boolean(readonly=True, help="Of the last night.")
    score = fields.Float(
        readonly=True, aggregator="avg", digits=(5, 1), help="0 to 100: how unusual it is, all signals together."
    )
    confidence = fields.Selection(
        CONFIDENCES, required=True, readonly=True, help="By how many signals could be compared with what is usual."
    )
    judged = fields.Integer(
        "Signals Compared", readonly=True, aggregator="avg", help="Of them there is enough to know what is usual."
    )
    unusual = fields.Integer("Unusual Signals", readonly=True, aggregator="avg")
    main = fields.Selection(SIGNALS, "Strongest Signal", required=True, readonly=True)
    last_on = fields.Date("Last Event", readonly=True, help="The newest of what was looked at.")
    facts = fields.Json(readonly=True, export_string_translation=False)
    reason = fields.Char(compute="_compute_reason")
    signal_ids = fields.One2many("crm.dissatisfaction.signal", "score_id", "Signals", readonly=True)

    _identity_idx = models.UniqueIndex("(company_id, customer_id, as_of)")
    _current_idx = models.UniqueIndex("(company_id, customer_id) WHERE current")

    @api.depends("facts")
    @api.depends_context("lang")
    def _compute_reason(self):
        for row in self:
            row.reason = row._facts_in_words(row.facts)

    def action_open_customer(self):
        """The page of the customer."""
        self.ensure_one()
        return self.customer_id.action_open_customer360()

    def action_open_history(self):
        """How the score of the customer developed, as an action: every day of five weeks, then a day of each month."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("crm_analytics.crm_dissatisfaction_history_action")
        domain = [("customer_id", "=", self.customer_id.id), ("company_id", "=", self.company_id.id)]
        return {**action, "domain": domain, "display_name": self.customer_id.display_name}

    # ------------------------------------------------------------------
    # Writing a night
    # ------------------------------------------------------------------

    @api.model
    def _signals(self):
        """What is looked at: ``[(core.dissatisfaction.Signal, select)]``; addons add theirs to ``super()``'s list.

        Of the select see ``core.dissatisfaction_sql.observe``.
        """
        there = [s for s in rules.SIGNALS if sql.table_exists(self.env.cr, statements.NEEDS.get(s.key, self._table))]
        return [(signal, statements.OBSERVED[signal.key]) for signal in there]

    @api.model
    def _write_night(self, params):
        """Look at all customers of a company and write what is unusual; a second time on a day, the day's rows anew.

        The purchases of the run are there already.

        :param params: of ``core.dissatisfaction_sql``
        :return: how many customers have a score
        """
        self.env.flush_all()
        self._observe(params)
        company, day = params["company"], params["as_of"]
        # Who objected since then: nothing of it stays, of earlier days neither.
        leave = SQL("as_of = %s OR customer_id IN (%s)", day, params["objectors"])
        self.env.cr.execute(SQL("DELETE FROM crm_dissatisfaction_signal WHERE company_id = %s", company))
        self.env.cr.execute(SQL("DELETE FROM crm_dissatisfaction_score WHERE company_id = %s AND (%s)", company, leave))
        self.env.cr.execute(
            SQL("UPDATE crm_dissatisfaction_score SET current = FALSE WHERE company_id = %s AND current", company)
        )
        self.env.cr.execute(SQL(statements.SCORE, **params))
        number = self.env.cr.rowcount
        self.env.cr.execute(SQL(statements.SIGNALS, **params))
        self.env.cr.execute(SQL(statements.FORGET, **params))
        self.env.invalidate_all(flush=False)
        return number

    def _observe(self, params):
        claims = sql.column_exists(self.env.cr, "crm_claim", "model_ref_id")
        for table in statements.TABLES:
            self.env.cr.execute(SQL("DROP TABLE IF EXISTS pg_temp.%s", SQL.identifier(table)))
        self.env.cr.execute(SQL(statements.events(claims), **params))
        self.env.cr.execute(SQL("CREATE INDEX ON %s (customer_id, date)", SQL.identifier(statements.EVENT)))
        self.env.cr.execute(SQL("ANALYZE %s", SQL.identifier(statements.EVENT)))
        self.env.cr.execute(SQL(statements.KNOWN, **params))
        self.env.cr.execute(SQL(statements.SEEN_TABLE))
        for signal, observed in self._signals():
            self.env.cr.execute(SQL(statements.observe(signal, observed), **params))
