from odoo import fields, models

from .derived_link import DerivedLink


class CrmProfitProduct(models.Model):
    """Revenue, returns and cost of goods of one product, month and sales channel; see ``core/facts.py``.

    The same journal items as the facts, told apart by product instead of by customer: the sums of a run are the same.
    """

    _name = "crm.profit.product"
    _description = "Profit by Product and Month"
    _order = "month desc, id"
    _log_access = False
    _rec_name = "product_id"

    run_id = DerivedLink("crm.score.run", required=True, readonly=True, ondelete="cascade", index=True)
    current = fields.Boolean(related="run_id.current")
    company_id = DerivedLink("res.company", required=True, readonly=True, ondelete="cascade")
    month = fields.Date(required=True, readonly=True)
    product_id = DerivedLink("product.product", readonly=True, ondelete="set null")
    categ_id = DerivedLink("product.category", "Product Category", readonly=True, ondelete="set null")
    channel_id = DerivedLink("crm.sales.channel", "Sales Channel", readonly=True, ondelete="set null")
    currency_id = fields.Many2one(related="company_id.currency_id")
    revenue = fields.Monetary(readonly=True, help="What was charged, discounts taken off, before returns.")
    discount = fields.Monetary("Discounts Given", readonly=True, help="Part of the price that was given away.")
    returns = fields.Monetary(readonly=True)
    cogs = fields.Monetary("Cost of Goods", readonly=True)
    margin = fields.Monetary("Gross Margin", readonly=True, help="Revenue less returns and cost of goods.")
    uncosted = fields.Monetary(
        "Revenue Without a Cost", readonly=True, help="Sold without a cost that entry, delivery or order tells."
    )
    quantity = fields.Float("Sold", readonly=True, help="Sold less returned, in the product's unit of measure.")
