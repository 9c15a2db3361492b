from odoo import http
from odoo.http import content_disposition, request


class CrmProfitScenario(http.Controller):
    """What a saved what-if says, as a workbook."""

    @http.route("/crm_analytics/what_if/<int:scenario_id>", type="http", auth="user", readonly=True)
    def workbook(self, scenario_id):
        """Send the workbook; read as the user, so whoever may not see the scenario gets nothing."""
        scenario = request.env["crm.profit.scenario"].browse(scenario_id).exists()
        if not scenario or not scenario.has_access("read"):
            raise request.not_found()
        headers = [
            ("Content-Type", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
            ("Content-Disposition", content_disposition(f"{scenario.name}.xlsx")),
            ("Cache-Control", "no-store"),
        ]
        return request.make_response(scenario._workbook(), headers)
