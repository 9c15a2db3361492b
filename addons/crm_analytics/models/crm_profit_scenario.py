import ast
import io

import psycopg2
import xlsxwriter

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import format_amount

from odoo.addons.crm_customer360.core.arguments import is_number, shown

from ..core.chain import chain
from ..core.levers import Below
from ..core.whatif import Case, Scenario, missing, outcome

#: Names of what can be changed, as in ``core.whatif.Scenario``.
TERMS = ("price", "lost", "minimum_order", "small_lost", "edi", "web", "delivery_charge", "pay_within")
#: Customers named on the page; the workbook has all.
NAMED = 20
#: What the database says of a condition that no column can hold.
DATABASE = (AssertionError, OverflowError, psycopg2.DataError, psycopg2.ProgrammingError)


class CrmProfitScenario(models.Model):
    """A what-if: other prices and terms, and the customers they are tried on. What it says is worked out when read."""

    _name = "crm.profit.scenario"
    _description = "What-If"
    _order = "name, id"

    name = fields.Char(required=True, default=lambda self: self.env._("New prices"))
    company_id = fields.Many2one("res.company", required=True, readonly=True, default=lambda self: self.env.company)
    currency_id = fields.Many2one(related="company_id.currency_id")
    user_id = fields.Many2one("res.users", "Made By", readonly=True, default=lambda self: self.env.user)
    shared = fields.Boolean(help="Other analysts of the company see it too.")
    domain = fields.Char("Customers", default="[]", help="Without a condition: all customers.")
    months = fields.Integer(
        "Months Counted Again", default=12, required=True, help="So many, up to the day of the current run."
    )
    price = fields.Float("Prices (+/- %)", digits=(6, 2))
    lost = fields.Float(
        "Volume Lost by It (%)", digits=(6, 2), help="Cost to serve stays: they order, only less of it."
    )
    minimum_order = fields.Monetary(help="Orders below it are put together to orders of that value, without taxes.")
    small_lost = fields.Float("Of These, Lost (%)", digits=(6, 2), help="They do not come at all.")
    edi = fields.Float("Orders by Hand to EDI (%)", digits=(6, 2))
    web = fields.Float("Orders by Hand to the Web (%)", digits=(6, 2))
    delivery_charge = fields.Monetary("Charge for a Delivery")
    pay_within = fields.Float("Paid After at Most (Days)", digits=(6, 1), help="Zero: as it is.")
    note = fields.Text()

    _shares = models.Constraint(
        "CHECK (lost BETWEEN 0 AND 100 AND small_lost BETWEEN 0 AND 100"
        " AND edi >= 0 AND web >= 0 AND edi + web <= 100)",
        "Shares go from 0 to 100 %, EDI and web together too.",
    )
    _price_possible = models.Constraint("CHECK (price BETWEEN -100 AND 1000)", "Prices change by -100 to 1,000 %.")
    _from_zero = models.Constraint(
        "CHECK (minimum_order >= 0 AND delivery_charge >= 0 AND pay_within >= 0)",
        "Minimum, charge and days go from zero on.",
    )
    _months_possible = models.Constraint("CHECK (months BETWEEN 1 AND 120)", "1 to 120 months can be counted again.")

    # ------------------------------------------------------------------
    # What may be called
    # ------------------------------------------------------------------

    @api.model
    @api.readonly
    def compare(self, terms):
        """What customers would have left under other terms, from their own figures; nothing is stored.

        :param terms: dictionary of any of

            - ``price``, ``lost``, ``small_lost``, ``edi``, ``web``: per cent
            - ``minimum_order``, ``delivery_charge``: company currency
            - ``pay_within``: days
            - ``months``: how many months are counted again (1 to 120, 12 if left out)
            - ``domain``: which customers, a domain of ``crm.profit.customer`` as a list or its text; all if left out
        :return: dictionary with

            - ``customers``: how many; ``months``; ``currency``: name; ``currency_id``
            - ``before``, ``after``: profit, company currency
            - ``chain``: ``[{"key", "label", "before", "after", "total"}]``
            - ``saved``: how many lost money and would not; ``spoiled``: the other way round
            - ``named``: ``[{"id", "name", "before", "after", "saved"}]`` of those, at most 20
            - ``not_set``: names of what has no rate and would need one for the whole effect
            - ``words``: sentences
        :raises AccessError: the caller is no analyst
        :raises UserError: terms that make no sense
        """
        self.check_access("read")
        if not isinstance(terms, dict) or set(terms) - {*TERMS, "months", "domain"}:
            raise UserError(self.env._("terms: a dictionary of %s is wanted.", ", ".join((*TERMS, "months", "domain"))))
        scenario, found = self._outcome(terms)
        return self._told(scenario, found, terms.get("months") or 12)

    @api.model
    def _outcome(self, terms):
        scenario, months = self._scenario(terms), self._months(terms)
        figures = self.env["crm.cost.figures"]
        run = figures._run(self.env.company)
        if not run:
            return scenario, (outcome((), scenario, None), None)
        customers = self._customers(terms.get("domain"))
        rates = figures._rates(run, months)
        # Analysts read every customer's profit, and the rates.
        below = figures._below(run, months, scenario.minimum_order, customers)
        cases = (
            (customer, Case(sums, below.get(customer, Below())))
            for customer, sums in figures._of_customers(run, months, customers).items()
        )
        return scenario, (outcome(cases, scenario, rates), rates)

    def _scenario(self, terms):
        for name in TERMS:
            if not is_number(terms.get(name, 0)):
                raise UserError(
                    self.env._("%(field)s: a number is wanted, not %(value)s.", field=name, value=shown(terms[name]))
                )
        try:
            return Scenario(**{name: float(terms.get(name, 0)) for name in TERMS})
        except ValueError as error:
            raise UserError(
                self.env._("Shares go from 0 to 100 %, prices change by -100 to 1,000 %, the rest goes from zero on.")
            ) from error

    def _months(self, terms):
        months = terms.get("months", 12)
        if not is_number(months, whole=True) or not 1 <= months <= 120:
            raise UserError(self.env._("months: a whole number from 1 to 120 is wanted, not %s.", shown(months)))
        return months

    def _customers(self, domain):
        """Ids of the customers of a domain, None for all."""
        if not domain or domain == "[]":
            return None
        wrong = UserError(self.env._("domain: no such condition on customers: %s", shown(domain)))
        try:
            terms = ast.literal_eval(domain) if isinstance(domain, str) else domain
            if isinstance(terms, list | tuple):
                wanted = Domain(list(terms)) & Domain("company_id", "=", self.env.company.id)
                return self.env["crm.profit.customer"].search(wanted).customer_id.ids
        except (ValueError, SyntaxError, TypeError, KeyError, RecursionError, MemoryError, *DATABASE) as error:
            raise wrong from error
        raise wrong

    # ------------------------------------------------------------------
    # What it says
    # ------------------------------------------------------------------

    def _told(self, scenario, found, months):
        result, rates = found
        currency = self.env.company.currency_id
        before, after = (round(sum(pair[at] for pair in result.profits.values()), 2) for at in (0, 1))
        saved, spoiled = result.saved, result.spoiled
        labels = dict(self.env["crm.cost.driver"]._driver_labels())
        told = {
            "customers": len(result.profits),
            "months": months,
            "currency": currency.name,
            "currency_id": currency.id,
            "before": before,
            "after": after,
            "chain": self._chain_lines(result),
            "saved": len(saved),
            "spoiled": len(spoiled),
            "named": self._named(result, saved[:NAMED], True) + self._named(result, spoiled[:NAMED], False),
            "not_set": [labels.get(name, name) for name in missing(scenario, rates)] if rates else [],
        }
        return told | {"words": self._words(told, currency)}

    def _chain_lines(self, result):
        labels = self.env["crm.profit.customer"]._chain_labels()
        after = {line.key: line.amount for line in chain(result.after)}
        return [
            {
                "key": line.key,
                "label": labels[line.key],
                "before": line.amount,
                "after": after.get(line.key, 0.0),
                "total": line.total,
            }
            for line in chain(result.before)
            if line.total or line.amount or after.get(line.key)
        ]

    def _named(self, result, keys, saved):
        partners = self.env["res.partner"].browse(keys).exists()
        return [
            {
                "id": partner.id,
                "name": partner.display_name,
                "before": round(result.profits[partner.id][0], 2),
                "after": round(result.profits[partner.id][1], 2),
                "saved": saved,
            }
            for partner in partners
        ]

    def _words(self, told, currency):
        if not told["customers"]:
            return [self.env._("There are no such customers in the current run.")]
        words = [
            self.env._(
                "In %(months)s months the %(count)s customers left %(before)s; they would have left %(after)s.",
                months=told["months"],
                count=told["customers"],
                before=format_amount(self.env, told["before"], currency),
                after=format_amount(self.env, told["after"], currency),
            )
        ]
        if told["saved"]:
            words.append(self.env._("%s who lose money would not any more.", told["saved"]))
        if told["spoiled"]:
            words.append(self.env._("%s who bring profit would lose money.", told["spoiled"]))
        if told["not_set"]:
            words.append(self.env._("Not set, so not counted: the rates of %s.", ", ".join(told["not_set"])))
        return words

    # ------------------------------------------------------------------
    # Saving, sharing, exporting
    # ------------------------------------------------------------------

    def _terms(self):
        """The terms of a saved scenario, as :meth:`compare` takes them."""
        self.ensure_one()
        return {name: self[name] for name in (*TERMS, "months", "domain")}

    def action_export(self):
        """The workbook: terms, chain before and after, every customer."""
        self.ensure_one()
        return {"type": "ir.actions.act_url", "url": f"/crm_analytics/what_if/{self.id}", "target": "download"}

    def _workbook(self):
        self.ensure_one()
        scenario, found = self.with_company(self.company_id)._outcome(self._terms())
        told = self.with_company(self.company_id)._told(scenario, found, self.months)
        output = io.BytesIO()
        book = xlsxwriter.Workbook(output, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
        money, bold = book.add_format({"num_format": "#,##0.00"}), book.add_format({"bold": True})
        self._write_sheet(book, self.env._("Chain"), self._sheet_of_chain(told), money, bold)
        self._write_sheet(book, self.env._("Customers"), self._sheet_of_customers(found[0]), money, bold)
        book.close()
        return output.getvalue()

    def _write_sheet(self, book, name, rows, money, bold):
        sheet = book.add_worksheet(name[:31])
        sheet.set_column(0, 0, 40)
        sheet.set_column(1, 3, 16)
        for number, row in enumerate(rows):
            for column, value in enumerate(row):
                if isinstance(value, str):
                    sheet.write_string(number, column, value, bold if number == 0 else None)
                else:
                    sheet.write_number(number, column, value, money)

    def _sheet_of_chain(self, told):
        rows = [["", self.env._("Before"), self.env._("After"), self.env._("Change")]]
        rows += [
            [line["label"], line["before"], line["after"], line["after"] - line["before"]] for line in told["chain"]
        ]
        labels = {name: self._fields[name]._description_string(self.env) for name in (*TERMS, "months")}
        rows += [
            [],
            [self.name],
            *([labels[name], self[name]] for name in labels if self[name]),
            [],
            *([one] for one in told["words"]),
        ]
        return rows

    def _sheet_of_customers(self, result):
        rows = [[self.env._("Customer"), self.env._("Before"), self.env._("After"), self.env._("Change")]]
        partners = self.env["res.partner"].browse(result.profits).exists()
        rows += [
            [partner.display_name or "", round(before, 2), round(after, 2), round(after - before, 2)]
            for partner in partners
            for before, after in [result.profits[partner.id]]
        ]
        return rows
