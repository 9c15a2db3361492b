from odoo import api, models
from odoo.tools import SQL

#: Programs in which a customer has one card, as Odoo's own merge knows them.
ONE_CARD = "p.applies_on = 'both' OR (p.program_type IN ('ewallet', 'loyalty') AND p.applies_on = 'future')"


class CrmMergeLoyalty(models.AbstractModel):
    """Of two cards of one program one stays in use, with the points of both; each keeps its own history."""

    _name = "crm.merge.loyalty"
    _description = "Loyalty Cards of Merged Contacts"

    @api.model
    def _join_cards(self, merge):
        """Give the survivor's card of each program the points of the others, and write down how many."""
        if "loyalty.card" not in self.env:
            return
        self.env.cr.execute(
            SQL(
                """
                WITH cards AS (
                    SELECT c.id, c.points, c.active, r.row_id IS NOT NULL AS came,
                           first_value(c.id) OVER (
                               PARTITION BY c.program_id ORDER BY r.row_id IS NOT NULL, c.id) AS stays
                      FROM loyalty_card c JOIN loyalty_program p ON p.id = c.program_id
                      LEFT JOIN (SELECT r.row_id FROM crm_merge_row r JOIN crm_merge_move v ON v.id = r.move_id
                                  WHERE v.merge_id = %(merge)s AND v.model = 'loyalty.card' AND r.state = 'moved') r
                             ON r.row_id = c.id
                     WHERE c.partner_id = %(survivor)s AND c.active AND (%(one_card)s)
                ), joined AS (
                    UPDATE loyalty_card c SET points = 0, active = FALSE FROM cards d
                     WHERE d.id = c.id AND d.came AND d.id <> d.stays
                    RETURNING c.id, d.stays, d.points
                ), given AS (
                    UPDATE loyalty_card c SET points = c.points + g.points
                      FROM (SELECT stays, sum(points) AS points FROM joined GROUP BY stays) g WHERE c.id = g.stays
                )
                SELECT id, stays, points FROM joined ORDER BY id
                """,
                merge=merge.id,
                survivor=merge.survivor_id.id,
                one_card=SQL(ONE_CARD),
            )
        )
        merge.joined_cards = [
            {"card": card, "stays": stays, "points": float(points)} for card, stays, points in self.env.cr.fetchall()
        ]

    @api.model
    def _part_cards(self, merge):
        """Give the points back, as far as they were not spent.

        :return: ``[(card id, points missing)]``
        """
        missing = []
        for joined in merge.joined_cards or []:
            self.env.cr.execute("SELECT points FROM loyalty_card WHERE id = %s FOR NO KEY UPDATE", [joined["stays"]])
            row = self.env.cr.fetchone()
            available = float(row[0]) if row else 0.0
            # A card may be below zero on its own; what was brought in above that can go.
            returned = min(joined["points"], max(available, 0.0)) if joined["points"] > 0 else joined["points"]
            self._give_points(joined["stays"], -returned)
            self.env.cr.execute(
                "UPDATE loyalty_card SET points = points + %s, active = TRUE WHERE id = %s", [returned, joined["card"]]
            )
            if returned < joined["points"]:
                missing.append((joined["card"], joined["points"] - returned))
        return missing

    def _give_points(self, card, points):
        self.env.cr.execute("UPDATE loyalty_card SET points = points + %s WHERE id = %s", [points, card])
