from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from .crm_loyalty_move import POINTS


class LoyaltyProgram(models.Model):
    _inherit = "loyalty.program"

    use_ledger = fields.Boolean(
        "Keep a Ledger",
        copy=False,
        help="Every change of points is a movement that cannot be changed afterwards. Points are taken back when goods "
        "come back, expire by lot and are never below zero. Once opened, a ledger stays.",
    )
    ledger_opened = fields.Boolean(compute="_compute_ledger_opened")
    earn_on = fields.Selection(
        [("order", "Confirmed order"), ("invoice", "Paid invoice")],
        "Earned With",
        default="invoice",
        required=True,
        help="With a paid invoice: a part that is paid earns its part of the points.",
    )
    earn_untaxed = fields.Boolean("Count without Taxes", default=True, help="Points for amounts count without taxes.")
    return_days = fields.Integer(
        "Return Window (Days)",
        help="Points are pending so long, and can be used afterwards. 0: they can be used at once.",
    )
    expire_after = fields.Integer("Expire After (Days)", help="Points expire so long after they were earned. 0: never.")
    remind_days = fields.Integer(
        "Remind Before (Days)", default=14, help="An e-mail so long before points expire. 0: none."
    )
    redeem_min = fields.Float("Least Points per Order", digits=POINTS, help="0: no limit.")
    redeem_max = fields.Float("Most Points per Order", digits=POINTS, help="0: no limit.")
    bonus_limit = fields.Float(
        "Bonus without Approval",
        digits=POINTS,
        default=100,
        help="Points a colleague may give or take by hand at once. More than that is for loyalty managers.",
    )
    balance_ids = fields.One2many("crm.loyalty.balance", "program_id", "Balances")

    _ledger_numbers = models.Constraint(
        "CHECK (coalesce(return_days, 0) >= 0 AND coalesce(expire_after, 0) >= 0 AND coalesce(remind_days, 0) >= 0"
        " AND coalesce(redeem_min, 0) >= 0 AND coalesce(redeem_max, 0) >= 0 AND coalesce(bonus_limit, 0) >= 0)",
        "Days and points of a program are not below zero.",
    )

    @api.depends("use_ledger")
    def _compute_ledger_opened(self):
        # As it is in the database: while the tick is not saved it can be taken back.
        for program in self:
            program.ledger_opened = program._origin.use_ledger

    @api.constrains("use_ledger", "program_type", "applies_on")
    def _check_ledger_type(self):
        for program in self:
            if program.use_ledger and not (program.program_type == "loyalty" and program.is_nominative):
                raise ValidationError(
                    self.env._("Only a program of loyalty cards that belong to customers can keep a ledger.")
                )

    @api.constrains("redeem_min", "redeem_max")
    def _check_redeem_limits(self):
        for program in self:
            if program.redeem_max and program.redeem_max < program.redeem_min:
                raise ValidationError(self.env._("The most points per order are less than the least points per order."))

    @api.constrains("company_id")
    def _check_ledger_company(self):
        for program in self.filtered("use_ledger"):
            if program.sudo().balance_ids.filtered(lambda one, company=program.company_id: one.company_id != company):
                raise ValidationError(self.env._("The ledger of a program stays with its company."))

    @api.model_create_multi
    def create(self, vals_list):
        """A program may begin with a ledger."""
        programs = super().create(vals_list)
        programs.filtered("use_ledger")._open_ledger()
        return programs

    def write(self, vals):
        """Opening a ledger takes over what stands on the cards; it is not closed again."""
        opening = self.filtered(lambda program: not program.use_ledger) if vals.get("use_ledger") else self.browse()
        if "use_ledger" in vals and not vals["use_ledger"] and any(program.use_ledger for program in self):
            raise UserError(self.env._("A ledger is not closed. Archive the program and make another one instead."))
        res = super().write(vals)
        opening._open_ledger()
        return res

    def _open_ledger(self):
        # Whoever may change the program opens its ledger; nothing is shown by it.
        for program in self:
            self.env["crm.loyalty.opening"].sudo()._open(program)

    # ------------------------------------------------------------------
    # Rules of the ledger
    # ------------------------------------------------------------------

    def _ledger_today(self):
        """The day it is where the program's company is."""
        company = self.sudo().company_id or self.env.company
        zone = company.partner_id.tz or self.env["ir.config_parameter"].sudo().get_param("loyalty.timezone", "UTC")
        return fields.Date.context_today(self.with_context(tz=zone))

    def _ledger_dates(self):
        """First and last day on which points granted today can be used; None where nothing limits them."""
        today, days, expiry = self._ledger_today(), self.return_days, self.expire_after
        return (today + timedelta(days=days) if days else None, today + timedelta(days=expiry) if expiry else None)

    def _earns_later(self):
        """Whether what an order earns cannot be used on the order itself."""
        self.ensure_one()
        return self.use_ledger and (self.earn_on == "invoice" or bool(self.return_days))

    def _earning_multiplier(self, card):
        """By what the points of an order are multiplied; a level of the customer can enter here.

        :param card: the card that earns, or no record while there is none
        :return: number, 1 for no change
        """
        return 1

    def action_open_balances(self):
        """The balances of the program's cards."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("crm_loyalty.crm_loyalty_balance_action")
        return {**action, "domain": [("program_id", "=", self.id)]}
