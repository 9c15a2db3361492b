from odoo import api, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Date
from odoo.tools import SQL

from ...core.arguments import is_id, is_text
from ...core.consent import standing
from ...core.consent.values import MAX_CODE, shown

MAX_PEOPLE = 200_000


class CrmConsentStanding(models.AbstractModel):
    """Who may be approached: the question every mailing, score and analysis asks first."""

    _name = "crm.consent.standing"
    _description = "Who May Be Approached"

    @api.model
    @api.readonly
    def allowed(self, partner_ids, purpose, channel="any"):
        """Those of some contacts who may be approached for a purpose, in the current company.

        For who has said nothing, the legal basis of the purpose decides: consent – no; legitimate interest – yes;
        soft opt-in – yes if they have bought; contract or legal obligation – yes, and an objection stops nothing.

        :param partner_ids: ids of contacts (list of int, at most 200,000)
        :param purpose: code of the purpose (str), such as ``marketing``, ``survey``, ``profiling``, ``tone``
        :param channel: ``email``, ``sms``, ``phone``, ``post``, ``messenger``, or ``any`` for a purpose that has no
            channels (only what was said about all of them counts then)
        :return: ids (list of int) in the order given; contacts the caller may not read are left out
        :raises AccessError: the caller is no employee
        :raises UserError: an argument of the wrong kind
        """
        self._check_asker()
        partners = self._readable(partner_ids)
        found = self._allowed_ids(partners.ids, self._purpose(purpose), self._channel(channel))
        return [id_ for id_ in partners.ids if id_ in found]

    @api.model
    @api.readonly
    def within_limit(self, partner_ids, channel="any", purpose="marketing"):
        """Those of some contacts who have not had as many marketing contacts as the company allows.

        All channels count together: campaign mail and SMS, and logged calls and letters of the nature "marketing".

        :param partner_ids: ids of contacts (list of int, at most 200,000)
        :param channel: as for :meth:`allowed`; the channel that is about to be used
        :param purpose: code of the purpose (str), which may have a limit of its own
        :return: ids (list of int) in the order given; contacts the caller may not read are left out
        :raises AccessError, UserError: as for :meth:`allowed`
        """
        self._check_asker()
        self._channel(channel)
        purpose = self._purpose(purpose)
        partners = self._readable(partner_ids)
        over = self._over_limit(partners.ids, purpose)
        return [id_ for id_ in partners.ids if id_ not in over]

    # ------------------------------------------------------------------
    # For other addons, in SQL
    # ------------------------------------------------------------------

    @api.model
    def _objectors_sql(self, purpose, channel="any"):
        """SQL of the ids of everybody who must be left out of a purpose: who objected or, where it takes consent,
        did not agree. ``… WHERE partner_id NOT IN (<this>)`` leaves them out in the statement itself.

        :param purpose: code (str) or record
        :return: :class:`odoo.tools.SQL`; nothing in it asks for the reader's rights
        """
        purpose = self._purpose(purpose) if isinstance(purpose, str) else purpose
        self._flush_ledger()
        condition = standing.allowed(purpose.legal_basis)
        return SQL(
            "SELECT p.id FROM res_partner p LEFT JOIN (%s) s ON s.partner_id = p.id WHERE NOT (%s)",
            self._standing_sql(purpose, channel),
            SQL(condition),
        )

    def _standing_sql(self, purpose, channel, ids=None):
        values = {
            "purpose": purpose if isinstance(purpose, SQL) else purpose.id,
            "channel": channel,
            "company": self.env.company.id,
            "today": Date.today(),
        }
        if ids is not None:
            values["ids"] = list(ids)
        return SQL(standing.standing(scoped=ids is not None), **values)

    # ------------------------------------------------------------------
    # Within the suite: ids in, ids out, without asking for rights
    # ------------------------------------------------------------------

    def _standings(self, ids, purpose, channel):
        """``{partner id: "given" or "objected"}`` of those who said something that still counts."""
        self._flush_ledger()
        return dict(self.env.execute_query(self._standing_sql(purpose, channel, ids))) if ids else {}

    def _allowed_ids(self, ids, purpose, channel):
        if not ids:
            return set()
        self._flush_ledger()
        query = SQL(
            "SELECT p.id FROM res_partner p LEFT JOIN (%s) s ON s.partner_id = p.id WHERE p.id = ANY(%s) AND (%s)",
            self._standing_sql(purpose, channel, ids),
            list(ids),
            SQL(standing.allowed(purpose.legal_basis)),
        )
        return {id_ for (id_,) in self.env.execute_query(query)}

    def _person_standings(self, partner, purposes):
        """Where one person stands in every channel of some purposes, with one query.

        :return: ``{(purpose id, channel): (said, allowed)}``; ``said`` is ``given``, ``objected`` or empty
        """
        self._flush_ledger()
        asked = SQL(", ").join(
            SQL("(%s, %s)", purpose.id, channel) for purpose in purposes for channel in standing.CHANNELS
        )
        purpose, channel = SQL("q.purpose::integer"), SQL("q.channel::varchar")
        query = SQL(
            "SELECT q.purpose, q.channel, s.said, (%s) FROM res_partner p CROSS JOIN (VALUES %s) q(purpose, channel)"
            " LEFT JOIN LATERAL (%s) s ON TRUE WHERE p.id = %s",
            SQL(standing.bought()),
            asked,
            self._standing_sql(purpose, channel, partner.ids),
            partner.id,
        )
        bases = {one.id: one.legal_basis for one in purposes}
        return {
            (purpose, channel): (said or "", standing.may(bases[purpose], said, bought))
            for purpose, channel, said, bought in (self.env.execute_query(query) if purposes else [])
        }

    def _flush_ledger(self):
        self.env["crm.consent"].flush_model()
        self.env["res.partner"].flush_model(["commercial_partner_id", "email_normalized", "phone_sanitized"])

    # ------------------------------------------------------------------
    # Arguments
    # ------------------------------------------------------------------

    def _check_asker(self):
        if not self.env.user._is_internal():
            raise AccessError(self.env._("What people agreed to is for employees."))

    def _readable(self, partner_ids):
        if not isinstance(partner_ids, list | tuple):
            raise UserError(self.env._("partner_ids: a list of ids of contacts is wanted."))
        if len(partner_ids) > MAX_PEOPLE:
            raise UserError(self.env._("partner_ids: at most %s at once.", MAX_PEOPLE))
        for id_ in partner_ids:
            if not is_id(id_):
                raise UserError(self.env._("partner_ids: “%s” is no id of a contact.", shown(id_)))
        partners = self.env["res.partner"].with_context(active_test=False)
        readable = set(partners.search([("id", "in", list(partner_ids))]).ids)
        return partners.browse([id_ for id_ in dict.fromkeys(partner_ids) if id_ in readable])

    def _purpose(self, code):
        """The purpose with a code; a purpose is no secret."""
        purpose = self.env["crm.consent.purpose"]
        if is_text(code, MAX_CODE):
            purpose = purpose.sudo().with_context(active_test=False).search([("code", "=", code)], limit=1)
        if not purpose:
            raise UserError(self.env._("purpose: there is no purpose “%s”.", shown(code)))
        return purpose

    def _channel(self, channel):
        if channel not in standing.CHANNELS:
            raise UserError(
                self.env._(
                    "channel: “%(value)s” cannot be used; choose one of: %(choices)s.",
                    value=shown(channel),
                    choices=", ".join(standing.CHANNELS),
                )
            )
        return channel
