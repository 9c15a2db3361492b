from odoo import api, models


class CrmMergeLoyalty(models.AbstractModel):
    """Cards with a ledger are joined by movements; the others as before."""

    _inherit = "crm.merge.loyalty"

    @api.model
    def _join_cards(self, merge):
        joined = self.env["crm.loyalty.transfer"]._realign(self.env._("The customers were merged"))
        self.env.flush_all()
        res = super()._join_cards(merge)
        merge.joined_cards = [
            *(merge.joined_cards or []),
            *(
                {"card": card, "stays": stays, "points": float(came), "customer": customer, "ledger": True}
                for card, stays, came, customer in joined
            ),
        ]
        return res

    @api.model
    def _part_cards(self, merge):
        everything = merge.joined_cards or []
        ours = [joined for joined in everything if joined.get("ledger")]
        merge.joined_cards = [joined for joined in everything if not joined.get("ledger")]
        missing = super()._part_cards(merge)
        merge.joined_cards = everything
        for joined in reversed(ours):
            if short := self.env["crm.loyalty.transfer"]._part(joined):
                missing.append((joined["card"], float(short)))
        # What follows goes past the ORM.
        self.env.flush_all()
        return missing


class CrmMerge(models.Model):
    _inherit = "crm.merge"

    def _unmerge_after(self):
        res = super()._unmerge_after()
        self.env["crm.loyalty.transfer"]._realign(self.env._("The merge of the customers was undone"))
        self.env.flush_all()
        return res
