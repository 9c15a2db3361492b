from odoo import api, fields, models

AREAS = [
    ("bg", "BG/NBD model: how often customers come back"),
    ("mbg", "MBG/NBD model: the same, and who bought once may have left"),
    ("spend", "Gamma-gamma model: what they spend"),
    ("check", "Checks of what the models take for granted"),
    ("test", "Back-test: what this would have found earlier"),
    ("year", "Retention from year to year"),
]
NAMES = [
    ("r", "r"),
    ("alpha", "alpha"),
    ("a", "a"),
    ("b", "b"),
    ("p", "p"),
    ("q", "q"),
    ("v", "v"),
    ("likelihood", "Log-likelihood"),
    ("customers", "Customers"),
    ("repeaters", "Customers who came back"),
    ("weeks", "Weeks from the first purchase on"),
    ("once", "Share who bought once"),
    ("dependence", "Correlation of frequency and spend"),
    ("margin", "Share of the price that is left"),
    ("origins", "Days looked back from"),
    ("horizon", "Weeks forecast"),
    ("capture_model", "Next revenue from the best 20 % by the model"),
    ("capture_rfm", "Next revenue from the best 20 % by RFM"),
    ("capture_revenue", "Next revenue from the best 20 % by revenue so far"),
    ("error_model", "Mean error of the model, per customer"),
    ("error_revenue", "Mean error of “as before”, per customer"),
    ("kept", "Customers of the year before who bought again"),
    ("kept_money", "Their revenue, of that of the year before"),
    ("new", "New customers of the last year"),
    ("yearly", "Revenue of an active customer in the last year"),
]


class CrmScoreFigure(models.Model):
    """A figure a run found out about all customers together: a parameter of a model, a check, a hit rate."""

    _name = "crm.score.figure"
    _description = "Figure of a Run"
    _order = "run_id desc, id"
    _log_access = False
    _rec_name = "name"

    run_id = fields.Many2one("crm.score.run", required=True, readonly=True, ondelete="cascade", index=True)
    company_id = fields.Many2one("res.company", required=True, readonly=True, ondelete="cascade")
    area = fields.Selection(AREAS, required=True, readonly=True)
    name = fields.Selection(NAMES, "Figure", required=True, readonly=True)
    value = fields.Float(readonly=True, aggregator=None)
    low = fields.Float(readonly=True, aggregator=None, help="With a confidence of 95 %; empty where no range is known.")
    high = fields.Float(readonly=True, aggregator=None)
    whole = fields.Float("Of", readonly=True, aggregator=None, help="How many a share is of.")

    @api.model
    def _note(self, run, area, values, ranges=None, whole=None):
        """Keep figures of an area: ``{name: value}``, ``{name: (low, high)}``, ``{name: how many a share is of}``."""
        rows = [
            {
                "run_id": run.id,
                "company_id": run.company_id.id,
                "area": area,
                "name": name,
                "value": value,
                "low": (ranges or {}).get(name, (0.0, 0.0))[0],
                "high": (ranges or {}).get(name, (0.0, 0.0))[1],
                "whole": (whole or {}).get(name, 0.0),
            }
            for name, value in values.items()
        ]
        self.create(rows)

    @api.model
    def _of(self, run, area):
        """``{name: value}`` of an area."""
        found = self.search([("run_id", "=", run.id), ("area", "=", area)])
        return {figure.name: figure.value for figure in found}
