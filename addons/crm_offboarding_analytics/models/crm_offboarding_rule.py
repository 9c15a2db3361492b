from odoo import api, fields, models

from odoo.addons.crm_offboarding.core.rules import Kind, Number
from odoo.addons.crm_offboarding.core.statements import MAY

from ..core.rules import CONDITIONS, NUMBERS, statement

#: Which dealings each kind looks at.
READS = {"profit": ("profit.amount",), "service": ("profit.amount", "cost.amount")}


class CrmOffboardingRule(models.Model):
    _inherit = "crm.offboarding.rule"

    revenue = fields.Float("Net Revenue Up To", default=1_000, help="Of the period, in the company's currency.")
    share = fields.Float("Cost to Serve Above (%)", default=30, help="As a share of net revenue.")

    @api.model
    def _declared(self):
        kinds = super()._declared()
        for key, numbers in NUMBERS.items():
            bounds = {name: Number(*limits) for name, limits in numbers.items()}
            kinds[key] = Kind(key, "profit", READS[key], bounds)
        return kinds

    @api.model
    def _statements(self):
        return {**super()._statements(), **{key: statement(key, MAY) for key in CONDITIONS}}

    @api.model
    def _kind_words(self):
        return {
            **super()._kind_words(),
            "profit": self.env._("Costs more than they bring"),
            "service": self.env._("Little revenue, and much of it spent on serving them"),
        }

    def _parameters(self, company, as_of, told):
        # The run an evidence was taken from, else the one the pages show; without a run nothing is found.
        run = told.get("run") or self.env["crm.score.run"]._shown(company).id
        return {**super()._parameters(company, as_of, told), "run": run or 0}

    def _words_profit(self, found):
        return self.env._(
            "Cost %(loss)s more than they brought in %(months)s months (revenue %(net)s, serving them %(service)s).",
            loss=self._sum(found, -found["profit"]),
            months=found["numbers"]["months"],
            net=self._sum(found, found["net"]),
            service=self._sum(found, found["service"]),
        )

    def _words_service(self, found):
        return self.env._(
            "Serving them cost %(share)s %% of %(net)s net revenue in %(months)s months.",
            share=round(100 * found["service"] / found["net"]),
            net=self._sum(found, found["net"]),
            months=found["numbers"]["months"],
        )

    def _sum(self, found, amount):
        return self.env["res.company"].browse(found["company"]).sudo().currency_id.format(amount)
