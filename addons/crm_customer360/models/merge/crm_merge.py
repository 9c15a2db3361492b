from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from .crm_merge_undo import QUIET


class CrmMerge(models.Model):
    """One merge: who was merged into whom, by whom, and all that moved, so that it can be undone exactly."""

    _name = "crm.merge"
    _inherit = ["crm.merge.undo", "crm.merge.late"]
    _description = "Merge of Contacts"
    _order = "id desc"

    # The record does not outlive the customer or their erasure.
    survivor_id = fields.Many2one("res.partner", required=True, readonly=True, ondelete="cascade", index=True)
    contact_ids = fields.One2many("crm.merge.contact", "merge_id", "Contacts")
    value_ids = fields.One2many("crm.merge.value", "merge_id", "Values Changed")
    move_ids = fields.One2many("crm.merge.move", "merge_id", "Moved")
    source_names = fields.Char("Merged Contacts", compute="_compute_source_names", store=True)
    state = fields.Selection(
        [("merged", "Merged"), ("unmerged", "Un-merged")], required=True, readonly=True, default="merged", index=True
    )
    user_id = fields.Many2one(
        "res.users", "Merged by", required=True, readonly=True, default=lambda self: self.env.user, ondelete="restrict"
    )
    date = fields.Datetime(required=True, readonly=True, default=fields.Datetime.now)
    company_id = fields.Many2one("res.company", readonly=True, ondelete="cascade", index=True)
    unmerge_user_id = fields.Many2one("res.users", "Un-merged by", readonly=True, ondelete="restrict")
    unmerge_date = fields.Datetime("Un-merged on", readonly=True)
    choices = fields.Json(readonly=True, help="What was decided about the fields.")
    joined_cards = fields.Json(readonly=True)
    image_taken = fields.Boolean("Picture Taken", readonly=True)
    report = fields.Json(readonly=True)
    moved = fields.Integer("Rows Moved", compute="_compute_counts")
    kept = fields.Integer("Rows that Stayed", compute="_compute_counts")
    left = fields.Integer("Rows Left Behind", compute="_compute_counts")

    @api.depends("contact_ids.name", "contact_ids.role")
    def _compute_source_names(self):
        for merge in self:
            found = merge.contact_ids.filtered(lambda contact: contact.role == "source")
            merge.source_names = ", ".join(contact.name or "" for contact in found)

    @api.depends("move_ids.moved", "move_ids.removed", "move_ids.kept", "move_ids.left")
    def _compute_counts(self):
        for merge in self:
            moves = merge.move_ids
            merge.moved = sum(moves.mapped("moved")) + sum(moves.mapped("removed"))
            merge.kept = sum(moves.mapped("kept"))
            merge.left = sum(moves.mapped("left"))

    @api.depends("source_names", "survivor_id")
    def _compute_display_name(self):
        for merge in self:
            survivor = merge.survivor_id.name or merge.survivor_id.display_name or ""
            merge.display_name = f"{merge.source_names} → {survivor}"

    # ------------------------------------------------------------------
    # What other addons extend
    # ------------------------------------------------------------------

    def _merge_before(self):
        """Before anything moves; the contacts are :attr:`survivor_id` and :meth:`_sources`.

        Other addons move here what they have to move in their own way, writing down what :meth:`_unmerge_after` needs.
        Everything runs past the rights of the user, in the transaction of the merge.
        """
        self.ensure_one()

    def _merge_after(self):
        """After everything has moved and the merged contacts are archived."""
        self.ensure_one()

    def _unmerge_before(self):
        """Before anything goes back."""
        self.ensure_one()

    def _unmerge_after(self):
        """After everything has gone back and the contacts are in use again."""
        self.ensure_one()

    # ------------------------------------------------------------------
    # Merging
    # ------------------------------------------------------------------

    @api.model
    def _check_steward(self):
        if not (self.env.su or self.env.user.has_group("crm_customer360.group_data_steward")):
            raise AccessError(self.env._("Merging contacts is for stewards of customer data."))

    def _sources(self):
        """The contacts that were merged into the survivor."""
        self.ensure_one()
        contacts = self.contact_ids.filtered(lambda contact: contact.role == "source")
        return contacts.partner_id.sorted("id")

    @api.model
    def _merge(self, request):
        """Do it; rights and refusals were looked at. Returns the record."""
        # All that hangs on the contacts moves, seen by the steward or not; who may merge them was asked before.
        merge = self.sudo().with_context(**QUIET)._begin(request)
        merge._merge_before()
        survivor, sources = merge.survivor_id, merge._sources()
        family = self.env["res.partner"].sudo().with_context(active_test=False).search(
            [("id", "child_of", (survivor | sources).ids)]
        )  # fmt: skip
        before = merge.env["crm.merge.fields"]._rows((family | survivor | sources).ids)
        # What changed until now is captured as it was.
        self.env.cr.flush()
        merge.env["crm.merge.derived"]._note_interests(survivor | sources)
        merge._move(survivor, sources)
        merge.env["crm.merge.fields"]._give(merge, request)
        merge._retire(sources)
        merge.env["crm.merge.derived"]._adopt_contacts(merge)
        merge.env["crm.merge.loyalty"]._join_cards(merge)
        merge._follow(before)
        merge._merge_after()
        return merge

    def _begin(self, request):
        """The record, with the contacts as they are."""
        partners = self.env["res.partner"].browse(request.everybody)
        rows = self.env["crm.merge.fields"]._rows(partners.ids)
        survivor = partners.browse(request.survivor)
        merge = self.create(
            {
                "survivor_id": survivor.id,
                "user_id": self.env.uid,
                "company_id": survivor.company_id.id,
                "choices": {"values": dict(request.values), "from": dict(request.chosen)},
            }
        )
        self.env["crm.merge.contact"].create(
            [
                {
                    "merge_id": merge.id,
                    "partner_id": partner.id,
                    "role": "survivor" if partner == survivor else "source",
                    "name": partner.name or partner.display_name,
                    "was_active": partner.active,
                    "before": rows[partner.id],
                }
                for partner in partners
            ]
        )
        return merge

    def _move(self, survivor, sources):
        mapping = dict.fromkeys(sources.ids, survivor.id)
        self.env["crm.merge.engine"]._move_all(self, mapping, commercial=survivor.commercial_partner_id.id)
        self.env["crm.merge.derived"]._move_customers(self)
        self.env.invalidate_all(flush=False)
        # What addons add to Odoo's own merge; its generic part is done, and the touchpoints follow there.
        wizard = self.env["base.partner.merge.automatic.wizard"]
        wizard._update_foreign_keys(sources, survivor)
        wizard._update_reference_fields(sources, survivor)
        self.env["crm.merge.move"]._count_rows(self)

    def _retire(self, sources):
        self.env.flush_all()
        self.env.invalidate_all(flush=False)
        sources.write({"active": False, "merged_into_id": self.survivor_id.id})
        self.env["crm.customer.removal"]._note(sources, "merged", into=self.survivor_id.id)
        self.env.flush_all()

    def _follow(self, before):
        """What follows from what moved: computed columns, the history, and the note of all that changed."""
        derived = self.env["crm.merge.derived"]
        derived._recompute(self)
        after = self.env["crm.merge.fields"]._note_changes(self, before)
        for contact in self.contact_ids:
            contact.after = after[contact.partner_id.id]
        derived._catch_up(self.survivor_id | self._sources())
        self.env.invalidate_all()

    # ------------------------------------------------------------------
    # Buttons
    # ------------------------------------------------------------------

    def action_open_survivor(self):
        """Open the survivor's 360 page."""
        return self.survivor_id.action_open_customer360()

    def action_open_rows(self):
        """All rows of the merge."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("What moved"),
            "res_model": "crm.merge.row",
            "view_mode": "list",
            "domain": [("move_id.merge_id", "=", self.id)],
            "context": {"search_default_group_move": 1},
        }

    def action_unmerge(self):
        """Show what an un-merge would bring back."""
        self.ensure_one()
        if self.state != "merged":
            raise UserError(self.env._("This merge was undone already."))
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Un-merge"),
            "res_model": "crm.unmerge.wizard",
            "view_mode": "form",
            "target": "new",
            "context": {"default_merge_id": self.id},
        }
