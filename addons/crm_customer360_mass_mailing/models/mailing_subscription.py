from odoo import api, fields, models

from odoo.addons.crm_customer360.core.inside import INSIDE, says
from odoo.addons.crm_customer360.models.consent.crm_consent_blacklist import IN_STEP


class MailingSubscription(models.Model):
    _inherit = "mailing.subscription"

    consent_opt_out = fields.Boolean(
        "Opted Out by an Objection", help="A later yes to the purpose of the list takes this opt-out back."
    )

    @api.model_create_multi
    def create(self, vals_list):
        subscriptions = super().create(vals_list)
        # To be put on a list says nothing of a person who objected; to be put there as opted out does.
        subscriptions.filtered("opt_out")._tell_ledger()
        return subscriptions

    def write(self, vals):
        before = {subscription.id: subscription.opt_out for subscription in self}
        result = super().write(vals)
        self.filtered(lambda subscription: subscription.opt_out != before[subscription.id])._tell_ledger()
        return result

    def _tell_ledger(self):
        """Opted out of all lists of a purpose is an objection to it by e-mail; opted in again takes it back."""
        if says(self.env.context, IN_STEP):
            return
        # Writes down what the lists themselves say; visitors come here through their link.
        ledger = self.env["crm.consent"].sudo()
        for purpose, changed in self.sudo().grouped(lambda one: one.list_id.consent_purpose_id).items():
            addresses = changed._addresses()
            if not purpose or not addresses:
                continue
            everywhere = self.sudo().search(
                [
                    ("list_id.consent_purpose_id", "=", purpose.id),
                    ("contact_id.email_normalized", "in", list(addresses)),
                ]
            )
            live = everywhere.filtered(lambda one: not one.opt_out)
            ledger._from_opt_outs(purpose, addresses - live._addresses(), objection=True)
            ledger._from_opt_outs(purpose, (changed & live)._addresses(), objection=False)
            (everywhere - everywhere._of(live._addresses()))._mark(True)
            live._mark(False)

    def _addresses(self):
        return set(self.contact_id.mapped("email_normalized")) - {False}

    def _of(self, addresses):
        return self.filtered(lambda one: one.contact_id.email_normalized in addresses)

    def _mark(self, marked):
        different = self.filtered(lambda one: one.consent_opt_out != marked)
        different.with_context(**{IN_STEP: INSIDE}).write({"consent_opt_out": marked})

    @api.model
    def _follow_ledger(self, purpose, addresses, stopped):
        """Opt the addresses ``stopped`` out of the lists of a purpose; the others back in where an objection did it."""
        subscriptions = self.with_context(**{IN_STEP: INSIDE}).search(
            [("list_id.consent_purpose_id", "=", purpose.id), ("contact_id.email_normalized", "in", list(addresses))]
        )
        out = subscriptions.filtered(lambda one: not one.opt_out and one.contact_id.email_normalized in stopped)
        out.write({"opt_out": True, "consent_opt_out": True})
        back = subscriptions.filtered(
            lambda one: one.consent_opt_out and one.contact_id.email_normalized not in stopped
        )
        back.write({"opt_out": False, "consent_opt_out": False})
