from odoo import api, models
from odoo.exceptions import UserError
from odoo.fields import Datetime
from odoo.tools import format_date

from ..core.customer_strip import loudest
from ..core.say_next import INFO, WARNING
from .customer360_kinds import LOGGED_COMPLAINTS
from .customer360_say_next import RULES

#: Open matters the line speaks of, as the 360 page counts them.
CLAIM, INVOICE = "claim", "invoice"
#: Deliveries; to those who may not read them, the orders.
DELIVERIES = ("delivery", "to_deliver")
NOTHING_SAID = {"in": False, "out": False}


class ResPartner(models.Model):
    _inherit = "res.partner"

    @api.model
    @api.readonly
    def customer_strip(self, partner_id):
        """The few things whoever deals with a customer's document must know; everything as the reader may read it.

        :param partner_id: id of the customer or of one of its contacts (int)
        :return: dictionary with

            - ``partner_id``, ``owner`` and ``stand_in`` (``{"id", "name"}`` or False)
            - ``complaints``: open claims, and complaints noted in the last 30 days
            - ``promises``: open activities on the customer and its documents
            - ``risk``: overdue invoices
            - ``late_deliveries``: deliveries, or orders, past the date they were planned or promised for
            - ``last_contact``: in either direction (UTC, ``YYYY-MM-DD HH:MM:SS``) or False
            - ``tone``: ``danger``, ``warning`` or ``info``, the most urgent of the four

            Each of the four is False or has ``count``, ``late`` (how many of them need somebody), ``title`` and
            ``date`` of the first one, ``amounts`` (``[{"amount", "currency"}]``), ``tone``, ``text`` (a sentence, may
            be empty), ``res_model`` and ``res_id`` of the first one, ``action`` (``{"res_model", "domain"}`` of all, or
            False)
        :raises AccessError: the caller is no employee, or may not read the customer
        :raises UserError: an argument of the wrong kind, or a customer that does not exist
        """
        # The reader is not noted as having opened the customer: they opened a document of their own.
        self.env["crm.touchpoint"]._check_reader("partner_id", partner_id)
        partner = self.browse(partner_id)
        if not partner.exists():
            raise UserError(self.env._("There is no contact with the id %s.", partner_id))
        partner.check_access("read")
        last = partner.last_contact
        items = self.env["crm.customer.strip"]._items(partner)
        return {
            "partner_id": partner.id,
            "owner": partner._customer360_person("user_id"),
            "stand_in": partner._customer360_person("stand_in_user_id"),
            **items,
            "last_contact": Datetime.to_string(last) if last else False,
            "tone": loudest(item["tone"] for item in items.values() if item),
        }


class CustomerStrip(models.AbstractModel):
    """Picks from the open matters of the 360 page what concerns everybody who deals with the customer."""

    _name = "crm.customer.strip"
    _description = "Line About the Customer"

    @api.model
    def _items(self, partner):
        scope = partner._customer360_scope()
        matters = {matter.key: matter for matter in partner._customer360_matters()}
        engine = self.env["crm.customer360.matters"]
        active = {key: matter for key, matter in matters.items() if engine._is_active(matter)}
        wanted = [key for key in (CLAIM, INVOICE, *DELIVERIES) if key in active]
        groups = {key: group for key in wanted if (group := engine._group(active[key], scope))}
        activities = self.env["crm.customer360.activities"]._group(list(active.values()), scope)
        if activities:
            groups["activity"] = activities
        advice = self._advice(groups)
        deliveries = next((key for key in DELIVERIES if key in groups), "")
        return {
            "complaints": self._complaints(self._item(groups.get(CLAIM), advice.get("claim")), scope),
            "promises": self._promises(activities, advice.get("activity") or advice.get("promise")),
            "risk": self._late_item(groups.get(INVOICE), active.get(INVOICE), advice.get("invoice")),
            "late_deliveries": self._late_item(
                groups.get(deliveries), active.get(deliveries), advice.get(RULES[DELIVERIES[0]])
            ),
        }

    def _advice(self, groups):
        found = self.env["crm.customer360.say_next"]._advice(list(groups.values()), NOTHING_SAID)
        return {advice["kind"]: advice for advice in found}

    def _item(self, group, advice):
        """What the line says of a group of open matters, as loud as the advice on it."""
        if not group:
            return False
        row = group["rows"][0]
        calm = WARNING if group["late"] else INFO
        return {
            "count": group["count"],
            "late": group["late"],
            "title": row["title"],
            "date": row["date"],
            "amounts": [],
            "tone": advice["severity"] if advice else calm,
            "text": advice["text"] if advice else "",
            "res_model": row["res_model"],
            "res_id": row["res_id"],
            "action": group["action"],
        }

    def _promises(self, activities, advice):
        # Odoo's list leaves out activities on contacts the reader may not change; the customer's page does not.
        return {**self._item(activities, advice), "action": False} if activities else False

    def _late_item(self, group, matter, advice):
        """The same of those alone that are late, with their sum."""
        if not group or not group["late"]:
            return False
        late = [list(term) if isinstance(term, tuple) else term for term in matter.late]
        row = next((row for row in group["rows"] if row["alert"]), group["rows"][0])
        return {
            **self._item({**group, "rows": [row]}, advice),
            "count": group["late"],
            "amounts": group["late_amounts"],
            "action": {**group["action"], "domain": [*group["action"]["domain"], *late]},
        }

    def _complaints(self, claims, scope):
        """Open claims and complaints noted; of both, the claim is named, for it has somebody at work on it."""
        noted = self._noted_complaints(scope)
        if not (claims and noted):
            return claims or noted
        return {**claims, "count": claims["count"] + noted["count"], "action": False}

    def _noted_complaints(self, scope):
        if not self.env["crm.customer360.matters"]._is_active(LOGGED_COMPLAINTS):
            return False
        log = self.env[LOGGED_COMPLAINTS.model]
        domain = [*scope.domain(LOGGED_COMPLAINTS.partner), *LOGGED_COMPLAINTS.domain]
        latest = log.search(domain, order="date desc, id desc", limit=1)
        if not latest:
            return False
        date = latest.date if latest.all_day else Datetime.context_timestamp(self, latest.date)
        title = latest.name or latest.display_name
        return {
            "count": log.search_count(domain),
            "late": 0,
            "title": title,
            "date": Datetime.to_string(latest.date),
            "amounts": [],
            "tone": WARNING,
            "text": self.env._(
                "They complained on %(date)s: “%(title)s”.", date=format_date(self.env, date), title=title
            ),
            "res_model": log._name,
            "res_id": latest.id,
            "action": {"res_model": log._name, "domain": [list(term) for term in domain]},
        }
