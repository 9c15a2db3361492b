from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL


class CrmAdoptionState(models.Model):
    """The state of the data now, one row per owner, company and measure; each opens the customers behind it."""

    _name = "crm.adoption.state"
    _inherit = "crm.adoption.share"
    _description = "State of the Data"
    _auto = False
    _order = "measure, user_id, id"
    _rec_name = "measure"
    _depends = {
        "res.partner": [
            "active",
            "company_id",
            "email",
            "is_company",
            "parent_id",
            "partner_share",
            "phone",
            "user_id",
            "vat",
        ],
        "crm.touchpoint.summary": ["commercial_partner_id", "company_id", "last_in", "last_out"],
        "res.users": ["active"],
    }

    user_id = fields.Many2one("res.users", "Owner", readonly=True)
    value = fields.Integer(help="Customers of whom this is so.")
    out_of = fields.Integer(help="Customers it is asked of. The VAT number is asked of companies only.")
    missing = fields.Integer("Without", readonly=True, help="The rest: what there is to do.")

    @property
    def _table_query(self):
        return self._state_query()

    @api.model
    def _state_query(self):
        parts = SQL(" UNION ALL ").join(self._data_parts())
        return SQL(
            "SELECT row_number() OVER (ORDER BY user_id NULLS FIRST, company_id NULLS FIRST, measure)::integer AS id,"
            " user_id, company_id, measure, value, out_of, out_of - value AS missing,"
            " 100.0 * value / out_of AS share FROM (%s) part",
            parts,
        )

    def action_open_having(self):
        """Window action: the customers counted in ``value``."""
        return self._open("has")

    def action_open_missing(self):
        """Window action: the customers counted in ``missing``."""
        return self._open("lacks")

    def _open(self, side):
        self.ensure_one()
        measure = self._measures()[self.measure]
        domain = self._customers_domain() & Domain(measure.applies) & Domain(getattr(measure, side))
        domain &= Domain("user_id", "=", self.user_id.id) & Domain("company_id", "=", self.company_id.id)
        action = self.env["ir.actions.act_window"]._for_xml_id("crm_customer360.res_partner_action_customers")
        label = dict(self._fields["measure"]._description_selection(self.env))[self.measure]
        title = self.env._("%(measure)s: yes", measure=label)
        if side == "lacks":
            title = self.env._("%(measure)s: no", measure=label)
        # The path belongs to the whole list of customers.
        action.update(name=title, display_name=title, domain=list(domain), context={}, path=False)
        return action
