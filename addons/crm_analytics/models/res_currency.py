from odoo import models
from odoo.tools import formatLang


class ResCurrency(models.Model):
    _inherit = "res.currency"

    def _format_whole(self, amount):
        """An amount in words without cents; half a unit is rounded away from zero, as pages round figures."""
        return formatLang(self.env, amount, currency_obj=self, rounding_unit="units", rounding_method="HALF-UP")
