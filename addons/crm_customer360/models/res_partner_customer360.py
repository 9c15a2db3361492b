from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Date, Datetime

from ..core.matter import Scope
from ..core.say_next import DIALOGUE
from .customer360_kinds import MATTERS

#: Contacts of a company that the header names.
CONTACTS = 10
#: Touchpoints looked at for the usual channel of a customer.
RECENT = 50
#: Days looked back for them: of a busy customer a month is enough and a year would be tens of thousands of rows.
WINDOWS = (30, 365)
HUMAN = ["information", "inquiry", "complaint", "praise"]


class ResPartner(models.Model):
    _inherit = "res.partner"

    stand_in_user_id = fields.Many2one(
        "res.users",
        "Stand-in",
        tracking=True,
        domain=[("share", "=", False)],
        help="Looks after this customer when the salesperson is away.",
    )

    def action_open_customer360(self):
        """Open the 360 page of this contact."""
        self.ensure_one()
        return {
            "type": "ir.actions.client",
            "tag": "crm_customer_page",
            "name": self.name or self.display_name,
            "context": {"active_id": self.id},
        }

    @api.model
    @api.readonly
    def customer360(self, partner_id):
        """What the 360 page of a customer says above and beside the timeline; everything as the reader may read it.

        :param partner_id: id of the customer (int)
        :return: dictionary with

            - ``partner``: ``id``, ``name``, ``is_company``, ``active``, ``parent`` and ``merged_into``
              (``{"id", "name"}`` or False),
              ``function``, ``email``, ``phone``, ``vat``, ``ref``, ``lang`` (its name), ``city``, ``country``,
              ``categories`` (names), ``avatar`` (URL)
            - ``contacts``: ``{"rows": [{"id", "name", "function", "email", "phone"}], "count"}`` of the company, the
              first ten
            - ``owner`` and ``stand_in``: ``{"id", "name"}`` or False
            - ``open``: ``[{"key", "label", "icon", "count", "amounts": [{"amount", "currency"}], "late",
              "late_amounts", "alert", "rows", "action": {"res_model", "domain"}}]``; a row has ``title``, ``detail``,
              ``date`` (``YYYY-MM-DD``, or a moment in UTC), ``amount``, ``currency``, ``alert``, ``promise``,
              ``res_model``, ``res_id``
            - ``last``: ``{"in", "out"}``, rows of :meth:`crm.touchpoint.timeline` or False
            - ``say_next``: ``[{"kind", "severity" (danger, warning, info), "text", "res_model", "res_id"}]``, at most 4
            - ``panels``: see :meth:`_customer360_panels`
        :raises AccessError: the caller is no employee, or may not read the customer
        :raises UserError: an argument of the wrong kind, or a customer that does not exist
        """
        self.env["crm.touchpoint"]._readable_customer(partner_id)
        partner = self.browse(partner_id)
        open_ = self.env["crm.customer360.matters"]._groups(self._customer360_matters(), partner._customer360_scope())
        incoming, outgoing = partner._customer360_recent("in", RECENT), partner._customer360_recent("out", 1)
        last = {"in": incoming[:1] and incoming[0], "out": outgoing[:1] and outgoing[0]}
        last = {direction: row or False for direction, row in last.items()}
        panels = [*self.env["crm.customer360.panels"]._contact(incoming), *partner._customer360_panels()]
        return {
            "partner": partner._customer360_identity(),
            "contacts": partner._customer360_contacts(),
            "owner": partner._customer360_person("user_id"),
            "stand_in": partner._customer360_person("stand_in_user_id"),
            "open": open_,
            "last": last,
            "say_next": self.env["crm.customer360.say_next"]._advice(open_, last, partner._customer360_facts()),
            "panels": sorted(panels, key=lambda panel: panel["sequence"]),
        }

    # ------------------------------------------------------------------
    # What other addons extend
    # ------------------------------------------------------------------

    @api.model
    def _customer360_matters(self):
        """Kinds of open matters (``core.matter.Matter``); other addons add theirs to ``super()``'s list.

        Rights, installed modules and missing fields are seen to by the caller.
        """
        return list(MATTERS)

    def _customer360_panels(self):
        """Panels of one customer; other addons add theirs to ``super()``'s list, reading as the reader.

        :return: ``[{"key", "label", "sequence", "items": [...], "note"}]``; an item has ``label``, ``value``, ``kind``
            (``text``, ``money``, ``date``, ``number``, ``percent``), ``currency`` (code or False), perhaps ``note`` (a
            line below) and ``tone`` (``success``, ``danger``, ``muted``), and what it opens: ``action``
            (``{"res_model", "domain"}`` or False), or ``res_model`` and ``res_id``
        """
        self.ensure_one()
        return self.env["crm.customer360.panels"]._sales(self._customer360_scope())

    def _customer360_facts(self):
        """What else deserves a word (``core.say_next.Fact``), besides open matters and unanswered messages.

        Other addons add theirs to ``super()``'s list, and a ``_say_`` method of the fact's kind to
        ``crm.customer360.say_next``.
        """
        self.ensure_one()
        return []

    def _customer360_scope(self):
        """Whose records the page is about: the company with its contacts, if the reader may read the company."""
        customer = self._customer360_customer()
        # Reveals only whether the contact stands for itself.
        return Scope(customer.id, customer == customer.sudo().commercial_partner_id)

    def _customer360_customer(self):
        # Which company it is leaves this method only if the reader may read it.
        customer = self.sudo().commercial_partner_id.sudo(False)
        return customer if customer.has_access("read") else self

    # ------------------------------------------------------------------
    # Header
    # ------------------------------------------------------------------

    def _customer360_identity(self):
        languages = dict(self.env["res.lang"].get_installed())
        parent = self.parent_id if self.parent_id.has_access("read") else self.browse()
        # The reader follows a link to the contact it was merged into only if they may read that one.
        merged = self.sudo()._merged_finally().sudo(False)
        merged = merged if merged != self and merged.has_access("read") else self.browse()
        texts = {name: self[name] or "" for name in ("name", "function", "email", "phone", "vat", "ref", "city")}
        return {
            **texts,
            "id": self.id,
            "name": self.name or self.display_name,
            "is_company": self.is_company,
            "active": self.active,
            "parent": {"id": parent.id, "name": parent.name or parent.display_name} if parent else False,
            "merged_into": {"id": merged.id, "name": merged.name or merged.display_name} if merged else False,
            "lang": languages.get(self.lang, self.lang or ""),
            "country": self.country_id.name or "",
            "categories": self.category_id.mapped("name"),
            "avatar": f"/web/image/res.partner/{self.id}/avatar_128?unique={int(self.write_date.timestamp())}",
        }

    def _customer360_contacts(self):
        customer = self._customer360_customer()
        domain = [("commercial_partner_id", "=", customer.id), ("id", "!=", customer.id), ("type", "=", "contact")]
        contacts = self.search(domain, order="name, id", limit=CONTACTS)
        names = ("name", "function", "email", "phone")
        return {
            "rows": [{"id": contact.id, **{name: contact[name] or "" for name in names}} for contact in contacts],
            "count": len(contacts) if len(contacts) < CONTACTS else self.search_count(domain),
        }

    def _customer360_person(self, name):
        """The customer's owner or stand-in; for a contact without one, the company's."""
        user = self._customer360_customer()[name] or self[name]
        return {"id": user.id, "name": user.name} if user else False

    def _customer360_recent(self, direction, limit):
        """The last things said in one direction within a year, without what is still to come."""
        rows = []
        for days in WINDOWS:
            rows = self._customer360_said(direction, limit, days)
            if len(rows) == limit:
                break
        return rows

    def _customer360_said(self, direction, limit, days):
        today = Date.context_today(self)
        page = self.env["crm.touchpoint"].timeline(
            self.id,
            limit=limit + 5,
            filters={
                "directions": [direction],
                "channels": list(DIALOGUE),
                "natures": HUMAN,
                "date_from": Date.to_string(today - timedelta(days=days)),
                "date_to": Date.to_string(today),
            },
        )
        now = Datetime.to_string(Datetime.now())
        return [row for row in page["rows"] if row["date"] <= now][:limit]
