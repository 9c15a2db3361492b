from odoo import models
from odoo.tools.misc import format_date, formatLang


class LoyaltyCard(models.Model):
    """How points are told to customers: on documents and in the portal."""

    _inherit = "loyalty.card"

    def _shown_points(self, number):
        """A number of points as the reader's language writes it, without decimals that say nothing."""
        return formatLang(self.env, number, digits=0 if number == int(number) else 2)

    def _portal_lines(self):
        """What a ledger says beyond what can be spent: ``[{"label", "value"}]``, only what there is."""
        self.ensure_one()
        lines = []
        if self.points_pending:
            lines.append({"label": self.env._("Available later"), "value": self._shown_points(self.points_pending)})
        if self.points_debt:
            owed = self.env._("Owed, paid by the next points")
            lines.append({"label": owed, "value": self._shown_points(self.points_debt)})
        if soon := self._next_expiry():
            label = self.env._("%s points expire on", self._shown_points(soon["points"]))
            lines.append({"label": label, "value": format_date(self.env, soon["date"])})
        return lines
