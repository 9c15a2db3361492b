from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from .crm_loyalty_move import POINTS


class CrmLoyaltyBalance(models.Model):
    """What stands on a card: the sums of its ledger, and the row that is locked while points move."""

    _name = "crm.loyalty.balance"
    _description = "Balance of a Loyalty Card"
    _rec_name = "card_id"

    card_id = fields.Many2one("loyalty.card", required=True, ondelete="cascade", readonly=True)
    partner_id = fields.Many2one(related="card_id.partner_id", string="Customer")
    program_id = fields.Many2one("loyalty.program", required=True, index=True, ondelete="restrict")
    company_id = fields.Many2one("res.company", index="btree_not_null", readonly=True)
    #: A number, no link: it says whose one card this is, and follows the card's customer.
    customer_key = fields.Integer("Customer Number", readonly=True)
    active = fields.Boolean(default=True, readonly=True)
    available = fields.Float(digits=POINTS, required=True, default=0, readonly=True)
    pending = fields.Float(digits=POINTS, required=True, default=0, readonly=True)
    debt = fields.Float(
        "Owed",
        digits=POINTS,
        required=True,
        default=0,
        readonly=True,
        help="Points that were spent before what had earned them was taken back. The next points pay for it.",
    )

    _card_unique = models.UniqueIndex("(card_id)", "A card has one balance.")
    _customer_unique = models.UniqueIndex(
        "(program_id, customer_key) WHERE active AND customer_key IS NOT NULL AND customer_key <> 0",
        "The customer has a card of this program already.",
    )
    _available_check = models.Constraint(
        "CHECK (available >= 0 AND pending >= 0 AND debt >= 0)", "The points of a card are never below zero."
    )
    _both_check = models.Constraint("CHECK (available = 0 OR debt = 0)", "A card with points available owes none.")

    @api.model
    def _cards_of(self, customer, programs=None):
        """The cards in use of a customer with their company, in programs that keep a ledger."""
        customer = customer.sudo().commercial_partner_id
        where = SQL("AND program_id = ANY(%s)", programs.ids) if programs is not None else SQL()
        rows = self.env.execute_query(
            SQL("SELECT card_id FROM crm_loyalty_balance WHERE active AND customer_key = %s %s", customer.id, where)
        )
        return self.env["loyalty.card"].browse(row[0] for row in rows)

    @api.model
    def _cards_by_customer(self, keys):
        """The cards in use, asked for by program and customer: ``{(program id, customer id): card}``."""
        keys = [key for key in keys if key[1] > 0]
        rows = self.env.execute_query(
            SQL(
                "SELECT program_id, customer_key, card_id FROM crm_loyalty_balance"
                " WHERE active AND (program_id, customer_key) IN (SELECT * FROM unnest(%s::int[], %s::int[]))",
                [program for program, _customer in keys],
                [customer for _program, customer in keys],
            )
        )
        cards = {card.id: card for card in self.env["loyalty.card"].browse(card for *_key, card in rows)}
        return {(program, customer): cards[card] for program, customer, card in rows}

    @api.model
    def _open(self, owned):
        """Begin the balances of new cards: ``[(card, customer id or below zero)]``.

        :raises UserError: a customer has a card of the program
        """
        if not owned:
            return
        now, uid = self.env.cr.now(), self.env.uid
        values = [
            # Only where the new card belongs.
            (card.id, *self._place(card.sudo()), max(customer, 0) or None, card.active, 0, 0, 0, uid, now)
            for card, customer in owned
        ]
        rows = SQL(", ").join(SQL("%s", row) for row in values)
        # A card made at the same moment elsewhere stops this one (40001): the request is repeated and finds it.
        with self.env["crm.loyalty.ledger"]._repeated():
            self.env.cr.execute(SQL(BALANCE, rows=rows), log_exceptions=False)
        if self.env.cr.rowcount < len(owned):
            raise UserError(self.env._("The customer has a card of this program already."))
        self.invalidate_model(flush=False)
        self.env["loyalty.card"].union(*(card for card, _customer in owned)).invalidate_recordset(
            ["balance_ids"], flush=False
        )

    @api.model
    def _differences(self, cards=None):
        """Where a balance is not what its ledger says: ``[(card id, what)]``; empty while nothing lies."""
        chosen = SQL("AND b.card_id = ANY(%s)", cards.ids) if cards is not None else SQL()
        return self.env.execute_query(SQL(DIFFERENCES, chosen=chosen))

    def _place(self, card):
        return card.program_id.id, card.company_id.id or None

    def action_open_moves(self):
        """All movements of the card."""
        self.ensure_one()
        return self.card_id.action_open_ledger()

    def action_give_bonus(self):
        """Points by hand for the card."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("crm_loyalty.crm_loyalty_bonus_action")
        return {**action, "context": {"default_card_id": self.card_id.id}}


#: Every sum worked out from the rows it stands for.
DIFFERENCES = """
    WITH said AS (
        SELECT b.card_id, b.available, b.pending, b.debt, c.points::numeric AS card,
               coalesce((SELECT sum(m.points) FROM crm_loyalty_move m WHERE m.card_id = b.card_id), 0) AS moves,
               coalesce((SELECT sum(l.remaining) FROM crm_loyalty_lot l
                          WHERE l.card_id = b.card_id AND NOT coalesce(l.pending, FALSE)), 0) AS lots,
               coalesce((SELECT sum(l.remaining) FROM crm_loyalty_lot l
                          WHERE l.card_id = b.card_id AND l.pending), 0) AS waiting,
               EXISTS (SELECT FROM crm_loyalty_lot l WHERE l.card_id = b.card_id AND l.granted <> l.remaining
                       + coalesce((SELECT sum(a.points) FROM crm_loyalty_allocation a WHERE a.lot_id = l.id), 0)) AS lot
          FROM crm_loyalty_balance b JOIN loyalty_card c ON c.id = b.card_id WHERE TRUE %(chosen)s
    )
    SELECT card_id, what FROM said CROSS JOIN LATERAL (VALUES
           ('movements', moves <> available + pending - debt), ('lots', lots <> available),
           ('pending lots', waiting <> pending), ('card', round(card, 2) <> available), ('a lot', lot)
         ) found(what, differs)
     WHERE differs ORDER BY card_id, what
"""
BALANCE = """
    INSERT INTO crm_loyalty_balance (card_id, program_id, company_id, customer_key, active, available, pending, debt,
                                     create_uid, create_date)
    VALUES %(rows)s ON CONFLICT DO NOTHING
"""
