/* global Chart */
import { Component, onWillStart, onWillUnmount, useEffect, useRef } from "@odoo/owl";
import { loadBundle } from "@web/core/assets";
import { cookie } from "@web/core/browser/cookie";
import { getColor, getCustomColor } from "@web/core/colors/colors";
import { deserializeDate, formatDate } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";

/** Contacts per week as columns; said in words for who cannot see them. */
export class WeeksChart extends Component {
    static template = "crm_customer360.WeeksChart";
    static props = { weeks: { type: Array, element: { type: Object, shape: { start: String, count: Number } } } };

    setup() {
        this.canvas = useRef("canvas");
        onWillStart(() => loadBundle("web.chartjs_lib"));
        useEffect(
            () => this.draw(),
            () => [this.props.weeks]
        );
        onWillUnmount(() => this.chart?.destroy());
    }

    get labels() {
        return this.props.weeks.map((week) => formatDate(deserializeDate(week.start), { format: "dd MMM" }));
    }

    get words() {
        const labels = this.labels;
        const parts = this.props.weeks.map((week, index) => `${labels[index]}: ${week.count}`);
        return _t("Contacts per week. %s", parts.join(", "));
    }

    draw() {
        this.chart?.destroy();
        const scheme = cookie.get("color_scheme");
        const grid = { color: getCustomColor(scheme, "#d8dadd", "#3C3E4B") };
        const ticks = { color: getCustomColor(scheme, "#374151", "#E4E4E4") };
        this.chart = new Chart(this.canvas.el, {
            type: "bar",
            data: {
                labels: this.labels,
                datasets: [{ data: this.props.weeks.map((week) => week.count), backgroundColor: getColor(0, scheme, 1) }],
            },
            options: {
                maintainAspectRatio: false,
                animation: false,
                plugins: { legend: { display: false } },
                scales: {
                    x: { grid: { display: false }, ticks: { ...ticks, maxRotation: 0, autoSkipPadding: 12 } },
                    y: { beginAtZero: true, grid, ticks: { ...ticks, precision: 0 } },
                },
            },
        });
    }
}
