/* global Chart */
import { Component, onWillStart, onWillUnmount, useEffect, useRef, useState } from "@odoo/owl";
import { loadBundle } from "@web/core/assets";
import { cookie } from "@web/core/browser/cookie";
import { getColor, getCustomColor } from "@web/core/colors/colors";
import { formatCurrency } from "@web/core/currency";
import { deserializeDate, formatDate } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { formatFloat } from "@web/core/utils/numbers";
import { useService } from "@web/core/utils/hooks";
import { ControlPanel } from "@web/search/control_panel/control_panel";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";

/** The curve of cumulated profit; the statement beside it says the same in words. */
export class ProfitCurve extends Component {
    static template = "crm_analytics.ProfitCurve";
    static props = { points: Array, words: String };

    setup() {
        this.canvas = useRef("canvas");
        onWillStart(() => loadBundle("web.chartjs_lib"));
        useEffect(
            () => this.draw(),
            () => [this.props.points]
        );
        onWillUnmount(() => this.chart?.destroy());
    }

    draw() {
        this.chart?.destroy();
        const scheme = cookie.get("color_scheme");
        const color = getCustomColor(scheme, "#374151", "#E4E4E4");
        const grid = { color: getCustomColor(scheme, "#d8dadd", "#3C3E4B") };
        const title = (text) => ({ display: true, text, color });
        this.chart = new Chart(this.canvas.el, {
            type: "line",
            data: {
                datasets: [
                    {
                        data: this.props.points.map(([x, y]) => ({ x: 100 * x, y })),
                        borderColor: getColor(0, scheme, 1),
                        pointRadius: 0,
                        pointHitRadius: 8,
                    },
                ],
            },
            options: {
                maintainAspectRatio: false,
                animation: false,
                plugins: { legend: { display: false } },
                scales: {
                    x: { type: "linear", min: 0, max: 100, grid, ticks: { color }, title: title(_t("Customers, best first, %")) },
                    y: { grid, ticks: { color, maxTicksLimit: 6, callback: (value) => formatFloat(value, { digits: [0, 0] }) }, title: title(_t("Profit so far")) },
                },
            },
        });
    }
}

/** First page of the analysis: what the customers leave, in words, and who stands behind it. */
export class ProfitOverview extends Component {
    static template = "crm_analytics.ProfitOverview";
    static components = { ControlPanel, ProfitCurve };
    static props = { ...standardActionServiceProps };
    static path = "profit";
    static displayName = _t("Profit");

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.notification = useService("notification");
        this.state = useState({ figures: false });
        onWillStart(() => this.load());
    }

    async load() {
        this.state.figures = await this.orm.call("crm.profit.overview", "figures", []);
    }

    /** Without cents: this page is for the picture. */
    money(amount) {
        return formatCurrency(amount, this.state.figures.currency_id, { digits: [69, 0] });
    }

    get cards() {
        const { customers, net, profit, unassigned } = this.state.figures;
        return [
            { key: "net", label: _t("Net revenue"), value: this.money(net), open: () => this.openCustomers() },
            { key: "profit", label: _t("Profit of all customers"), value: this.money(profit), open: () => this.openCustomers() },
            { key: "customers", label: _t("Customers"), value: String(customers), open: () => this.openCustomers() },
            {
                key: "unassigned",
                label: _t("Not assigned to a customer"),
                value: this.money(unassigned),
                open: () => this.openReconciliation(),
            },
        ];
    }

    get lists() {
        const { best, losing } = this.state.figures;
        return [
            { key: "best", label: _t("Who brings most"), rows: best },
            { key: "losing", label: _t("Who costs more than they bring"), rows: losing },
        ].filter((list) => list.rows.length);
    }

    day(text) {
        return formatDate(deserializeDate(text));
    }

    async refresh() {
        await this.orm.call("crm.score.run", "refresh", []);
        this.notification.add(_t("The figures are being counted. They change all at once when it is done."), {
            type: "info",
        });
        await this.load();
    }

    openFacts(row) {
        return this.action.doActionButton({
            type: "object",
            name: "action_open_facts",
            resModel: "crm.profit.customer",
            resId: row.id,
        });
    }

    openCustomers() {
        return this.action.doAction("crm_analytics.crm_profit_customer_action");
    }

    openReconciliation() {
        return this.action.doAction("crm_analytics.crm_profit_reconciliation_action");
    }
}

registry.category("actions").add("crm_profit_overview", ProfitOverview);
