/* global Chart */
import { Component, onWillStart, onWillUnmount, useEffect, useRef, useState } from "@odoo/owl";
import { loadBundle } from "@web/core/assets";
import { cookie } from "@web/core/browser/cookie";
import { getColor, getCustomColor } from "@web/core/colors/colors";
import { formatCurrency, getCurrency } from "@web/core/currency";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { formatFloat } from "@web/core/utils/numbers";
import { ControlPanel } from "@web/search/control_panel/control_panel";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";

/** Layers of active customers, and how wide each stands in the picture (percent). */
const WIDTHS = { top: 34, big: 47, medium: 60, small: 74, inactive: 82, prospect: 91, suspect: 100 };
const ACTIVE = ["top", "big", "medium", "small"];
const LAYERS = Object.keys(WIDTHS);

/** How many customers, or how much money, each layer had, month by month. */
export class PyramidHistory extends Component {
    static template = "crm_analytics.PyramidHistory";
    static props = { history: Array, labels: Object, kind: String, words: String, currencyId: Number };

    setup() {
        this.canvas = useRef("canvas");
        onWillStart(() => loadBundle("web.chartjs_lib"));
        useEffect(
            () => this.draw(),
            () => [this.props.history, this.props.kind]
        );
        onWillUnmount(() => this.chart?.destroy());
    }

    draw() {
        this.chart?.destroy();
        const scheme = cookie.get("color_scheme");
        const color = getCustomColor(scheme, "#374151", "#E4E4E4");
        const grid = { color: getCustomColor(scheme, "#d8dadd", "#3C3E4B") };
        const { history, labels, kind, currencyId } = this.props;
        const unit = kind === "amounts" ? getCurrency(currencyId)?.symbol : _t("Customers");
        this.chart = new Chart(this.canvas.el, {
            type: "bar",
            data: {
                labels: history.map((row) => row.month),
                datasets: ACTIVE.map((layer, index) => ({
                    label: labels[layer],
                    data: history.map((row) => row[kind][layer] || 0),
                    backgroundColor: getColor(index, scheme, ACTIVE.length),
                })),
            },
            options: {
                maintainAspectRatio: false,
                animation: false,
                plugins: { legend: { position: "bottom", labels: { color } } },
                scales: {
                    x: { stacked: true, grid: { display: false }, ticks: { color, maxRotation: 60 } },
                    y: {
                        stacked: true,
                        grid,
                        title: { display: Boolean(unit), text: unit, color },
                        ticks: { color, maxTicksLimit: 6, callback: (value) => formatFloat(value, { digits: [0, 0] }) },
                    },
                },
            },
        });
    }
}

