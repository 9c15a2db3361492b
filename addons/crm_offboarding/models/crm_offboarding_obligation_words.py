from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import format_amount, formatLang

#: What is owed, among what is open.
OWED = ("unpaid", "unfinished", "credit", "balance", "pending", "debt", "sold")
PAYMENT = "account.payment"
#: Invoices by which we owe.
IN_FAVOUR = ("out_refund", "in_invoice", "in_receipt")


class CrmOffboardingObligation(models.Model):
    """What is open, in words of whoever reads it: kept are the record and the key of the reason."""

    _inherit = "crm.offboarding.obligation"
    _rec_names_search = ["record"]

    name = fields.Text("What", compute="_compute_name", search="_search_name")
    amount_told = fields.Char("Amount Open", compute="_compute_amount_told")
    record = fields.Char(readonly=True, help="Its name when it was found; told where the record is gone.")

    @api.depends("res_model", "res_id", "reason", "record")
    @api.depends_context("lang")
    def _compute_name(self):
        own = self._words()
        data = self.env["crm.personal.data"]
        common = data._open_words()
        records = self._record_names()
        for line in self:
            record = records.get((line.res_model, line.res_id)) or line.record or f"#{line.res_id}"
            if words := own.get(f"{line.res_model}/{line.reason}"):
                line.name = f"{record}: {words}"
            else:
                kind = data._model_label(line.res_model)
                line.name = f"{kind} {record}: {common.get(line.reason) or line.reason}"

    def _search_name(self, operator, value):
        """By the name of the record, as it was found; the other words are the reader's and stand nowhere."""
        return Domain("record", operator, value)

    @api.depends("amount", "currency")
    @api.depends_context("lang")
    def _compute_amount_told(self):
        """With the currency where there is one; points have none. Nothing where no amount is open."""
        known = self.env["res.currency"].with_context(active_test=False)
        names = [name for name in set(self.mapped("currency")) if name]
        currencies = {one.name: one for one in known.search([("name", "in", names)])}
        for line in self:
            if not line.amount:
                line.amount_told = False
            elif currency := currencies.get(line.currency):
                line.amount_told = format_amount(self.env, line.amount, currency)
            else:
                whole = line.amount == int(line.amount)
                line.amount_told = formatLang(self.env, line.amount, digits=0 if whole else 2)

    def _to_tell(self):
        """Lines the customer reads of: what is owed by either side, each document once; no drafts and plans of ours."""
        # The customer knows their own documents; the number is all that is told of one.
        # What a payment has brought is told by what is left of it.
        open_ = self.sudo().filtered(
            lambda line: line.state == "open" and line.amount and line.reason in OWED and line.res_model != PAYMENT
        )
        moves = self.env["account.move"].sudo().browse(
            line.res_id for line in open_ if line.res_model == "account.move"
        )  # fmt: skip
        return open_.filtered(
            lambda line: line.res_model != "account.move.line" or line.res_id not in moves.line_ids.ids
        )

    def _told(self):
        """The obligation as the customer reads it, in the language of the context."""
        # As above: the number of their own document.
        record = self.env[self.res_model].sudo().browse(self.res_id).exists()
        name = (record.move_id.name if self.res_model == "account.move.line" else record.display_name) or self.record
        if self.reason == "credit" or (self.res_model == "account.move" and record.move_type in IN_FAVOUR):
            return self.env._("%(document)s: %(amount)s in your favour", document=name, amount=self.amount_told)
        return f"{name}: {self.amount_told}"

    def _record_names(self):
        """What the records are called now, in the reader's language: ``{(model, id): name}``; one look a model."""
        names = {}
        for model, lines in self.grouped("res_model").items():
            if model in self.env:
                # The name alone: whoever reads the case reads what is open in it.
                records = self.env[model].sudo().browse(lines.mapped("res_id")).exists()
                names.update({(model, record.id): self._record_name(record) for record in records})
        return names

    def _record_name(self, record):
        return record.display_name

    def _words(self):
        """What is open with the records that are looked for here: ``{"model/reason": words}``; glue adds its own.

        What the registry of personal data finds has the registry's words.
        """
        contract, agreement = self.env._("contract"), self.env._("price agreement")
        return {
            "sale.order/draft": self.env._("draft"),
            "account.move.line/credit": self.env._("credit not used or paid back"),
            "res.users/portal": self.env._("access to the portal"),
            "payment.token/token": self.env._("saved means of payment"),
            "mailing.subscription/list": self.env._("on a mailing list"),
            "res.partner/prices": self.env._("prices of its own"),
            "crm.offboarding.hold/hold": self.env._("legal hold"),
            "event.registration/planned": self.env._("registered for an event"),
            "calendar.event/meeting": self.env._("meeting to come"),
            "purchase.order/undecided": self.env._("we ask them for an offer"),
            "purchase.order/unfinished": self.env._("we have ordered from them"),
            "contract.contract/contract": contract,
            "agreement/contract": contract,
            "sale.subscription/contract": contract,
            "sale.blanket.order/agreement": agreement,
        }
