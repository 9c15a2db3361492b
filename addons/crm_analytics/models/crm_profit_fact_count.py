from odoo import api, models
from odoo.tools import SQL

from odoo.addons.crm_customer360.core.inside import inside_values

from ..core import cost, facts, journal_item, shop


class CrmProfitFact(models.Model):
    _inherit = "crm.profit.fact"

    @api.model
    def _count(self, params):
        """Count a piece of a run: facts and sums by product, from journal items and what is derived from them.

        :param params: ``run``, ``company``, ``date_from`` and ``date_to`` (not included)
        :return: number of facts written
        """
        self.env.flush_all()
        company = self.env["res.company"].browse(params["company"])
        sources = self._sources(company)
        digits = company.currency_id.decimal_places
        values = {**params, "digits": digits, "unit": 10**digits}
        statements = [facts.insert(sources)]
        if sources.shop:
            statements += [shop.statement(sources), cost.statement(sources)]
        written = 0
        for statement in statements:
            self.env.cr.execute(statement, values)
            written += self.env.cr.rowcount
        return written

    @api.model
    def _sources(self, company):
        """What can be asked about the sales of a company (``core.journal_item.Sources``)."""
        moves = self.env["stock.move"]._fields if "stock.move" in self.env else {}
        return journal_item.Sources(
            channel=self.env["crm.sales.channel.rule"]._case(company, journal_item.WHO),
            shop=self._has_shop(company),
            rebates="agreement.rebate.settlement.line" in self.env,
            deliveries="sale_line_id" in moves and "value" in moves,
            margins="purchase_price" in self.env["sale.order.line"]._fields,
            orders=self._has_orders(company),
            posted_costs=self._posts_costs(company),
            **inside_values(self.env.context, "crm_score_sources"),
        )

    @api.model
    def _has_shop(self, company):
        """Whether a company ever had a session of the point of sale; nothing is asked about shops of others."""
        if "pos.session" not in self.env:
            return False
        return self._exists(
            SQL("SELECT FROM pos_session s JOIN pos_config c ON c.id = s.config_id WHERE c.company_id = %s", company.id)
        )

    @api.model
    def _has_orders(self, company):
        """Whether a company, or one it is a branch with, ever had an order: others' invoices have none behind them."""
        return self._exists(
            SQL(
                "SELECT FROM sale_order o JOIN res_company c ON c.id = o.company_id WHERE c.parent_path LIKE %s",
                f"{company.root_id.id}/%",
            )
        )

    @api.model
    def _posts_costs(self, company):
        """Whether a company ever posted costs with a sale."""
        return self._exists(
            SQL("SELECT FROM account_move_line WHERE display_type = 'cogs' AND company_id = %s", company.id)
        )

    def _exists(self, statement):
        return self.env.execute_query(SQL("SELECT EXISTS (%s)", statement))[0][0]
