from odoo import fields, models


class LoyaltyProgram(models.Model):
    """What an auditor asks of a program: when the nightly run was, what waits for it, whether every sum agrees."""

    _inherit = "loyalty.program"

    ledger_last_run = fields.Datetime("Last Nightly Run", compute="_compute_ledger_run")
    ledger_due = fields.Integer(
        "Cards Due",
        compute="_compute_ledger_run",
        help="Cards with points that become available or expire with the next nightly run.",
    )

    def _compute_ledger_run(self):
        job = self.env.ref("crm_loyalty.ir_cron_expiry", raise_if_not_found=False)
        # The moment alone: jobs are for administrators.
        last_run = job.sudo().lastcall if job else False
        for program in self:
            kept = program._origin.filtered("use_ledger")
            program.ledger_last_run = last_run if kept else False
            program.ledger_due = (
                len(self.env["crm.loyalty.expiry"]._due_cards(kept, kept._ledger_today())) if kept else 0
            )

    def action_check_ledger(self):
        """Work out every balance of the program that the caller may see from its movements.

        :return: dict, an action: the balances that differ, or a message that none does
        :raises AccessError: the caller may not read the program or the ledger
        """
        self.ensure_one()
        self.check_access("read")
        balances, moves = self.env["crm.loyalty.balance"].with_context(active_test=False), self.env["crm.loyalty.move"]
        of_program = [("program_id", "=", self.id)]
        # Cards of other companies are theirs to check.
        cards = balances.search_fetch(of_program, ["card_id"]).card_id
        self.env.flush_all()
        wrong = sorted({card for card, _what in balances._differences(cards)})
        if wrong:
            action = self.env["ir.actions.act_window"]._for_xml_id("crm_loyalty.crm_loyalty_balance_action")
            return {**action, "domain": [("card_id", "in", wrong)], "context": {"active_test": False}}
        message = self.env._(
            "%(cards)s cards, %(moves)s movements: every balance is the sum of its movements.",
            cards=len(cards),
            moves=moves.search_count(of_program),
        )
        params = {"type": "success", "message": message}
        return {"type": "ir.actions.client", "tag": "display_notification", "params": params}
