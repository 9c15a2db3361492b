from odoo import api, fields, models
from odoo.tools import SQL

from ..core import habit, purchase_sql
from ..core.figures import NET
from ..core.score_part import Part

TRENDS = [
    ("new", "New this year"),
    ("up", "Growing"),
    ("steady", "Steady"),
    ("down", "Falling"),
    ("gone", "Nothing this year"),
    ("back", "Back after a year"),
]
VALUE_COLUMNS = ("p_alive", "expected", "expected_spend", "value", "value_low", "value_high")
#: What customers are put in order by.
RANKINGS = {"model": "value.value", "rfm": "rfm.rfm", "revenue": "customer.revenue"}
PLACE = """
    SELECT customer.customer_id, 100 * cume_dist() OVER (ORDER BY {ranking} NULLS FIRST) AS place,
           CASE WHEN customer.purchases < 2 THEN 'low' WHEN customer.purchases < 4 THEN 'medium' ELSE 'high' END
           AS confidence
      FROM customer
      LEFT JOIN rfm ON rfm.customer_id = customer.customer_id
      {value}
"""

#: By the number of purchases.
CONFIDENCES = [
    ("low", "Low: one purchase"),
    ("medium", "Medium: two or three purchases"),
    ("high", "High: four purchases or more"),
]


class CrmCustomerScore(models.Model):
    """How likely a customer comes back, what that may be worth, and how they usually buy."""

    _inherit = "crm.customer.score"

    p_alive = fields.Float(
        "Still a Customer",
        readonly=True,
        aggregator="avg",
        help="Probability that the customer has not left for good. Empty: not enough data.",
    )
    expected = fields.Float(
        "Purchases to Expect", readonly=True, help="Purchases to expect in the time ahead that the company has set."
    )
    expected_spend = fields.Monetary("Spend to Expect", readonly=True, aggregator="avg", help="Per purchase.")
    value = fields.Monetary(
        "Lifetime Value",
        readonly=True,
        help="What the purchases to expect in the coming years leave, discounted to today.",
    )
    value_low = fields.Monetary(
        "Value, Low", readonly=True, aggregator=None, help="Most customers like this one leave more."
    )
    value_high = fields.Monetary(
        "Value, High", readonly=True, aggregator=None, help="Most customers like this one leave less."
    )
    rfm_recency = fields.Integer("Recency, 1 to 5", readonly=True, aggregator="avg")
    rfm_frequency = fields.Integer("Frequency, 1 to 5", readonly=True, aggregator="avg")
    rfm_revenue = fields.Integer("Revenue, 1 to 5", readonly=True, aggregator="avg")
    rfm = fields.Integer("RFM", readonly=True, aggregator="avg", help="Sum of the three fifths, 3 to 15.")
    usual_days = fields.Float(
        "Usual Interval", readonly=True, aggregator="avg", help="Days between purchases; half of them are longer."
    )
    regularity = fields.Float(
        readonly=True, aggregator="avg", help="1 is chance, above 2 is a rhythm. Empty: fewer than four purchases."
    )
    recent_revenue = fields.Monetary("Revenue, Last Year", readonly=True, help="Of the last 365 days.")
    previous_revenue = fields.Monetary("Revenue, Year Before", readonly=True, help="Of the 365 days before these.")
    trend = fields.Selection(TRENDS, readonly=True)
    place = fields.Float(
        "Place of 100",
        readonly=True,
        aggregator="avg",
        help="100 is the best customer. By lifetime value where that found the best customers earlier, else by the"
        " simple rule that did.",
    )
    confidence = fields.Selection(CONFIDENCES, readonly=True)

    @api.model
    def _score_parts(self, run):
        company = run.company_id
        model, amounts = self.env["crm.score.fit"]._learn(run)
        parts = [
            *super()._score_parts(run),
            Part("rfm", habit.RFM_COLUMNS, habit.RFM),
            Part("habit", habit.HABIT_COLUMNS, habit.HABIT),
        ]
        join = ""
        if model:
            values = purchase_sql.parameters(
                model,
                amounts,
                self.env.execute_query(SQL("SELECT DISTINCT repeats, age FROM crm_score_customer")),
                weeks=company.value_weeks,
                years=company.value_years,
                rate=company.value_discount / 100,
                margin=self._margin(run),
            )
            statement = purchase_sql.value("crm_score_customer", company.value_years, amounts is not None)
            parts.append(Part("value", VALUE_COLUMNS, statement, values))
            join = "LEFT JOIN value ON value.customer_id = customer.customer_id"
        statement = PLACE.format(ranking=RANKINGS[run.ranking], value=join)
        return [*parts, Part("place", ("place", "confidence"), statement)]

    def _margin(self, run):
        """What of the price is left: as the company says, else from the facts of the run; all of it if no cost of goods
        is posted. Noted with the run."""
        share = run.company_id.value_margin / 100
        if not share:
            [(net, cost)] = self.env.execute_query(
                SQL(
                    "SELECT coalesce(sum(amount) FILTER (WHERE kind = ANY(%s)), 0),"
                    " coalesce(sum(amount) FILTER (WHERE kind = 'cogs'), 0)"
                    " FROM crm_profit_fact WHERE run_id = %s AND customer_id IS NOT NULL",
                    list(NET),
                    run.id,
                )
            )
            share = min(max(float(1 + cost / net), 0.0), 1.0) if net > 0 else 1.0
        # A share of all customers together, noted with the run while it is counted; whoever reads the run reads it.
        self.env["crm.score.figure"].sudo()._note(run, "check", {"margin": share})
        return share
