from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..core import pyramid

MEASURES = [("net", "Net revenue"), ("profit", "Profit")]


class ResCompany(models.Model):
    _inherit = "res.company"

    pyramid_measure = fields.Selection(MEASURES, "Pyramid Made Of", default="net", required=True)
    pyramid_cut_top = fields.Float("Top Customers (%)", default=pyramid.CUTS[0], digits=(5, 2))
    pyramid_cut_big = fields.Float("Top and Big Customers (%)", default=pyramid.CUTS[1], digits=(5, 2))
    pyramid_cut_medium = fields.Float("Top, Big and Medium Customers (%)", default=pyramid.CUTS[2], digits=(5, 2))
    pyramid_active_months = fields.Integer(
        "Months That Count As Active", default=12, help="Who bought nothing in so many months is inactive."
    )

    _pyramid_active_months_check = models.Constraint(
        "CHECK (pyramid_active_months BETWEEN 1 AND 60)", "Between one and sixty months can count as active."
    )

    @api.constrains("pyramid_cut_top", "pyramid_cut_big", "pyramid_cut_medium")
    def _check_pyramid_cuts(self):
        try:
            for company in self:
                pyramid.check_cuts(company._pyramid_cuts())
        except pyramid.CutError:
            raise ValidationError(
                self.env._("The cuts of the pyramid rise, above 0 and up to 100 percent: for example 1, 5, 20.")
            ) from None

    def _pyramid_cuts(self):
        return (self.pyramid_cut_top, self.pyramid_cut_big, self.pyramid_cut_medium)

    def _pyramid_values(self):
        """How a snapshot is to be made, as its columns have it."""
        self.ensure_one()
        return {
            "measure": self.pyramid_measure,
            "cut_top": self.pyramid_cut_top,
            "cut_big": self.pyramid_cut_big,
            "cut_medium": self.pyramid_cut_medium,
            "active_months": self.pyramid_active_months,
        }


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    pyramid_measure = fields.Selection(related="company_id.pyramid_measure", readonly=False)
    pyramid_cut_top = fields.Float(related="company_id.pyramid_cut_top", readonly=False)
    pyramid_cut_big = fields.Float(related="company_id.pyramid_cut_big", readonly=False)
    pyramid_cut_medium = fields.Float(related="company_id.pyramid_cut_medium", readonly=False)
    pyramid_active_months = fields.Integer(related="company_id.pyramid_active_months", readonly=False)


class CrmScoreRun(models.Model):
    _inherit = "crm.score.run"

    def _finish(self):
        """After new figures a month may have closed."""
        result = super()._finish()
        self.env.ref("crm_analytics.ir_cron_pyramid")._trigger()
        return result
