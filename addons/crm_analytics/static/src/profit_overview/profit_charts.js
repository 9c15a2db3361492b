/* global Chart */
import { Component, onWillStart, useEffect, useRef, useState } from "@odoo/owl";
import { loadBundle } from "@web/core/assets";
import { _t } from "@web/core/l10n/translation";
import { formatFloat } from "@web/core/utils/numbers";
import { inCurrency, money, monthLabel } from "./profit_format";

/** A canvas that draws what `config()` says, again when what it is made from changes; said in words too. */
class ProfitChart extends Component {
    static template = "crm_analytics.ProfitChart";

    setup() {
        this.canvas = useRef("canvas");
        this.state = useState({ drawing: false });
        // Not waited for: figures and words stand before the charts are drawn.
        onWillStart(() => {
            loadBundle("web.chartjs_lib").then(() => {
                this.state.drawing = true;
            });
        });
        useEffect(
            (drawing) => {
                const chart = drawing && new Chart(this.canvas.el, this.config());
                return () => chart && chart.destroy();
            },
            () => [this.state.drawing, ...this.sources]
        );
    }

    /** Colours of the page, light or dark, as its style sheet names them. */
    get look() {
        const style = getComputedStyle(this.canvas.el);
        const color = (name) => style.getPropertyValue(`--o-profit-${name}`).trim();
        return { main: color("main"), pale: color("pale"), text: color("text"), grid: color("grid") };
    }

    axis(text) {
        const { text: color, grid } = this.look;
        return {
            grid: { color: grid },
            ticks: {
                color,
                maxTicksLimit: 6,
                // Thousands are written out: "k" is no word in every language.
                callback: (value) => formatFloat(value, Math.abs(value) < 1e7 ? { digits: [16, 0] } : { humanReadable: true, decimals: 1 }),
            },
            title: { display: Boolean(text), text, color },
        };
    }
}

/** The curve of cumulated profit; the statement beside it says the same in words. */
export class ProfitCurve extends ProfitChart {
    static props = { points: Array, words: String, measure: String, who: String, currencyId: Number };

    get sources() {
        return [this.props.points];
    }

    get words() {
        return this.props.words;
    }

    config() {
        const { main, text, grid } = this.look;
        const { points, measure, who, currencyId } = this.props;
        const few = points.length <= 20;
        return {
            type: "line",
            data: {
                datasets: [
                    {
                        data: points.map(([x, y]) => ({ x: 100 * x, y })),
                        borderColor: main,
                        backgroundColor: main,
                        pointRadius: few ? 3 : 0,
                        pointHitRadius: 8,
                        tension: 0,
                    },
                ],
            },
            options: {
                maintainAspectRatio: false,
                animation: false,
                interaction: { mode: "nearest", axis: "x", intersect: false },
                plugins: {
                    legend: { display: false },
                    tooltip: {
                        displayColors: false,
                        callbacks: {
                            title: ([{ parsed }]) => _t("The best %s %%", formatFloat(parsed.x, { digits: [16, 0] })),
                            label: ({ parsed }) => money(parsed.y, currencyId),
                        },
                    },
                },
                scales: {
                    x: {
                        type: "linear",
                        min: 0,
                        max: 100,
                        grid: { color: grid },
                        ticks: { color: text },
                        title: { display: true, text: who, color: text },
                    },
                    y: this.axis(inCurrency(measure, currencyId)),
                },
            },
        };
    }
}

/** Profit month by month, beside the months it is compared with. */
export class ProfitMonthsChart extends ProfitChart {
    static props = { months: Array, currencyId: Number, open: Function };

    get sources() {
        return [this.props.months];
    }

    get words() {
        const { months, currencyId } = this.props;
        const parts = months.map(({ month, profit }) => `${monthLabel(month)}: ${money(profit, currencyId)}`);
        return _t("Profit by month. %s", parts.join(", "));
    }

    get compared() {
        return this.props.months.some((month) => month.before_month);
    }

    datasets() {
        const { main, pale } = this.look;
        const { months } = this.props;
        const now = { label: _t("Profit"), data: months.map((month) => month.profit), backgroundColor: main, borderColor: main };
        if (!this.compared) {
            return [now];
        }
        const before = months.map((month) => (month.before_month ? month.before_profit : null));
        return [now, { label: _t("Compared with"), data: before, backgroundColor: pale, borderColor: pale }];
    }

    config() {
        const { text } = this.look;
        const { months, currencyId, open } = this.props;
        return {
            type: "bar",
            data: { labels: months.map(({ month }) => monthLabel(month)), datasets: this.datasets() },
            options: {
                maintainAspectRatio: false,
                animation: false,
                interaction: { mode: "index", intersect: false },
                onClick: (_event, [element]) => element && open(months[element.index]),
                onHover: (event, [element]) => {
                    event.native.target.style.cursor = element ? "pointer" : "default";
                },
                plugins: {
                    legend: { display: this.compared, position: "bottom", labels: { color: text, boxWidth: 12 } },
                    tooltip: {
                        callbacks: {
                            label: ({ datasetIndex, dataIndex, parsed }) => {
                                const { month, before_month: before } = months[dataIndex];
                                return `${monthLabel(datasetIndex ? before : month)}: ${money(parsed.y, currencyId)}`;
                            },
                        },
                    },
                },
                scales: {
                    x: { grid: { display: false }, ticks: { color: text, maxRotation: 0, autoSkipPadding: 12 } },
                    y: this.axis(inCurrency("", currencyId)),
                },
            },
        };
    }
}
