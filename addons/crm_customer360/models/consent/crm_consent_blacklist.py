import psycopg2
from psycopg2 import errorcodes

from odoo import api, models
from odoo.exceptions import ConcurrencyError
from odoo.fields import Datetime
from odoo.tools import SQL

from ...core.inside import INSIDE, says

#: Odoo's blacklists by channel: the model, its field, and the contact's column that holds the same.
BLACKLISTS = {
    "email": ("mail.blacklist", "email", "email_normalized"),
    "sms": ("phone.blacklist", "number", "phone_sanitized"),
}
#: In the context of what the ledger itself does to a blacklist: it is not told back.
IN_STEP = "consent_in_step"


class CrmConsentBlacklist(models.AbstractModel):
    """Keeps the ledger and Odoo's blacklists in step, both ways.

    A blacklist knows no companies: an objection goes there if it counts in all of them, or if the contact belongs to
    the company. The others are kept by the ledger alone.
    """

    _name = "crm.consent.blacklist"
    _description = "Ledger and Blacklists in Step"

    # ------------------------------------------------------------------
    # From the ledger to the blacklists
    # ------------------------------------------------------------------

    def _keep_in_step(self):
        """After rows were added; other addons carry them to further places."""
        if says(self.env.context, IN_STEP):
            return
        # Only what the rows just written say is carried further; nobody needs rights to a blacklist for an objection.
        rows = self.sudo().filtered(lambda row: row.purpose_id.follows_blacklist and row._counts_everywhere())
        for (purpose, company), group in rows.grouped(lambda row: (row.purpose_id, row.company_id)).items():
            ledger = self.sudo().with_company(company or self.env.company).browse()
            for channel in BLACKLISTS:
                partners = group.filtered(lambda row, channel=channel: row.channel in ("any", channel)).partner_id
                ledger._push(partners, purpose, channel)

    def _counts_everywhere(self):
        self.ensure_one()
        owner = self.partner_id.company_id
        return not self.company_id or owner == self.company_id or self.company_id.id == self._only_company()

    def _only_company(self):
        """The company, if there is but one in the database, else 0. Reveals only how many there are."""
        companies = self.env["res.company"].sudo().with_context(active_test=False).search([], limit=2)
        return companies.id if len(companies) == 1 else 0

    def _push(self, partners, purpose, channel):
        """Have the blacklist say of the persons' addresses what the ledger says of the persons."""
        model, field, column = BLACKLISTS[channel]
        partners = partners.filtered(column)
        if not partners:
            return
        blacklist = self.env[model].with_context(active_test=False, **{IN_STEP: INSIDE})
        stopped = self._stopped_addresses(partners.mapped(column), purpose, channel)
        entries = blacklist.search([(field, "in", partners.mapped(column))])
        entries.filtered(lambda entry: not entry.active and entry[field] in stopped).active = True
        entries.filtered(lambda entry: entry.active and entry[field] not in stopped).active = False
        missing = stopped - set(entries.mapped(field))
        try:
            blacklist.create([{field: address} for address in sorted(missing)])
            blacklist.flush_model()
        except psycopg2.IntegrityError as error:
            if error.pgcode == errorcodes.UNIQUE_VIOLATION:
                raise ConcurrencyError(f"{model}: the same address is being written elsewhere") from error
            raise

    def _stopped_addresses(self, addresses, purpose, channel):
        """Those of the addresses that somebody who has them objects to being used."""
        column = BLACKLISTS[channel][2]
        everybody = self.env["res.partner"].with_context(active_test=False)
        partners = everybody.search([(column, "in", list(set(addresses)))])
        said = self._standings(partners.ids, purpose, channel)
        return set(partners.filtered(lambda partner: said.get(partner.id) == "objected").mapped(column))

    # ------------------------------------------------------------------
    # From the blacklists to the ledger
    # ------------------------------------------------------------------

    @api.model
    def _from_blacklist(self, channel, addresses, objection):
        """Write down, of everybody with one of these addresses, what its place on a blacklist says.

        Taken off by the person (through a link) it is a yes; by an employee, what was said before no longer counts.
        """
        if not addresses or says(self.env.context, IN_STEP):
            return
        column = BLACKLISTS[channel][2]
        persons = SQL("p.%s = ANY(%s)", SQL.identifier(column), sorted(set(addresses)))
        purposes = self.env["crm.consent.purpose"].sudo().search([("follows_blacklist", "=", True)])
        for purpose in purposes:
            self._take_over(persons, purpose, channel, objection)

    def _take_over(self, persons, purpose, channel, objection):
        """One statement for all of them; whoever stands so already gets no row."""
        themselves = not self.env.user._is_internal()
        state = "refused" if objection else "given" if themselves else "expired"
        company = self._only_company()
        self._flush_ledger()
        ledger = self.with_company(company) if company else self
        standing = ledger._standing_sql(purpose, channel)
        if not company:
            # Of several companies only what counts in all of them has been said by a blacklist.
            standing = SQL("SELECT * FROM (%s) g WHERE g.partner_id IN (%s)", standing, self._general_rows(purpose))
        values = {
            "purpose_id": purpose.id,
            "channel": channel,
            "state": state,
            "legal_basis": purpose.legal_basis,
            "source": "unsubscribe" if themselves else "blacklist",
            "date": Datetime.now(),
            "user_id": self._writer().id if self._writer() else None,
            "create_uid": self.env.uid,
            "create_date": Datetime.now(),
        }
        self.env.execute_query(
            SQL(
                "INSERT INTO crm_consent (partner_id, %s) SELECT p.id, %s FROM res_partner p WHERE %s AND p.id %s"
                " (SELECT s.partner_id FROM (%s) s WHERE s.said = 'objected') RETURNING id",
                SQL(", ").join(map(SQL.identifier, values)),
                SQL(", ").join(SQL("%s", value) for value in values.values()),
                persons,
                SQL("NOT IN") if objection else SQL("IN"),
                standing,
            )
        )
        self.env["crm.consent"].invalidate_model()

    def _general_rows(self, purpose):
        return SQL(
            "SELECT c.partner_id FROM crm_consent c"
            " WHERE c.purpose_id = %s AND c.company_id IS NULL AND c.partner_id IS NOT NULL",
            purpose.id,
        )

    @api.model
    def _take_over_blacklists(self):
        """What stood on the blacklists before this addon came; safe to repeat."""
        for channel, (model, field, _column) in BLACKLISTS.items():
            self._from_blacklist(
                channel, self.env[model].sudo().search([("active", "=", True)]).mapped(field), objection=True
            )
