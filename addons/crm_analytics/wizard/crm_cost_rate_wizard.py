from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Date
from odoo.tools import formatLang

from odoo.addons.crm_customer360.core.figures import decimals

from ..core.driver import YEAR_DAYS, Pool, idle, practical_capacity, rate


class CrmCostRateWizard(models.TransientModel):
    """Proposes a rate: what an activity was paid with, divided by how often it could have been done."""

    _name = "crm.cost.rate.wizard"
    _description = "Propose a Rate"

    company_id = fields.Many2one("res.company", required=True, default=lambda self: self.env.company)
    currency_id = fields.Many2one(related="company_id.currency_id")
    driver = fields.Selection("_driver_labels", "What", required=True)
    date_from = fields.Date(
        "Costs From", required=True, default=lambda self: Date.start_of(Date.context_today(self), "year")
    )
    date_to = fields.Date("Costs Until", required=True, default=Date.context_today)
    line_ids = fields.One2many("crm.cost.rate.wizard.line", "wizard_id", "What It Is Paid With")
    people = fields.Float(help="How many people do it.")
    hours = fields.Float("Paid Hours of Each", help="In that time.")
    workable = fields.Float(
        "Workable (%)", default=80.0, help="What is left of paid hours without breaks, training and talk; often 80 %."
    )
    minutes = fields.Float("Minutes for One")
    capacity = fields.Float(
        "Practical Capacity",
        compute="_compute_capacity",
        store=True,
        readonly=False,
        help="How often it can be done in that time with these people and rooms, breaks allowed for. Type it, or let it"
        " be worked out from people, hours and minutes.",
    )
    used = fields.Float("Done", compute="_compute_used", help="How often it was done in that time, by the current run.")
    cost = fields.Monetary(compute="_compute_rate")
    rate = fields.Float("Proposed Rate", compute="_compute_rate", digits=(16, 4))
    idle = fields.Monetary(
        "Idle Cost", compute="_compute_rate", help="Paid for and not used. It is nobody's fault alone."
    )

    _workable_of_a_whole = models.Constraint(
        "CHECK (workable >= 0 AND workable <= 100)", "Workable time goes from 0 to 100 %."
    )

    @api.model
    def _driver_labels(self):
        """Everything that is done; credit has a rate in per cent, which the bank says."""
        drivers = self.env["crm.cost.driver"]
        return [(name, label) for name, label in drivers._driver_labels() if name not in drivers._yearly()]

    @api.depends("people", "hours", "workable", "minutes")
    def _compute_capacity(self):
        for wizard in self:
            if wizard.people and wizard.hours and wizard.minutes > 0:
                share = min(max(wizard.workable, 0.0), 100.0) / 100
                wizard.capacity = practical_capacity(wizard.people, wizard.hours, wizard.minutes, share)
            else:
                wizard.capacity = wizard.capacity or 0.0

    @api.depends("driver", "date_from", "date_to", "company_id")
    def _compute_used(self):
        for wizard in self:
            used = {}
            if wizard.driver and wizard.date_from and wizard.date_to:
                counts = self.env["crm.cost.count"]
                used = counts._used(wizard.company_id, [wizard.driver], wizard.date_from, wizard.date_to)
            wizard.used = used.get(wizard.driver, 0.0)

    @api.depends("line_ids.amount", "line_ids.share", "capacity", "used")
    def _compute_rate(self):
        for wizard in self:
            pools = wizard._pools()
            wizard.cost = sum(pool.amount * pool.share for pool in pools)
            wizard.rate = rate(pools, wizard.capacity) if wizard.capacity > 0 else 0.0
            wizard.idle = idle(pools, wizard.capacity, wizard.used) if wizard.capacity > 0 else 0.0

    def _pools(self):
        return [Pool(line.amount, min(max(line.share, 0.0), 100.0) / 100) for line in self.line_ids]

    def action_set_rate(self):
        """Set the proposed rate from the first day of the costs on; a rate before it ends the day before."""
        self.ensure_one()
        if not self.line_ids or not self.capacity > 0:
            raise UserError(self.env._("Say what it is paid with, and how often it can be done with that."))
        if self.rate < 0:
            raise UserError(self.env._("More came in on these accounts than was spent; that makes no rate."))
        rates = self.env["crm.cost.rate"]
        same = [("company_id", "=", self.company_id.id), ("driver", "=", self.driver)]
        earlier = rates.search([*same, ("date_to", "=", False), ("date_from", "<", self.date_from)])
        earlier.date_to = Date.subtract(self.date_from, days=1)
        paid = ", ".join(self.line_ids.mapped("name"))
        capacity = formatLang(self.env, self.capacity, digits=decimals(self.capacity, 2))
        note = self.env._("%(paid)s, for %(capacity)s", paid=paid, capacity=capacity)
        days = (self.date_to - self.date_from).days + 1
        rates.create(
            {
                "company_id": self.company_id.id,
                "driver": self.driver,
                "date_from": self.date_from,
                "rate": self.rate,
                "capacity": self.capacity * YEAR_DAYS / max(days, 1),
                "note": note,
            }
        )
        return self.env["ir.actions.act_window"]._for_xml_id("crm_analytics.crm_cost_rate_action")


