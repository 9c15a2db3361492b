from odoo import api, models
from odoo.tools import SQL

from odoo.addons.crm_customer360.core.inside import says
from odoo.addons.crm_customer360.models.consent.crm_consent_blacklist import IN_STEP

#: Traces of mailings that reached the person, or are about to.
REACHED = "t.is_test_trace IS NOT TRUE AND t.trace_status NOT IN ('cancel', 'error', 'bounce')"


class CrmConsentLimit(models.AbstractModel):
    _inherit = "crm.consent.limit"

    def _marketing_touchpoints(self):
        """Mailings are counted by their traces: those that wait to be sent have no touchpoint yet."""
        return SQL("%s AND t.source NOT IN ('mailing.trace', 'mailing.trace.sms')", super()._marketing_touchpoints())

    def _marketing_contacts_sql(self, ids, since):
        ways = [
            SQL("t.model = 'res.partner' AND t.res_id = p.id"),
            SQL("t.email = p.email_normalized"),
        ]
        if "sms_number" in self.env["mailing.trace"]._fields:
            ways.append(SQL("t.sms_number = p.phone_sanitized"))
        traces = SQL(" UNION ").join(self._marketing_traces_sql(way, ids, since) for way in ways)
        return SQL("%s UNION ALL (%s)", super()._marketing_contacts_sql(ids, since), traces)

    def _marketing_traces_sql(self, way, ids, since):
        """A trace belongs to the company of whoever is responsible for its mailing."""
        return SQL(
            "SELECT p.id AS partner_id, 'm' || t.id AS what FROM res_partner p JOIN mailing_trace t ON %s"
            " JOIN mailing_mailing m ON m.id = t.mass_mailing_id"
            " LEFT JOIN crm_consent_purpose u ON u.id = m.consent_purpose_id"
            " WHERE p.id = ANY(%s) AND (u.id IS NULL OR u.is_marketing)"
            " AND coalesce(t.sent_datetime, t.create_date) >= %s AND %s"
            " AND NOT EXISTS (SELECT FROM res_users mu WHERE mu.id = m.user_id AND mu.company_id <> %s)",
            way,
            ids,
            since,
            SQL(REACHED),
            self.env.company.id,
        )


class CrmConsentBlacklist(models.AbstractModel):
    _inherit = "crm.consent.blacklist"

    def _keep_in_step(self):
        """An objection by e-mail also opts the person out of the lists of its purpose; a later yes undoes that."""
        super()._keep_in_step()
        if says(self.env.context, IN_STEP):
            return
        rows = self.sudo().filtered(lambda row: row.channel in ("any", "email") and row._counts_everywhere())
        for (purpose, company), group in rows.grouped(lambda row: (row.purpose_id, row.company_id)).items():
            addresses = set(group.partner_id.mapped("email_normalized")) - {False}
            ledger = self.sudo().with_company(company or self.env.company).browse()
            stopped = ledger._stopped_addresses(addresses, purpose, "email") if addresses else set()
            self.env["mailing.subscription"].sudo()._follow_ledger(purpose, addresses, stopped)

    @api.model
    def _from_opt_outs(self, purpose, addresses, objection):
        """Write down what opting out of the last list of a purpose, or back in, says."""
        if addresses and not says(self.env.context, IN_STEP):
            persons = SQL("p.email_normalized = ANY(%s)", sorted(addresses))
            self._take_over(persons, purpose, "email", objection)

    @api.model
    def _take_over_opt_outs(self):
        """What people had opted out of before this addon came; safe to repeat."""
        subscriptions = self.env["mailing.subscription"].sudo().search([("opt_out", "=", True)])
        subscriptions._tell_ledger()
