from collections import defaultdict

from odoo import models
from odoo.tools import email_normalize

from ..core.contact_log import FINDERS, Problem
from ..core.contact_values import ACTIVITY_TYPES

#: Fields of a contact that a finder is compared with.
COLUMNS = {"ref": "ref", "email": "email_normalized", "phone_number": "phone_sanitized"}


class CrmContactLogLookup(models.AbstractModel):
    """Whom and what the values of an entry mean: records the caller may use, or a problem with the row."""

    _name = "crm.contact.log.lookup"
    _description = "Records Named in the Contact Log"

    def _company_of(self, entry):
        """Company of an entry that :meth:`_company_problem` found in order."""
        return self.env["res.company"].browse(entry.values.get("company_id") or self.env.company.id)

    def _company_problem(self, entry):
        company = entry.values.get("company_id")
        if company and company not in self.env.companies.ids:
            return Problem(entry.row, "company_id", str(company), "no_company")
        return None

    def _looked_up(self, entries, problems):
        """Values to write and the activity to plan: ``{row: (values, followup)}``; adds to ``problems``."""
        customers = self._customers(entries)
        found = {}
        for entry in entries:
            partner, reason = customers[entry.row]
            if reason:
                finder = _finder(entry)
                problems.append(Problem(entry.row, finder, str(entry.values[finder]), reason))
                continue
            wrong = [*self._named_problems(entry), *self._followup_problems(entry, partner)]
            problems += [Problem(entry.row, name, str(value), reason) for name, value, reason in wrong]
            if not wrong:
                found[entry.row] = (self._values(entry, partner), self._followup(entry))
        return found

    def _values(self, entry, partner):
        values = {name: value for name, value in entry.values.items() if name not in ("ref", "email")}
        if moment := values.get("date"):
            values.update(date=moment.date, all_day=moment.all_day)
        return {
            **values,
            "partner_id": partner.id,
            "company_id": self._company_of(entry).id,
            "external_digest": values.get("external_ref") and entry.digest,
        }

    # ------------------------------------------------------------------
    # The customer
    # ------------------------------------------------------------------

    def _customers(self, entries):
        """The contact of each entry: ``{row: (partner, "")}``, or ``(None, reason)``."""
        by_finder = defaultdict(list)
        for entry in entries:
            by_finder[_finder(entry)].append(entry)
        result = {}
        for finder, those in by_finder.items():
            if finder == "partner_id":
                result.update(self._customers_by_id(those))
            else:
                result.update(self._customers_by_value(finder, those))
        return result

    def _customers_by_id(self, entries):
        ids = {entry.values["partner_id"] for entry in entries}
        partners = self.env["res.partner"].browse(ids).exists()._filtered_access("read")
        readable = {partner.id: partner for partner in partners}
        result = {}
        for entry in entries:
            partner = readable.get(entry.values["partner_id"])
            if partner is None:
                result[entry.row] = (None, "no_customer")
            elif self._is_foreign(partner, entry):
                result[entry.row] = (None, "foreign_customer")
            else:
                result[entry.row] = (partner, "")
        return result

    def _customers_by_value(self, finder, entries):
        sought = {entry.row: self._sought(finder, entry) for entry in entries}
        partners = self.env["res.partner"].search([(COLUMNS[finder], "in", sorted(set(sought.values()) - {""}))])
        by_value = partners.grouped(COLUMNS[finder])
        result = {}
        for entry in entries:
            matches = by_value.get(sought[entry.row], partners.browse())
            matches = matches.filtered(lambda partner, entry=entry: not self._is_foreign(partner, entry))
            result[entry.row] = self._only(matches)
        return result

    def _sought(self, finder, entry):
        """The value as contacts keep it; empty if it is none."""
        value = entry.values[finder]
        if finder == "email":
            return email_normalize(value) or ""
        if finder == "phone_number":
            country = self._company_of(entry).country_id
            return self.env["res.partner"]._phone_format(number=value, country=country) or ""
        return value

    def _only(self, matches):
        """The one contact; the company if they are several of one: which of them it was is not known, whose is."""
        if len(matches) > 1:
            # Reveals that they have one company; it is given only if the caller may read it.
            company = matches.sudo().commercial_partner_id.sudo(False)
            matches = company if len(company) == 1 and company.has_access("read") else matches
        if len(matches) > 1:
            return None, "many_customers"
        return (matches, "") if matches else (None, "no_customer")

    def _is_foreign(self, partner, entry):
        # A branch uses the contacts of the company above it.
        return bool(partner.company_id) and partner.company_id not in self._company_of(entry).sudo().parent_ids

    # ------------------------------------------------------------------
    # Other records
    # ------------------------------------------------------------------

    def _named_problems(self, entry):
        """Problems with the user and the product: ``[(field, value, reason)]``."""
        user, product = entry.values.get("user_id"), entry.values.get("need_product_id")
        problems = []
        if user and not self._is_employee(user, entry):
            problems.append(("user_id", user, "no_user"))
        if product and not self._is_product(product):
            problems.append(("need_product_id", product, "no_product"))
        return problems

    def _is_employee(self, user_id, entry):
        # Reveals that somebody is an employee of a company the caller works in.
        user = self.env["res.users"].sudo().browse(user_id).exists()
        return bool(user) and user.active and not user.share and self._company_of(entry) in user.company_ids

    def _is_product(self, product_id):
        if "product.product" not in self.env:
            return False
        product = self.env["product.product"].browse(product_id).exists()
        return bool(product) and product.has_access("read")

    # ------------------------------------------------------------------
    # Follow-up
    # ------------------------------------------------------------------

    def _followup_problems(self, entry, partner):
        followup = entry.followup
        if not followup:
            return []
        problems = []
        user = followup.get("user_id") or entry.values.get("user_id")
        if user and not self._is_employee(user, entry):
            problems.append(("followup.user_id", user, "no_user"))
        elif user and not partner.with_user(user).has_access("read"):
            problems.append(("followup.user_id", user, "no_reader"))
        if not self._activity_type(followup.get("activity_type")):
            problems.append(("followup.activity_type", followup.get("activity_type", ""), "no_activity_type"))
        return problems

    def _followup(self, entry):
        if not entry.followup:
            return {}
        return {**entry.followup, "activity_type": self._activity_type(entry.followup.get("activity_type")).id}

    def _activity_type(self, value):
        """Type of activity by id or word, a to-do if nothing is said; empty if contacts have none such."""
        types = self.env["mail.activity.type"]
        if isinstance(value, int):
            found = types.browse(value).exists()
        else:
            word = value or ACTIVITY_TYPES[0]
            found = self.env.ref(f"mail.mail_activity_data_{word}", raise_if_not_found=False) or types
        return found.filtered(lambda one: one.res_model in (False, "res.partner"))


def _finder(entry):
    """What says whose the entry is: the surest of what was given."""
    return next(name for name in FINDERS if name in entry.values)
