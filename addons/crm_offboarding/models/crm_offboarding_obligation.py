from odoo import fields, models
from odoo.exceptions import UserError
from odoo.fields import Date, Domain

from odoo.addons.crm_customer360.core.arguments import is_text

from ..core import process

FOUND = ("record", "amount", "currency")


class CrmOffboardingObligation(models.Model):
    """Something that stands against parting with the customer: found by the registry of personal data, cleared by
    the ERP or waived by somebody with the right."""

    _name = "crm.offboarding.obligation"
    _description = "Open with a Customer"
    _order = "state, res_model, id"

    case_id = fields.Many2one("crm.offboarding.case", required=True, readonly=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="case_id.company_id")
    res_model = fields.Char(required=True, readonly=True)
    res_id = fields.Integer(required=True, readonly=True)
    reason = fields.Char(required=True, readonly=True)
    amount = fields.Float(readonly=True)
    currency = fields.Char(readonly=True)
    state = fields.Selection(
        [("open", "Open"), ("cleared", "Cleared"), ("waived", "Waived")], required=True, readonly=True, default="open"
    )
    note = fields.Text(readonly=True)
    done_by_id = fields.Many2one("res.users", "By", readonly=True)
    done_on = fields.Date("On", readonly=True)
    can_clear = fields.Boolean(compute="_compute_can_clear")

    _once = models.UniqueIndex("(case_id, res_model, res_id, reason)", "Noted already.")

    def _compute_can_clear(self):
        ways = self._clearings()
        for line in self:
            line.can_clear = line.state == "open" and (line.res_model, line.reason) in ways

    def action_open(self):
        """Open the record behind it, as far as the user may read it."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": self.res_model,
            "res_id": self.res_id,
            "view_mode": "form",
        }

    def action_clear(self):
        """Do what the ERP can do about it: cancel, close, archive.

        :raises UserError: the ERP cannot; or it is cleared or waived already
        """
        ways = self._clearings()
        for line in self:
            line._check_settling(process.WORKER)
            way = ways.get((line.res_model, line.reason))
            if not way:
                raise UserError(self.env._("%s: this takes somebody's work, or a waiver.", line.name))
            record = self.env[line.res_model].browse(line.res_id).exists()
            if record:
                way(record, line.case_id)
            line._done("clear", "cleared", "")
        return True

    def action_waive(self, note=""):
        """Let it rest.

        :param note: why (str)
        :raises AccessError: the user is no approver
        """
        for line in self:
            line._check_settling(process.APPROVER)
            if not is_text(note, 10_000) or not note.strip():
                raise UserError(self.env._("Say why it is waived, in words."))
            line._done("waive", "waived", note)
        return True

    def _check_settling(self, who):
        case = self.case_id
        case.check_access("write")
        case._lock()
        case._check_right(who)
        if case.state != process.SETTLEMENT or self.state != "open":
            raise UserError(self.env._("%s: not open, or the case is not in settlement.", self.name))

    def _done(self, act, state, note):
        case = self.case_id
        # The line is the case's, written by nobody by hand.
        self.sudo().write(
            {"state": state, "note": note, "done_by_id": self.env.uid, "done_on": Date.context_today(self)}
        )
        case._set({"version": case.version + 1})
        snapshot = {"what": self.record, "reason": self.reason, "amount": self.amount}
        snapshot |= {"model": self.res_model, "id": self.res_id}
        case._note_step(act, case.state, case.state, note, snapshot)

    def _clearings(self):
        """What the ERP can do: ``{(model, reason): function of the record and the case}``; glue adds its own.

        With the user's rights where Odoo's own button is theirs; log-ins, saved cards and lists are closed with the
        system's rights, for closing them is what the settlement is there for.
        """
        return {
            ("sale.order", "undecided"): lambda order, _case: order.action_cancel(),
            ("sale.order", "draft"): lambda order, _case: order.action_cancel(),
            ("crm.lead", "undecided"): lambda lead, _case: lead.action_set_lost(),
            ("account.move", "draft"): lambda move, _case: move.button_cancel(),
            ("mail.activity", "planned"): lambda activity, _case: activity.sudo().unlink(),
            ("res.users", "portal"): lambda user, _case: user.sudo().filtered("share").write({"active": False}),
            ("payment.token", "token"): lambda token, _case: token.sudo().write({"active": False}),
            ("mailing.subscription", "list"): lambda one, _case: one.sudo().write({"opt_out": True}),
            ("res.partner", "prices"): lambda partner, case: (
                partner.sudo().with_company(case.company_id).write({"specific_property_product_pricelist": False})
            ),
        }

    # ------------------------------------------------------------------
    # Finding
    # ------------------------------------------------------------------

    def _refresh(self, case):
        """Bring the lines up to date: new ones open, those gone cleared, waived ones as they are."""
        found = {self._key(one): one for one in self._found(case)}
        lines = {(line.res_model, line.res_id, line.reason): line for line in self.search([("case_id", "=", case.id)])}
        for key, line in lines.items():
            if key not in found:
                if line.state == "open":
                    line.write({"state": "cleared", "done_on": Date.context_today(self)})
            else:
                values = {name: found[key][name] for name in FOUND}
                line.write({**values, "state": "open"} if line.state == "cleared" else values)
        self.create([{"case_id": case.id, **one} for key, one in found.items() if key not in lines])

    def _key(self, one):
        return one["res_model"], one["res_id"], one["reason"]

    def _found(self, case):
        family = case._family()
        data = self.env["crm.personal.data"].sudo().with_context(allowed_company_ids=case.company_id.ids)
        found = [self._line(one) for one in data.obligations(family) if not self._is_own(one)]
        for model, domain, reason in self._more(case, family):
            found += [
                {
                    "res_model": model._name,
                    "res_id": record.id,
                    "reason": reason,
                    "record": self._record_name(record),
                    "amount": abs(record.amount_residual) if reason == "credit" else 0.0,
                    "currency": record.company_currency_id.name if reason == "credit" else False,
                }
                for record in model.search(domain)
            ]
        return list({self._key(one): one for one in found}.values())

    def _line(self, one):
        return {
            "res_model": one["res_model"],
            "res_id": one["res_id"],
            "reason": one["reason"],
            "record": one["record"],
            "amount": one["amount"] or 0.0,
            "currency": one["currency"],
        }

    def _is_own(self, one):
        """Whether it is a deadline of a case itself."""
        if one["res_model"] != "mail.activity":
            return one["res_model"].startswith("crm.offboarding.")
        activity = self.env["mail.activity"].sudo().browse(one["res_id"])
        return (activity.res_model or "").startswith("crm.offboarding.")

    def _more(self, case, family):
        """What the registry does not know of as an obligation: ``[(model, domain, reason)]``."""
        emails = [mail for mail in family.mapped("email_normalized") if mail]
        people, company = Domain("partner_id", "in", family.ids), Domain("company_id", "=", case.company_id.id)
        credit = people & company & Domain("parent_state", "=", "posted") & Domain("reconciled", "=", False)
        credit &= Domain("account_id.account_type", "=", "asset_receivable") & Domain("amount_residual", "<", 0)
        wanted = [
            ("sale.order", people & company & Domain("state", "=", "draft"), "draft"),
            ("account.move.line", credit, "credit"),
            ("res.users", people & Domain("share", "=", True), "portal"),
            ("payment.token", people & company, "token"),
            (
                "mailing.subscription",
                Domain("contact_id.email_normalized", "in", emails) & Domain("opt_out", "=", False),
                "list",
            ),
        ]
        more = [
            (self.env[name].sudo().with_context(active_test=True), domain, reason)
            for name, domain, reason in wanted
            if name in self.env
        ]
        partners = self.env["res.partner"].sudo().with_company(case.company_id)
        if "specific_property_product_pricelist" in partners._fields:
            domain = Domain("id", "in", family.ids) & Domain("specific_property_product_pricelist", "!=", False)
            more.append((partners, domain, "prices"))
        return more
