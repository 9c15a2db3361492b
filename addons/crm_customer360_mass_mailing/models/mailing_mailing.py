from collections import Counter

from odoo import api, fields, models
from odoo.tools import SQL

from .mailing_trace import REASONS

#: The contact's column that holds the address of a channel.
ADDRESSES = {"email": "email_normalized", "sms": "phone_sanitized"}
#: Reasons of Odoo's own for leaving somebody out, which the mailing tells beside ours.
ODOO_REASONS = ("mail_bl", "mail_optout", "sms_blacklist", "sms_optout")
NOT_YET = ("draft", "in_queue")


class MailingMailing(models.Model):
    _inherit = "mailing.mailing"

    consent_purpose_id = fields.Many2one(
        "crm.consent.purpose",
        "Purpose",
        default=lambda self: self.env["crm.consent.purpose"].search([("is_marketing", "=", True)], limit=1),
        help="Whoever objected to it, or has not agreed where it takes consent, gets nothing.",
    )
    left_out_count = fields.Integer("Left Out", compute="_compute_left_out")
    left_out_text = fields.Char("Who Is Left Out", compute="_compute_left_out")

    # ------------------------------------------------------------------
    # Who is left out
    # ------------------------------------------------------------------

    def _consent_company(self):
        """Whose mailing it is: the company of whoever is responsible; the queue is worked off by nobody's."""
        return self.user_id.company_id or self.env.company

    def _left_out(self, addresses, channel, sending=False):
        """Who must not get this mailing, and why.

        :param addresses: ``{record id: [normalised e-mail addresses or numbers]}`` of the mailing's recipients
        :param sending: the others will get it now: wait for whoever else is sending, and count what they sent
        :return: ``{record id: "consent_objection", "consent_missing" or "consent_limit"}``
        """
        self.ensure_one()
        purpose = self.consent_purpose_id.sudo().with_company(self._consent_company())
        if not purpose or not addresses:
            return {}
        # Whether a mail may be sent is asked of everybody it would go to, seen by the sender or not.
        ledger = self.env["crm.consent"].sudo().with_company(self._consent_company())
        people = self._people(addresses, channel)
        everybody = sorted(set().union(*people.values()))
        said = ledger._standings(everybody, purpose, channel)
        allowed = ledger._allowed_ids(everybody, purpose, channel)
        # Where the purpose is needed for a contract an objection stops nothing.
        objected = {id_ for id_, word in said.items() if word == "objected"} - allowed
        if sending:
            ledger._lock_limit(purpose)
        full = ledger._over_limit(everybody, purpose, fresh=sending)
        reasons = {id_: self._reason(persons, allowed, objected, full) for id_, persons in people.items()}
        return {id_: reason for id_, reason in reasons.items() if reason}

    def _reason(self, persons, allowed, objected, full):
        """Of several people with one address, one who objects speaks for the address.

        Whom we do not know as a contact has nothing on record: Odoo's own lists and blacklist decide.
        """
        if not persons:
            return ""
        if not persons & allowed:
            return "consent_objection" if persons & objected else "consent_missing"
        if persons & objected:
            return "consent_objection"
        return "consent_limit" if persons & full else ""

    def _people(self, addresses, channel):
        """The contacts behind the recipients: ``{record id: set of partner ids}``.

        The contact itself, the contacts the record is about, or else all that have the address.
        """
        own = self._own_people(list(addresses))
        column = ADDRESSES[channel]
        wanted = {value for id_, values in addresses.items() if not own.get(id_) for value in values}
        found = {}
        if wanted:
            self.env["res.partner"].flush_model([column])
            query = SQL(
                "SELECT %(column)s, array_agg(id) FROM res_partner WHERE %(column)s = ANY(%(wanted)s)"
                " GROUP BY %(column)s",
                column=SQL.identifier(column),
                wanted=sorted(wanted),
            )
            found = {value: set(ids) for value, ids in self.env.execute_query(query)}
        return {
            id_: own.get(id_) or set().union(*(found.get(value, set()) for value in values))
            for id_, values in addresses.items()
        }

    def _own_people(self, ids):
        model = self.env[self.mailing_model_real]
        if model._name == "res.partner":
            return {id_: {id_} for id_ in ids}
        people = {}
        for name in model._mail_get_partner_fields():
            field = model._fields[name]
            if field.type == "many2one" and field.comodel_name == "res.partner" and field.store:
                model.flush_model([name])
                query = SQL(
                    "SELECT id, %(column)s FROM %(table)s WHERE id = ANY(%(ids)s) AND %(column)s IS NOT NULL",
                    column=SQL.identifier(name),
                    table=SQL.identifier(model._table),
                    ids=ids,
                )
                for id_, partner in self.env.execute_query(query):
                    people.setdefault(id_, set()).add(partner)
        return people

    # ------------------------------------------------------------------
    # What the form tells
    # ------------------------------------------------------------------

    @api.depends(
        "state", "consent_purpose_id", "mailing_domain", "mailing_model_id", "contact_list_ids", "mailing_type"
    )
    def _compute_left_out(self):
        labels = self._reason_labels()
        for mailing in self:
            reasons = mailing._origin and Counter(mailing._left_out_reasons().values())
            mailing.left_out_count = sum(reasons.values()) if reasons else 0
            mailing.left_out_text = ", ".join(
                self.env._("%(reason)s: %(count)s", count=count, reason=labels[reason])
                for reason, count in (reasons.most_common() if reasons else ())
            )

    def _reason_labels(self):
        return dict(self.env["mailing.trace"]._fields["failure_type"]._description_selection(self.env))

    def _left_out_reasons(self):
        """``{record id: reason}``: before the sending as it would be now, afterwards as it was."""
        self.ensure_one()
        if self.state in NOT_YET:
            return self._foreseen()
        reasons = [*(reason for reason, _label in REASONS), *ODOO_REASONS]
        traces = self.env["mailing.trace"].search_fetch(
            [("mass_mailing_id", "=", self._origin.id), ("failure_type", "in", reasons)], ["res_id", "failure_type"]
        )
        return {trace.res_id: trace.failure_type for trace in traces}

    def _foreseen(self):
        channel = "sms" if self.mailing_type == "sms" else "email"
        addresses = self._recipient_addresses(channel)
        listed = self._listed(addresses) if channel == "email" else {}
        open_ = {id_: values for id_, values in addresses.items() if id_ not in listed}
        return {**listed, **self._left_out(open_, channel)}

    def _recipient_addresses(self, channel):
        """``{record id: [address]}`` of those the mailing would go to now."""
        model = self.env[self.mailing_model_real]
        # Who may open the mailing is told how many are left out; the list then shows those they may read.
        ids = model.sudo().search(self._get_recipients_domain()).ids
        column = ADDRESSES[channel]
        if not (column in model._fields and model._fields[column].store):
            return {id_: [] for id_ in ids}
        model.flush_model([column])
        query = SQL(
            "SELECT id, %s FROM %s WHERE id = ANY(%s)", SQL.identifier(column), SQL.identifier(model._table), ids
        )
        return {id_: [value] if value else [] for id_, value in self.env.execute_query(query)}

    def _listed(self, addresses):
        """Those whom Odoo itself leaves out: on the blacklist, or opted out of the list."""
        blacklist = set()
        if self.use_exclusion_list:
            wanted = {value for values in addresses.values() for value in values}
            self.env["mail.blacklist"].flush_model(["email", "active"])
            # Only whether a recipient's address is listed.
            query = SQL("SELECT email FROM mail_blacklist WHERE active AND email = ANY(%s)", list(wanted))
            blacklist = {email for (email,) in self.env.execute_query(query)}
        opted_out = set(self._get_opt_out_list())
        found = {}
        for id_, values in addresses.items():
            if values and set(values) <= blacklist:
                found[id_] = "mail_bl"
            elif values and set(values) <= opted_out:
                found[id_] = "mail_optout"
        return found

    def action_open_left_out(self):
        """The recipients who are, or were, left out."""
        self.ensure_one()
        if self.state not in NOT_YET:
            reasons = [*(reason for reason, _label in REASONS), *ODOO_REASONS]
            domain = [("mass_mailing_id", "=", self.id), ("failure_type", "in", reasons)]
            return {
                "type": "ir.actions.act_window",
                "name": self.env._("Left out"),
                "res_model": "mailing.trace",
                "views": [(False, "list"), (False, "form")],
                "domain": domain,
                "context": {"group_by": ["failure_type"]},
            }
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Left out"),
            "res_model": self.mailing_model_real,
            "views": [(False, "list"), (False, "form")],
            "domain": [("id", "in", list(self._left_out_reasons()))],
        }
