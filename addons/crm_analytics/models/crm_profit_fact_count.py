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
            **inside_values(self.env.context, "crm_score_sources"),
        )

    @api.model
    def _has_shop(self, company):
        """Whether a company ever had a session of the point of sale; nothing is asked about shops of others."""
        if "pos.session" not in self.env:
            return False
        statement = SQL(
            "SELECT EXISTS (SELECT FROM pos_session s JOIN pos_config c ON c.id = s.config_id WHERE c.company_id = %s)",
            company.id,
        )
        return self.env.execute_query(statement)[0][0]
