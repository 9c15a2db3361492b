from psycopg2.errors import UniqueViolation

from odoo import api, fields, models
from odoo.exceptions import ConcurrencyError, UserError
from odoo.fields import Date

from odoo.addons.crm_customer360.core.arguments import is_id, is_moment, is_number, is_text, shown

MOST = 1000
KEYS = ("driver", "partner_id", "date", "quantity", "note", "external_ref")


class CrmCostEntry(models.Model):
    """How often something was done for a customer, entered."""

    _name = "crm.cost.entry"
    _description = "Entry of a Cost Driver"
    _order = "date desc, id desc"
    _check_company_auto = True

    driver_id = fields.Many2one("crm.cost.driver", "What", required=True, ondelete="restrict", index=True)
    company_id = fields.Many2one(related="driver_id.company_id", store=True)
    customer_id = fields.Many2one("res.partner", required=True, ondelete="restrict", index=True)
    date = fields.Date(required=True, default=fields.Date.context_today)
    quantity = fields.Float("How Often", required=True, default=1.0)
    note = fields.Char()
    external_ref = fields.Char(
        "Reference", copy=False, help="The record in the system it comes from: sent again, the entry stands there once."
    )

    _quantity_not_negative = models.Constraint("CHECK (quantity >= 0)", "How often: from zero on.")
    _external_ref_idx = models.UniqueIndex(
        "(company_id, external_ref) WHERE external_ref IS NOT NULL", "This reference has been entered already."
    )

    @api.model
    def enter(self, rows):
        """Enter how often something was done for customers; for programs that count what the ERP does not.

        All or nothing: if a row cannot be used, nothing is written. A row with an ``external_ref`` may be sent again:
        the entry stands there once in a company, with the values sent last.

        :param rows: a dictionary, or a list of at most 1,000, with the keys

            - ``driver`` (required): id of a driver of one's own (int), or its name in the caller's language (str)
            - ``partner_id`` (required): id of the customer or of one of its contacts
            - ``date``: ``YYYY-MM-DD``; today if left out
            - ``quantity``: how often, a number from zero on; 1 if left out
            - ``note``: at most 200 characters
            - ``external_ref``: at most 100 characters
        :return: ids of ``crm.cost.entry``, one for each row and in the same order
        :raises AccessError: the caller is no controller
        :raises UserError: rows that cannot be used; every one is named with row (from 1), field, value and reason
        :raises odoo.exceptions.ConcurrencyError: somebody else is writing the same reference; the server tries again
        """
        self.check_access("create")
        rows = [rows] if isinstance(rows, dict) else rows
        if not isinstance(rows, list | tuple) or not 0 < len(rows) <= MOST:
            raise UserError(self.env._("rows: a list of 1 to %s dictionaries is wanted.", MOST))
        drivers = self._drivers_by_name()
        wrong, entries = [], []
        for number, row in enumerate(rows, 1):
            values, errors = self._read_row(row, drivers)
            entries.append(values)
            wrong += [
                self.env._("Row %(row)s, %(field)s: %(reason)s", row=number, field=name, reason=reason)
                for name, reason in errors
            ]
        if wrong:
            raise UserError("\n".join(wrong))
        return self._store(entries)

    @api.model
    def _drivers_by_name(self):
        found = self.env["crm.cost.driver"].search([("company_id", "in", self.env.companies.ids)])
        return {driver.id: driver for driver in found} | {driver.name: driver for driver in reversed(found)}

    def _read_row(self, row, drivers):
        """Values of an entry and what is wrong with the row, as ``[(field, reason)]``."""
        if not isinstance(row, dict):
            return {}, [("-", self.env._("a dictionary is wanted, not %s", shown(row)))]
        errors = [(shown(key), self.env._("no such field")) for key in row if key not in KEYS]
        driver, partner = row.get("driver"), row.get("partner_id")
        known = drivers.get(driver) if is_id(driver) or isinstance(driver, str) else None
        if not known:
            errors.append(("driver", self.env._("no driver of one's own is called %s", shown(driver))))
        if not is_id(partner) or not self.env["res.partner"].search_count([("id", "=", partner)], limit=1):
            errors.append(("partner_id", self.env._("there is no contact %s", shown(partner))))
        date = row.get("date") or Date.to_string(Date.context_today(self))
        if not isinstance(date, str) or not is_moment(date, day=True):
            errors.append(("date", self.env._("a day is wanted, as in 2026-11-25, not %s", shown(date))))
        quantity = row.get("quantity", 1)
        if not is_number(quantity) or quantity < 0:
            errors.append(("quantity", self.env._("a number from zero on is wanted, not %s", shown(quantity))))
        texts = {name: row.get(name) or False for name in ("note", "external_ref")}
        for name, most in (("note", 200), ("external_ref", 100)):
            if texts[name] and not is_text(texts[name], most):
                errors.append((name, self.env._("text of at most %s characters is wanted", most)))
        values = {"driver_id": known and known.id, "customer_id": partner, "date": date, "quantity": quantity, **texts}
        return values, errors

    def _store(self, entries):
        """Write entries, those with a reference over what stands there; their ids."""
        companies = {
            driver.id: driver.company_id.id
            for driver in self.env["crm.cost.driver"].browse({values["driver_id"] for values in entries})
        }
        refs = [values["external_ref"] for values in entries if values["external_ref"]]
        known = {
            (entry.company_id.id, entry.external_ref): entry for entry in self.search([("external_ref", "in", refs)])
        }
        ids = []
        for values in entries:
            key = (companies[values["driver_id"]], values["external_ref"])
            entry = known.get(key) if values["external_ref"] else None
            if entry:
                entry.write(values)
            else:
                entry = self._create_once(values)
                known[key] = entry
            ids.append(entry.id)
        return ids

    def _create_once(self, values):
        try:
            with self.env.cr.savepoint():
                return self.create(values)
        except UniqueViolation as error:
            raise ConcurrencyError("crm.cost.entry: the same reference is being written elsewhere") from error
