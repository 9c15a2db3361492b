import math
from datetime import timedelta

from odoo import api, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Date, Datetime

from ...core.arguments import is_ids, is_text, shown
from .crm_duplicate_pair import REASONS

STEWARD = "crm_customer360.group_data_steward"
MAX_PAIRS = 1_000
MAX_DAYS = 3_650
MAX_NOTE = 500
LATER_DAYS = 30
MERGE_ACTION = "crm_customer360.crm_merge_wizard_action"


class CrmDuplicate(models.Model):
    """Two customers that are perhaps one: the evidence, and what a steward decided. Decisions are kept for good."""

    _name = "crm.duplicate"
    _inherit = ["crm.duplicate.pair", "crm.duplicate.compare"]
    _description = "Possible Duplicate"
    _order = "probability desc, id"
    _log_access = False

    _pair_unique = models.UniqueIndex("(partner_id, other_id)", "This pair is listed already.")
    _other_idx = models.Index("(other_id)")
    _open_idx = models.Index("(group_number) WHERE state = 'new'")
    _ordered = models.Constraint("CHECK (partner_id < other_id)", "The customer with the lower number comes first.")

    # ------------------------------------------------------------------
    # Decisions
    # ------------------------------------------------------------------

    @api.model
    def keep_apart(self, duplicate_ids, reason, note=False):
        """Decide that the two customers of each pair are not one; the pairs do not come back for a small reason.

        :param duplicate_ids: ids of pairs (list of int, at most 1,000)
        :param reason: ``people``, ``family``, ``companies``, ``branch`` or ``other``
        :param note: more about it (str, at most 500 characters), or False
        :return: number of pairs decided (int); those decided so before are not counted
        :raises AccessError: the caller is no steward, or may not see one of the pairs
        :raises UserError: an argument of the wrong kind, or a pair that was merged
        """
        pairs = self._decidable(duplicate_ids)
        if not isinstance(reason, str) or reason not in dict(REASONS):
            known = ", ".join(dict(REASONS))
            raise UserError(self.env._("reason: “%(value)s” is none of %(known)s.", value=shown(reason), known=known))
        if note is not False and not is_text(note, MAX_NOTE):
            raise UserError(self.env._("note: a text of at most %s characters is wanted.", MAX_NOTE))
        open_pairs = pairs.filtered(lambda pair: pair.state == "new")
        # The model is closed to writing but for its own methods; steward and pairs are checked above.
        open_pairs.sudo().write(
            {
                "state": "apart",
                "reason": reason,
                "note": note or False,
                "returned": False,
                "later_until": False,
                "decided_by_id": self.env.uid,
                "decided_on": Datetime.now(),
            }
        )
        self.flush_model()
        self.env.cr.execute("UPDATE crm_duplicate SET decided_bits = bits WHERE id = ANY(%s)", [open_pairs.ids])
        open_pairs.invalidate_recordset(["decided_bits"])
        return len(open_pairs)

    @api.model
    def put_off(self, duplicate_ids, days=LATER_DAYS):
        """Show the pairs again only after some days.

        :param duplicate_ids: ids of pairs (list of int, at most 1,000)
        :param days: whole number from 1 to 3650
        :return: the day on which they come back (``YYYY-MM-DD``)
        :raises AccessError: the caller is no steward, or may not see one of the pairs
        :raises UserError: an argument of the wrong kind, or a pair that was merged
        """
        pairs = self._decidable(duplicate_ids)
        if isinstance(days, bool) or not isinstance(days, int) or not 1 <= days <= MAX_DAYS:
            raise UserError(self.env._("days: a whole number from 1 to %s is wanted.", MAX_DAYS))
        until = Date.context_today(self) + timedelta(days=days)
        # As above.
        pairs.filtered(lambda pair: pair.state == "new").sudo().write({"later_until": until})
        return Date.to_string(until)

    @api.model
    def merge_action(self, partner_ids):
        """Return the action that opens the merge of these customers.

        :param partner_ids: ids of at least two customers (list of int)
        :raises AccessError: the caller is no steward, or may not read one of the customers
        :raises UserError: an argument of the wrong kind
        """
        self._check_steward()
        self._check_ids("partner_ids", partner_ids)
        partners = self.env["res.partner"].browse(sorted(set(partner_ids))).exists()
        if len(partners) < 2:
            raise UserError(self.env._("partner_ids: at least two customers are wanted."))
        partners.check_access("read")
        context = {"active_model": "res.partner", "active_ids": partners.ids, "active_id": partners.ids[0]}
        if self.env.ref(MERGE_ACTION, raise_if_not_found=False):
            action = self.env["ir.actions.act_window"]._for_xml_id(MERGE_ACTION)
            return {**action, "context": context}
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Merge"),
            "res_model": "base.partner.merge.automatic.wizard",
            "views": [[False, "form"]],
            "target": "new",
            "context": context,
        }

    def action_merge(self):
        """Merge all customers of the chosen pairs."""
        return self.merge_action((self.partner_id | self.other_id).ids)

    def action_apart(self):
        """Ask why the chosen pairs are no duplicates."""
        self._check_steward()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Not a duplicate"),
            "res_model": "crm.duplicate.apart",
            "views": [[False, "form"]],
            "target": "new",
            "context": {
                "default_duplicate_ids": self.ids,
                "default_reason": "companies" if all(self.partner_id.mapped("is_company")) else "people",
            },
        }

    def action_later(self):
        """Put the chosen pairs off for a month."""
        self.put_off(self.ids)

    def action_reopen(self):
        """Take a decision back: the pairs wait again."""
        pairs = self._decidable(self.ids)
        # As above.
        pairs.filtered(lambda pair: pair.state == "apart").sudo().write(
            {"state": "new", "reason": False, "note": False, "decided_by_id": False, "decided_on": False}
        )

    # ------------------------------------------------------------------
    # Checks
    # ------------------------------------------------------------------

    @api.model
    def _check_steward(self):
        if not (self.env.su or self.env.user.has_group(STEWARD)):
            raise AccessError(self.env._("Duplicates are decided by those who look after customers' data."))

    def _check_ids(self, name, ids):
        if not is_ids(ids, MAX_PAIRS):
            raise UserError(
                self.env._(
                    "%(name)s: “%(value)s” – a list of at most %(most)s ids is wanted.",
                    name=name,
                    value=shown(ids),
                    most=MAX_PAIRS,
                )
            )

    def _decidable(self, ids):
        """The pairs of these ids, if the caller may decide them."""
        self._check_steward()
        self._check_ids("duplicate_ids", ids)
        pairs = self.browse(dict.fromkeys(ids))
        if len(pairs._readable()) != len(pairs):
            raise AccessError(self.env._("One of these pairs is gone, or has a customer you may not see."))
        if "merged" in pairs.mapped("state"):
            raise UserError(self.env._("One of these pairs has been merged already."))
        return pairs

    # ------------------------------------------------------------------
    # The customer's page
    # ------------------------------------------------------------------

    @api.model
    def _panel(self, partner):
        """The panel "Perhaps twice in the file" of the 360 page, for whoever may read the customers."""
        steward = self.env.user.has_group(STEWARD)
        # Agents may not list the pairs; they learn of one if they may read both customers, checked below.
        pairs = self.sudo().search(
            [*self._open_domain(), "|", ("partner_id", "=", partner.id), ("other_id", "=", partner.id)], limit=10
        )
        items = []
        for pair in pairs:
            other = (pair.other_id if pair.partner_id == partner else pair.partner_id).sudo(False)
            if not other.has_access("read"):
                continue
            opens = {"res_model": self._name, "res_id": pair.id} if steward else {}
            record = opens or {"res_model": "res.partner", "res_id": other.id}
            items.append(
                {
                    "label": other.display_name,
                    "value": self.env._("%s %%", math.floor(pair.probability)),
                    "kind": "text",
                    "currency": False,
                    "action": False,
                    **record,
                }
            )
        if not items:
            return []
        note = self.env._("The sooner it is one customer, the less is said twice.")
        label = self.env._("Perhaps twice in the file")
        return [{"key": "duplicates", "label": label, "sequence": 5, "items": items, "note": note}]
