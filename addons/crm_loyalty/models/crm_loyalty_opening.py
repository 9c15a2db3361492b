from odoo import api, models
from odoo.tools import SQL


class CrmLoyaltyOpening(models.AbstractModel):
    """Takes over the cards of a program that begins to keep a ledger: in sets, whatever their number."""

    _name = "crm.loyalty.opening"
    _description = "Opening the Points Ledger"

    @api.model
    def _open(self, program):
        """Balances, opening movements and lots of all cards; of two cards of one customer one stays in use.

        What stands on a card becomes a lot. What is below zero becomes debt. The sums are the same before and after.
        """
        self.env.flush_all()
        parameters = {
            "program": program.id,
            "company": program.company_id.id or None,
            "uid": self.env.uid,
            "now": self.env.cr.now(),
            "today": program._ledger_today(),
            "reason": self.env._("Balance when the ledger was opened"),
            "joined": self.env._("Joined with the customer's other card"),
        }
        self.env.cr.execute(BALANCES, parameters)
        self.env.cr.execute(MOVES, parameters)
        self.env.cr.execute(LOTS, parameters)
        self.env.cr.execute(CARDS, parameters)
        self.env.invalidate_all(flush=False)
        for card, stays in self.env.execute_query(SQL(DOUBLES, program=program.id)):
            cards = self.env["loyalty.card"].browse([card, stays])
            self.env["crm.loyalty.transfer"]._join(*cards, parameters["joined"])


#: The first card of a customer is the one in use; the points of the others come to it.
BALANCES = """
    INSERT INTO crm_loyalty_balance (card_id, program_id, company_id, customer_key, active, available, pending, debt,
                                     create_uid, create_date)
    SELECT c.id, c.program_id, %(company)s, coalesce(p.commercial_partner_id, p.id),
           coalesce(c.active, FALSE) AND (p.id IS NULL OR 1 = row_number() OVER (
               PARTITION BY coalesce(c.active, FALSE), coalesce(p.commercial_partner_id, p.id) ORDER BY c.id)),
           greatest(round(coalesce(c.points, 0)::numeric, 2), 0), 0,
           greatest(-round(coalesce(c.points, 0)::numeric, 2), 0), %(uid)s, %(now)s
      FROM loyalty_card c LEFT JOIN res_partner p ON p.id = c.partner_id
     WHERE c.program_id = %(program)s
"""
MOVES = """
    INSERT INTO crm_loyalty_move (card_id, program_id, company_id, kind, points, date, key, reason, res_model, res_id,
                                  user_id, terms, create_uid, create_date)
    SELECT b.card_id, b.program_id, b.company_id, 'opening', b.available - b.debt, %(now)s, 'opening:' || b.card_id,
           %(reason)s, 'loyalty.card', b.card_id, %(uid)s,
           jsonb_build_object('issued', coalesce(h.issued, 0), 'used', coalesce(h.used, 0)), %(uid)s, %(now)s
      FROM crm_loyalty_balance b
      LEFT JOIN (SELECT h.card_id, sum(h.issued) AS issued, sum(h.used) AS used
                   FROM loyalty_history h JOIN loyalty_card c ON c.id = h.card_id
                  WHERE c.program_id = %(program)s GROUP BY h.card_id) h ON h.card_id = b.card_id
     WHERE b.program_id = %(program)s AND b.available <> b.debt
"""
LOTS = """
    INSERT INTO crm_loyalty_lot (card_id, move_id, company_id, granted, remaining, day, pending, expires_on,
                                 create_uid, create_date)
    SELECT m.card_id, m.id, m.company_id, m.points, m.points, %(today)s, FALSE, c.expiration_date, %(uid)s, %(now)s
      FROM crm_loyalty_move m JOIN loyalty_card c ON c.id = m.card_id
     WHERE m.program_id = %(program)s AND m.kind = 'opening' AND m.points > 0
"""
#: The expiry stands on the lot now; a card of the ledger has none of its own, and belongs to the company.
CARDS = """
    UPDATE loyalty_card c SET points = b.available, expiration_date = NULL, partner_id = nullif(b.customer_key, 0)
      FROM crm_loyalty_balance b
     WHERE b.card_id = c.id AND b.program_id = %(program)s
       AND (c.points IS DISTINCT FROM b.available OR c.expiration_date IS NOT NULL
            OR c.partner_id IS DISTINCT FROM nullif(b.customer_key, 0))
"""
DOUBLES = """
    SELECT b.card_id, s.card_id FROM crm_loyalty_balance b JOIN loyalty_card c ON c.id = b.card_id
      JOIN crm_loyalty_balance s ON s.program_id = b.program_id AND s.customer_key = b.customer_key AND s.active
     WHERE b.program_id = %(program)s AND c.active AND NOT b.active ORDER BY b.card_id
"""
