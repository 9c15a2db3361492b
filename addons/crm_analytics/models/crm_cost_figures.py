from collections import defaultdict

from dateutil.relativedelta import relativedelta

from odoo import api, models
from odoo.fields import Date
from odoo.tools import SQL

from ..core.figures import CREDIT_DAY, TOLD, Figures, Rates
from ..core.levers import Below


class CrmCostFigures(models.AbstractModel):
    """What evidence and what-ifs go by: sums of the current run over some months, by customer. For other methods.

    The sums are read past the rights of the caller: whoever calls decides which customers they may ask for.
    """

    _name = "crm.cost.figures"
    _description = "Figures of Customers over Some Months"

    @api.model
    def _run(self, company):
        """The run the pages show; an empty record if there is none."""
        return self.env["crm.score.run"]._shown(company)

    @api.model
    def _period(self, run, months):
        """First and last month as days, so many months up to the day of a run."""
        last = Date.start_of(run.as_of, "month")
        return last - relativedelta(months=months - 1), last

    @api.model
    def _of_customers(self, run, months, customers=None):
        """Figures by customer.

        :param customers: ids, None for all of the run
        :return: ``{customer id: Figures}``
        """
        amounts, active = self._amounts(run, months, customers)
        counts = defaultdict(dict)
        for customer, driver, quantity in self.env.execute_query(self._counted(run, months, customers)):
            counts[customer][driver] = quantity
        return {
            customer: Figures(kinds, counts.get(customer, {}), months, active.get(customer, 0))
            for customer, kinds in amounts.items()
        }

    def _amounts(self, run, months, customers):
        facts = self.env["crm.profit.fact"]
        facts.flush_model()
        told = [name for name in TOLD if name in facts._fields]
        first, last = self._period(run, months)
        rows = self.env.execute_query(
            SQL(
                """
                SELECT f.customer_id, f.kind, sum(f.amount), count(DISTINCT f.month), %(told)s
                  FROM crm_profit_fact f
                 WHERE f.run_id = %(run)s AND f.customer_id IS NOT NULL AND f.month BETWEEN %(first)s AND %(last)s
                       %(limit)s
                 GROUP BY f.customer_id, f.kind
                """,
                told=SQL(", ").join(SQL("sum(%s)", SQL.identifier("f", name)) for name in told),
                run=run.id,
                first=first,
                last=last,
                limit=self._limit("f", customers),
            )
        )
        amounts, active = defaultdict(dict), {}
        for customer, kind, amount, seen, *parts in rows:
            amounts[customer][kind] = float(amount)
            if kind == "revenue":
                active[customer] = seen
                amounts[customer].update({name: float(part or 0.0) for name, part in zip(told, parts, strict=True)})
        return amounts, active

    def _limit(self, alias, customers):
        if customers is None:
            return SQL()
        return SQL("AND %s = ANY(%s)", SQL.identifier(alias, "customer_id"), list(customers))

    def _counted(self, run, months, customers):
        self.env["crm.cost.count"].flush_model()
        first, last = self._period(run, months)
        return SQL(
            """
            SELECT c.customer_id, c.driver, sum(c.quantity) FROM crm_cost_count c
             WHERE c.run_id = %(run)s AND c.customer_id IS NOT NULL AND c.month BETWEEN %(first)s AND %(last)s %(limit)s
             GROUP BY c.customer_id, c.driver
            """,
            run=run.id,
            first=first,
            last=last,
            limit=self._limit("c", customers),
        )

    @api.model
    def _everybody(self, run, months):
        """Figures of all customers together; added up once for a run and kept with it."""
        # Sums of all customers together, kept so that they are added up once; nobody may read or write them otherwise.
        norms = self.env["crm.cost.norm"].sudo()
        kept = norms._of(run, months)
        if kept is None:
            kept = self._add_up(run, months)
            norms._keep(run, months, kept)
        return Figures(kept["amounts"], kept["counts"], months)

    def _add_up(self, run, months):
        amounts, _active = self._amounts(run, months, None)
        sums = {"amounts": defaultdict(float), "counts": defaultdict(float)}
        for kinds in amounts.values():
            for kind, amount in kinds.items():
                sums["amounts"][kind] += amount
        counted = SQL("SELECT driver, sum(sum) FROM (%s) c GROUP BY driver", self._counted(run, months, None))
        sums["counts"].update(self.env.execute_query(counted))
        return {name: dict(values) for name, values in sums.items()}

    @api.model
    def _rates(self, run, months):
        """Rates of the months up to a run; what nobody set is missing."""
        found = self.env["crm.cost.rate"]._of_period(run.company_id, *self._period(run, months))
        percent = found.pop(CREDIT_DAY, None)
        return Rates(found, percent)

    @api.model
    def _below(self, run, months, limit, customers=None):
        """Orders below a value, by customer; invoices where a customer has no order: ``{customer id: Below}``."""
        if not limit:
            return {}
        for name in ("sale.order", "account.move"):
            self.env[name].flush_model()
        first, _last = self._period(run, months)
        params = {
            "company": run.company_id.id,
            "first": first,
            "until": Date.add(run.as_of, days=1),
            "limit": limit,
            "whose": SQL() if customers is None else SQL("AND p.commercial_partner_id = ANY(%s)", list(customers)),
        }
        orders = self._few(ORDERS, params)
        invoices = self._few(INVOICES, params)
        return {
            customer: Below(count, float(value), limit)
            for customer, (count, value) in (invoices | orders).items()
            if count
        }

    def _few(self, statement, params):
        return {row[0]: row[1:] for row in self.env.execute_query(SQL(statement, **params))}


#: Of each customer with orders: how many are below the limit, and what these bring.
ORDERS = """
    SELECT p.commercial_partner_id, count(*) FILTER (WHERE v.value < %(limit)s),
           coalesce(sum(v.value) FILTER (WHERE v.value < %(limit)s), 0)
      FROM sale_order o
      JOIN res_partner p ON p.id = o.partner_id
     CROSS JOIN LATERAL (SELECT o.amount_untaxed / coalesce(nullif(o.currency_rate, 0), 1) AS value) v
     WHERE o.state = 'sale' AND o.company_id = %(company)s AND o.date_order >= %(first)s AND o.date_order < %(until)s
           %(whose)s
     GROUP BY 1
"""
INVOICES = """
    SELECT p.commercial_partner_id, count(*) FILTER (WHERE m.amount_untaxed_signed < %(limit)s),
           coalesce(sum(m.amount_untaxed_signed) FILTER (WHERE m.amount_untaxed_signed < %(limit)s), 0)
      FROM account_move m
      JOIN res_partner p ON p.id = m.partner_id
     WHERE m.state = 'posted' AND m.move_type = 'out_invoice' AND m.company_id = %(company)s
       AND m.invoice_date >= %(first)s AND m.invoice_date < %(until)s %(whose)s
     GROUP BY 1
"""
