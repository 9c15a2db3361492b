from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import format_amount

from odoo.addons.crm_customer360.core.arguments import is_id, shown

from ..core.evidence import Sample, reasons
from ..core.figures import INVOICE, Figures
from ..core.levers import Below, levers

TABLE = Markup('<table class="table table-sm mb-0">%s</table>')
LINE = Markup('<tr><td class="%s">%s</td><td class="text-end text-nowrap">%s</td></tr>')
BOLD = "fw-bold"


class CrmProfitCustomer(models.Model):
    _inherit = "crm.profit.customer"

    cost_ids = fields.Many2many("crm.cost.customer", compute="_compute_cost_ids", string="What Was Done")
    customer_name = fields.Char(related="customer_id.display_name", string="Name of the Customer")
    customer_domain = fields.Char(compute="_compute_customer_domain")
    chain_text = fields.Html("From Price to Profit", compute="_compute_chain_text")
    evidence_text = fields.Text("Why", compute="_compute_evidence_text")
    change_text = fields.Text("What Would Change It", compute="_compute_evidence_text")

    # ------------------------------------------------------------------
    # What may be called
    # ------------------------------------------------------------------

    @api.model
    @api.readonly
    def evidence(self, partner_id):
        """Why a customer brings profit or costs money, in words one could show them, and what would change it.

        The months and the invoices that are wanted stand in the settings of cost to serve; with fewer invoices there
        are no reasons. Analysts read unit costs and savings in the words; sellers, of their own customers, do not.

        :param partner_id: id of the customer or of one of its contacts (int)
        :return: dictionary with

            - ``partner_id``, ``name``: of the customer
            - ``profit``: in the months looked at, company currency; ``currency``: its name
            - ``months``, ``invoices``, ``wanted``: the sample and how many invoices are wanted; ``enough``: if it is
            - ``reasons``: at most three of ``{"key", "driver", "good", "words", "stake"}``, the weightiest first;
              ``stake`` is what the difference to the usual costs or saves, ``False`` for sellers
            - ``changes``: ``[{"key", "words", "amount"}]``, what would make serving them cheaper; ``amount`` saved,
              ``False`` for sellers
            - ``not_set``: names of what was done and has no rate
        :raises AccessError: a customer whose profit the caller may not read
        :raises UserError: no id, or a customer of whom nothing was counted
        """
        if not is_id(partner_id):
            raise UserError(self.env._("partner_id: the id of a customer is wanted, not %s.", shown(partner_id)))
        self.check_access("read")
        partner = self.env["res.partner"].browse(partner_id).exists()
        found = self._row_of(partner)
        return found._evidence()[found.id]

    def _row_of(self, partner):
        """The row of a customer in the company one works in."""
        domain = [("customer_id", "=", partner.commercial_partner_id.id), ("company_id", "=", self.env.company.id)]
        found = self.search(domain, limit=1)
        if not found and self.sudo().search_count(domain, limit=1):
            raise AccessError(
                self.env._("The profit of this customer is read by who looks after them, and by analysts.")
            )
        if not found:
            raise UserError(self.env._("Nothing has been counted of this customer in %s.", self.env.company.name))
        return found

    # ------------------------------------------------------------------
    # Reasons and levers
    # ------------------------------------------------------------------

    def _evidence(self):
        """What :meth:`evidence` tells: ``{id of the row: dictionary}``; rows may be of several companies."""
        return {id_: told for company in self.company_id for id_, told in self._evidence_in(company).items()}

    def _evidence_in(self, company):
        rows = self.filtered(lambda row: row.company_id == company)
        settings, figures = self.env["crm.cost.setting"]._of(company), self.env["crm.cost.figures"]
        run, months, ids = figures._run(company), settings.evidence_months, rows.customer_id.ids
        # The reader may read these customers' rows; the sums of all are told as "usual", never by name.
        known = figures._of_customers(run, months, ids)
        below = figures._below(run, months, settings.small_order, ids)
        everybody, rates = figures._everybody(run, months), figures._rates(run, months)
        nothing = Figures({}, {}, months)
        return {
            row.id: row._told(
                known.get(row.customer_id.id, nothing),
                everybody,
                rates,
                below.get(row.customer_id.id, Below()),
                settings.evidence_invoices,
            )
            for row in rows
        }

    def _told(self, mine, everybody, rates, below, wanted):
        told = self.env.user.has_group("crm_analytics.group_analyst")
        sample = Sample(mine.counts.get(INVOICE, 0), wanted, mine.months)
        words = self.env["crm.profit.words"]
        return {
            "partner_id": self.customer_id.id,
            "name": self.customer_id.display_name,
            "profit": round(mine.profit, 2),
            "currency": self.currency_id.name,
            "months": mine.months,
            "invoices": int(sample.invoices),
            "wanted": sample.wanted,
            "enough": sample.enough,
            "reasons": [
                {
                    "key": reason.key,
                    "driver": reason.driver,
                    "good": reason.good,
                    "words": words._reason(reason, self.currency_id, told),
                    "stake": round(reason.stake, 2) if told else False,
                }
                for reason in (reasons(mine, everybody, rates) if sample.enough else ())
            ],
            "changes": [
                {
                    "key": lever.key,
                    "words": words._lever(lever, self.currency_id, told),
                    "amount": round(lever.amount, 2) if told else False,
                }
                for lever in levers(mine, rates, below, everybody.pay_days)
            ],
            "not_set": self._not_set(mine, rates),
        }

    def _not_set(self, figures, rates):
        """What was done and has no rate. A part of something priced needs none, nor does the whole of priced parts."""
        drivers = self.env["crm.cost.driver"]._possible_drivers()
        priced = {name for name in rates.each if figures.counts.get(name)}
        if rates.percent is not None:
            priced.add("credit_day")
        covered = (priced | {drivers[name].part_of for name in priced if name in drivers}) - {""}
        return [
            self.env["crm.cost.driver"]._driver_label(driver)
            for name, driver in drivers.items()
            if figures.counts.get(name) and name not in covered and driver.part_of not in covered
        ]

    # ------------------------------------------------------------------
    # The form
    # ------------------------------------------------------------------

    @api.depends("customer_id")
    def _compute_customer_domain(self):
        for row in self:
            row.customer_domain = str([("customer_id", "=", row.customer_id.id)])

    @api.depends("company_id", "customer_id")
    def _compute_cost_ids(self):
        for row in self:
            domain = [("company_id", "=", row.company_id.id), ("customer_id", "=", row.customer_id.id)]
            row.cost_ids = self.env["crm.cost.customer"].search(domain)

    @api.depends("company_id", "customer_id")
    @api.depends_context("lang")
    def _compute_chain_text(self):
        for row in self:
            lines = [
                LINE % (BOLD if line["total"] else "", line["label"], format_amount(self.env, line["amount"], currency))
                for currency in row.currency_id
                for line in row._chain()
            ]
            if not row.service and row.cost_ids:
                lines.append(LINE % ("", self.env._("Cost to serve: not set, for no rate is set."), ""))
            row.chain_text = TABLE % Markup("").join(lines)

    @api.depends("company_id", "customer_id")
    @api.depends_context("lang", "uid")
    def _compute_evidence_text(self):
        told = self._evidence()
        for row in self:
            found = told[row.id]
            row.evidence_text = "\n".join(row._why(found))
            changes = [change["words"] for change in found["changes"]]
            if not changes:
                changes.append(self.env._("Nothing in the way they order, receive and pay, at the rates that are set."))
            row.change_text = "\n".join(changes)

    def _why(self, found):
        if not found["enough"]:
            return [
                self.env._(
                    "Too little to go by: %(invoices)s invoices in %(months)s months, at least %(wanted)s are wanted.",
                    invoices=found["invoices"],
                    months=found["months"],
                    wanted=found["wanted"],
                )
            ]
        said = [reason["words"] for reason in found["reasons"]]
        if not said:
            said.append(self.env._("Much as with all customers: nothing stands out."))
        if found["not_set"]:
            said.append(self.env._("Without a rate, so not in the costs: %s.", ", ".join(found["not_set"])))
        return said

    def action_open_form(self):
        """The customer's page: chain, what was done, why, and what would change it."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.customer_id.display_name,
            "res_model": self._name,
            "view_mode": "form",
            "res_id": self.id,
        }
