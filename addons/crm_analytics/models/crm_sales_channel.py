from odoo import fields, models


class CrmSalesChannel(models.Model):
    """A way goods reach customers: wholesale, shop, web …"""

    _name = "crm.sales.channel"
    _description = "Sales Channel"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    code = fields.Char(required=True, help="Short name for programs, as in wholesale, shop, web, edi, phone, partner.")
    sequence = fields.Integer(default=10)
    company_id = fields.Many2one("res.company", ondelete="cascade", index=True, help="Empty: for all companies.")
    active = fields.Boolean(default=True)

    _code_once = models.UniqueIndex("(code, (COALESCE(company_id, 0)))", "Another channel has this code.")
