from odoo import api, fields, models
from odoo.fields import Domain

from .derived_link import DerivedLink, take_ids_at_once


class CrmCostCount(models.Model):
    """How often a driver occurred for a customer in a month, in a run."""

    _name = "crm.cost.count"
    _description = "Count of a Cost Driver"
    _log_access = False
    _order = "month desc, id"
    _rec_name = "driver"

    run_id = DerivedLink("crm.score.run", required=True, readonly=True, ondelete="cascade")
    company_id = DerivedLink("res.company", required=True, readonly=True, ondelete="cascade")
    customer_id = DerivedLink("res.partner", readonly=True, ondelete="cascade")
    month = fields.Date(required=True, readonly=True)
    driver = fields.Char(required=True, readonly=True)
    quantity = fields.Float(readonly=True)

    # One for both: each index is written with every row of a run.
    _run_customer_idx = models.Index("(run_id, customer_id)")

    def init(self):
        take_ids_at_once(self)

    @api.model
    def _used(self, company, drivers, date_from, date_to):
        """How often drivers occurred in a period, in the current run: ``{driver: quantity}``."""
        domain = Domain("company_id", "=", company.id) & Domain("driver", "in", drivers)
        domain &= (
            Domain("run_id.current", "=", True) & Domain("month", ">=", date_from) & Domain("month", "<=", date_to)
        )
        return dict(self._read_group(domain, ["driver"], ["quantity:sum"]))