class CrmCostRateWizardLine(models.TransientModel):
    """One cost that pays for the activity: typed, or what was booked on accounts in that time."""

    _name = "crm.cost.rate.wizard.line"
    _description = "What an Activity Is Paid With"

    wizard_id = fields.Many2one("crm.cost.rate.wizard", required=True, ondelete="cascade")
    company_id = fields.Many2one(related="wizard_id.company_id")
    currency_id = fields.Many2one(related="wizard_id.currency_id")
    name = fields.Char("Cost", required=True)
    account_ids = fields.Many2many(
        "account.account",
        string="Booked On",
        domain="[('internal_group', '=', 'expense')]",
        help="The amount is then what was booked there in the time of the costs.",
    )
    analytic_ids = fields.Many2many(
        "account.analytic.account",
        string="Analytic Accounts",
        domain="['|', ('company_id', '=', False), ('company_id', '=', company_id)]",
        help="The amount is then the cost of these analytic accounts in the time of the costs; with accounts, only what"
        " was booked on those.",
    )
    amount = fields.Monetary(compute="_compute_amount", store=True, readonly=False)
    share = fields.Float("Share (%)", default=100.0, help="Which part of it goes into this activity.")

    _share_of_a_whole = models.Constraint("CHECK (share >= 0 AND share <= 100)", "A share goes from 0 to 100 %.")

    @api.depends("account_ids", "analytic_ids", "wizard_id.date_from", "wizard_id.date_to")
    def _compute_amount(self):
        for line in self:
            if line.analytic_ids:
                line.amount = line._analysed()
            elif line.account_ids:
                line.amount = line._booked()
            else:
                line.amount = line.amount or 0.0

    def _period(self):
        wizard = self.wizard_id
        company = ("company_id", "=", wizard.company_id.id)
        return [company, ("date", ">=", wizard.date_from), ("date", "<=", wizard.date_to)]

    def _booked(self):
        domain = [("account_id", "in", self.account_ids.ids), ("parent_state", "=", "posted"), *self._period()]
        [(balance,)] = self.env["account.move.line"]._read_group(domain, [], ["balance:sum"])
        return balance or 0.0

    def _analysed(self):
        """Costs are negative on analytic lines."""
        domain = [("auto_account_id", "in", self.analytic_ids.ids), *self._period()]
        if self.account_ids:
            domain.append(("general_account_id", "in", self.account_ids.ids))
        [(amount,)] = self.env["account.analytic.line"]._read_group(domain, [], ["amount:sum"])
        return -(amount or 0.0)
