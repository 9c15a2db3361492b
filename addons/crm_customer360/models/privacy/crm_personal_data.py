import datetime as dt

from odoo import api, models, tools
from odoo.exceptions import AccessError
from odoo.fields import Date, Domain

from ...core.privacy.handler import KEEP, kept_until
from .crm_personal_data_tell import CHUNK

OFFICER = "crm_customer360.group_data_protection_officer"


class CrmPersonalData(models.AbstractModel):
    """What is stored about a person: told, weighed, kept and erased along the registry of handlers.

    The methods take contacts as recordsets and are for other addons; what an officer may call stands in
    ``res.partner``. The officer's group gives no right on the documents: the one place where their question is
    answered with the system's rights is :meth:`_as_officer`.
    """

    _name = "crm.personal.data"
    _inherit = ["crm.personal.data.tell", "crm.personal.data.erase"]
    _description = "Personal Data"

    @api.model
    def _as_officer(self):
        """The registry with the system's rights, for a data-protection officer.

        It may reveal every row about the person asked for in the officer's companies, secrets and other customers
        left out: answering that is what the officer is there for (Art. 15 GDPR).

        :raises AccessError: the user is no data-protection officer
        """
        if not self.env.su and not self.env.user.has_group(OFFICER):
            raise AccessError(self.env._("Personal data is for the data-protection officer."))
        return self.sudo()

    @api.model
    def _partners_asked(self, partner, contacts):
        """The contact, or a company with its contacts, archived ones too."""
        if not contacts:
            return partner
        return partner.with_context(active_test=False).search([("id", "child_of", partner.id)], order="id")

    @api.model
    @tools.ormcache()
    def _exports_noted(self):
        """Models whose exports are on record: those with personal data."""
        return frozenset(handler.model for handler in self._personal_data_handlers())

    @api.private
    def export(self, partners):
        """All rows about the contacts, section by section.

        :param partners: contacts (recordset)
        :return: iterator over ``(section, rows)``, rows in pieces: ``section`` as of :meth:`_section`, ``rows``
            ``[{"id": int, field: str, number, False, {"id", "name"} or a list of these}]``
        """
        person = self._person(partners, self.env.companies)
        handlers = self._active_handlers()
        found = self._found(person, handlers)
        scope = self._scope(person, found)
        for name, ids in found.items():
            section = self._section(handlers[name], len(ids))
            for start in range(0, len(ids), CHUNK):
                yield section, self._tell(handlers[name], ids[start : start + CHUNK], scope)

    @api.private
    def obligations(self, partners):
        """What stands against parting with the contacts.

        :param partners: contacts (recordset)
        :return: ``[{"what": kind of record, "res_model", "res_id", "record": its name, "reason": key, "words": reason
            in words, "amount": float or False, "currency": code or False}]``
        """
        person = self._person(partners, self.env.companies)
        handlers = self._active_handlers()
        found = self._found(person, handlers)
        lines = []
        for name, ids in found.items():
            for obligation in handlers[name].obligations:
                domain = Domain("id", "in", ids) & Domain(list(obligation.domain))
                records = self._everything(name).search(domain)
                lines += [self._obligation(record, obligation) for record in records]
        return lines

    def _obligation(self, record, obligation):
        currency = obligation.amount and obligation.currency and record[obligation.currency]
        return {
            "what": self._model_label(record._name),
            "res_model": record._name,
            "res_id": record.id,
            "record": record.display_name or f"#{record.id}",
            "reason": obligation.reason,
            "words": self._open_words()[obligation.reason],
            "amount": record[obligation.amount] if obligation.amount else False,
            "currency": currency.name if currency else False,
        }

    @api.private
    def retain(self, partners, today=False):
        """What has to be kept of the contacts, until when and why.

        :param partners: contacts (recordset)
        :param today: the day to judge on (date); left out, today
        :return: ``[{"model", "what", "count", "ids", "until": date, "law": text}]`` of sections with rows whose period
            is not over; ``until`` is the latest of them
        """
        today = today or Date.context_today(self)
        person = self._person(partners, self.env.companies)
        handlers = self._active_handlers()
        kept = self._kept(self._found(person, handlers), handlers, today)
        return [
            {
                "model": name,
                "what": self._model_label(name),
                "count": len(days),
                "ids": sorted(days),
                "until": max(days.values()),
                "law": self._activities()[handlers[name].activity].retention_law or "",
            }
            for name, days in kept.items()
        ]

    def _kept(self, found, handlers, today):
        """Rows the law keeps, with their last day: ``{model: {id: date}}``; those without a day are kept for ever."""
        kept = {}
        for name, ids in found.items():
            if handlers[name].erasure.action != KEEP or handlers[name].erasure.reason != "law":
                continue
            days = self._last_days(handlers[name], ids)
            if days := {id_: day for id_, day in days.items() if day >= today}:
                kept[name] = days
        return kept

    def _last_days(self, handler, ids):
        """The day until which each row is kept."""
        activity = self._activities()[handler.activity]
        months, year_end = activity.retention_months, activity.retention_from == "year_end"
        return {
            id_: kept_until(day, months, year_end=year_end) if months and day else dt.date.max
            for id_, day in self._days(handler, ids).items()
        }

    def _last_day(self, handler, ids):
        """The day until which the latest of the rows is kept."""
        activity = self._activities()[handler.activity]
        day = self._latest_day(handler, ids)
        if not activity.retention_months or not day:
            return dt.date.max
        return kept_until(day, activity.retention_months, year_end=activity.retention_from == "year_end")

    def _latest_day(self, handler, ids):
        """The latest day from which a period runs, counted by the database: histories are long."""
        model = self._everything(handler.model)
        field = model._fields.get(handler.date)
        if handler.date and not (field and field.store):
            return max((day for day in self._days(handler, ids).values() if day), default=False)
        mine = Domain("id", "in", ids)
        moments = []
        if field:
            moments += model._read_group(mine, [], [f"{handler.date}:max"])[0]
            mine &= Domain(handler.date, "=", False)
        if "create_date" in model._fields:
            moments += model._read_group(mine, [], ["create_date:max"])[0]
        days = [moment.date() if isinstance(moment, dt.datetime) else moment for moment in moments if moment]
        return max(days, default=False)

    def _days(self, handler, ids):
        """The day from which the period of each row runs."""
        records = self._everything(handler.model).browse(ids)
        made = "create_date" if "create_date" in records._fields else False
        days = {}
        for record in records:
            moment = record.mapped(handler.date)[:1] if handler.date else False
            moment = (moment[0] if moment else False) or (made and record[made]) or False
            days[record.id] = moment.date() if isinstance(moment, dt.datetime) else moment
        return days

    # ------------------------------------------------------------------
    # Sections in words
    # ------------------------------------------------------------------

    def _section(self, handler, count):
        """What a person is told of a section: ``{"model", "label", "activity", "purpose", "basis", "retention",
        "count"}``, all text but the count."""
        activity = self._activities()[handler.activity]
        return {
            "model": handler.model,
            "label": self._model_label(handler.model),
            "activity": activity.name,
            "purpose": activity.purpose or "",
            "basis": activity._basis_words(),
            "retention": activity._retention_words(),
            "count": count,
        }

    def _activities(self):
        """The processing activities by key."""
        return {activity.key: activity for activity in self.env["crm.processing.activity"].sudo()._all()}

    def _model_label(self, name):
        return self.env["ir.model"]._get(name).sudo().name

    def _open_words(self):
        return {
            "unpaid": self.env._("not paid"),
            "unfinished": self.env._("not finished"),
            "undelivered": self.env._("not delivered"),
            "planned": self.env._("planned"),
            "balance": self.env._("balance left"),
            "draft": self.env._("draft"),
            "undecided": self.env._("not decided"),
        }

    def _summary(self, partners, today=False):
        """What is held about the contacts, a line a section: as of :meth:`_section` with ``action`` (what an erasure
        would do) and ``until`` (``YYYY-MM-DD`` or False)."""
        person = self._person(partners, self.env.companies)
        handlers = self._active_handlers()
        lines = []
        for name, ids in self._found(person, handlers).items():
            last = self._last_day(handlers[name], ids)
            lines.append(
                {
                    **self._section(handlers[name], len(ids)),
                    "action": handlers[name].erasure.action,
                    "until": False if last == dt.date.max else Date.to_string(last),
                }
            )
        return lines