/** The customer pyramid of a month: counts and money, who moved since another month, who can climb. */
export class PyramidPage extends Component {
    static template = "crm_analytics.PyramidPage";
    static components = { ControlPanel, PyramidHistory };
    static props = { ...standardActionServiceProps };
    static path = "pyramid";
    static displayName = _t("Customer Pyramid");

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.state = useState({ figures: false, kind: "amounts" });
        onWillStart(() => this.load(false, false));
    }

    async load(month, compare) {
        this.state.figures = await this.orm.call("crm.pyramid.page", "figures", [month, compare]);
    }

    get figures() {
        return this.state.figures;
    }

    /** Without cents: this page is for the picture. */
    money(amount) {
        return formatCurrency(amount, this.figures.currency_id, { digits: [69, 0] });
    }

    signed(number, format) {
        return (number > 0 ? "+" : "−") + format(Math.abs(number));
    }

    /** What a cell's customers bring more or less than before; nothing where it is about the same. */
    movedOf(cell) {
        const change = (cell.amount_to || 0) - (cell.amount_from || 0);
        return Math.abs(change) < 0.5 ? "" : this.signed(change, (amount) => this.money(amount));
    }

    get labels() {
        return Object.fromEntries(this.figures.layers.map((one) => [one.layer, one.label]));
    }

    get rows() {
        return this.figures.layers.map((one) => ({
            ...one,
            active: ACTIVE.includes(one.layer),
            style: `width: ${WIDTHS[one.layer]}%`,
            change: this.figures.compare ? this.changeOf(one) : "",
        }));
    }

    changeOf(one) {
        const parts = [
            [one.customers - one.customers_before, String],
            [ACTIVE.includes(one.layer) ? one.amount - one.amount_before : 0, (amount) => this.money(amount)],
        ];
        return parts
            .filter(([number]) => Math.abs(number) >= 0.5)
            .map(([number, format]) => this.signed(number, format))
            .join(", ");
    }

    /** Only rows and columns in which somebody stands. */
    get matrix() {
        const cells = Object.fromEntries(this.figures.matrix.map((cell) => [`${cell.from}:${cell.to}`, cell]));
        const names = [...LAYERS, "none"];
        const used = (side) => names.filter((name) => this.figures.matrix.some((cell) => cell[side] === name));
        const columns = used("to");
        const rows = used("from").map((from) => ({
            name: from,
            label: this.nameOf(from, _t("New")),
            cells: columns.map((to) => ({ key: to, ...(cells[`${from}:${to}`] || { customers: 0 }) })),
        }));
        return { columns: columns.map((name) => ({ name, label: this.nameOf(name, _t("Gone")) })), rows };
    }

    nameOf(layer, elsewhere) {
        return layer === "none" ? elsewhere : this.labels[layer];
    }

    /** What the matrix says, for a phone: who went where, the most money first; who stayed is left out. */
    get moves() {
        const moved = (cell) => Math.abs((cell.amount_to || 0) - (cell.amount_from || 0));
        return this.figures.matrix
            .filter((cell) => cell.from !== cell.to)
            .sort((a, b) => moved(b) - moved(a) || b.customers - a.customers)
            .map((cell) => ({ ...cell, label: `${this.nameOf(cell.from, _t("New"))} → ${this.nameOf(cell.to, _t("Gone"))}` }));
    }

    cellTitle(cell) {
        return _t("%(before)s before, %(after)s now", {
            before: this.money(cell.amount_from),
            after: this.money(cell.amount_to),
        });
    }

    get moveTitle() {
        const { compare, month } = this.figures;
        return _t("Who moved, from %(before)s (rows) to %(after)s (columns)", { before: compare, after: month });
    }

    get moveTitleShort() {
        const { compare, month } = this.figures;
        return _t("Who moved, from %(before)s to %(after)s", { before: compare, after: month });
    }

    climbText(row) {
        return _t("%(count)s can climb, worth %(amount)s", { count: row.climbers, amount: this.money(row.potential) });
    }

    get others() {
        return this.figures.months.filter((month) => month !== this.figures.month);
    }

    async openLayer(row) {
        const action = await this.orm.call("crm.pyramid.page", "open_layer", [this.figures.snapshot_id, row.layer, false]);
        return this.action.doAction(action);
    }

    async openClimbers(row) {
        const action = await this.orm.call("crm.pyramid.page", "open_layer", [this.figures.snapshot_id, row.layer, true]);
        return this.action.doAction(action);
    }

    async openCell(cell) {
        const { compare_id, snapshot_id } = this.figures;
        const action = await this.orm.call("crm.pyramid.page", "open_cell", [compare_id, snapshot_id, cell.from, cell.to]);
        return this.action.doAction(action);
    }

    openLeads() {
        return this.action.doAction({
            type: "ir.actions.act_window",
            name: _t("Leads without a contact"),
            res_model: "crm.lead",
            views: [
                [false, "list"],
                [false, "form"],
            ],
            domain: [
                ["partner_id", "=", false],
                ["won_status", "=", "pending"],
            ],
        });
    }

    openRuns() {
        return this.action.doAction("crm_analytics.crm_score_run_action");
    }
}

registry.category("actions").add("crm_pyramid_page", PyramidPage);
