import { Component, onMounted, onWillUnmount, useState } from "@odoo/owl";
import { browser } from "@web/core/browser/browser";
import { deserializeDate, deserializeDateTime, formatDate, formatDateTime } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";
import { ConnectionLostError } from "@web/core/network/rpc";
import { registry } from "@web/core/registry";
import { KeepLast } from "@web/core/utils/concurrency";
import { useService } from "@web/core/utils/hooks";
import { useSetupAction } from "@web/search/action_hook";
import { ControlPanel } from "@web/search/control_panel/control_panel";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";
import { ProfitChain } from "./profit_chain";
import { ProfitCurve, ProfitMonthsChart } from "./profit_charts";
import { money, monthLabel, percentChange, signed } from "./profit_format";
import { ProfitMoved, ProfitTable } from "./profit_lists";
import { ProfitOpening } from "./profit_opening";
import { ProfitPeriodBar } from "./profit_period_bar";

/** How often one looks whether the new figures are there, in milliseconds. */
const LOOK_AGAIN = 4000;

/** First page of the analysis: what the customers leave, in words and charts, and who stands behind it. */
export class ProfitOverview extends Component {
    static template = "crm_analytics.ProfitOverview";
    static components = {
        ControlPanel,
        ProfitChain,
        ProfitCurve,
        ProfitMonthsChart,
        ProfitMoved,
        ProfitPeriodBar,
        ProfitTable,
    };
    static props = { ...standardActionServiceProps };
    static path = "profit";
    static displayName = _t("Profit");

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.notification = useService("notification");
        this.keepLast = new KeepLast();
        const { period = false, than = false, curve = "customer" } = this.props.state || {};
        this.state = useState({ figures: false, status: "loading", error: "", period, than, curve });
        // Whoever comes back finds the months they left.
        useSetupAction({
            getLocalState: () => ({ period: this.state.period, than: this.state.than, curve: this.state.curve }),
        });
        // Not waited for: the page stands while the answer is under way.
        onMounted(() => this.load());
        onWillUnmount(() => browser.clearTimeout(this.timer));
    }

    async load() {
        this.state.status = "loading";
        try {
            const call = this.orm.call("crm.profit.overview", "figures", [this.state.period, this.state.than]);
            this.state.figures = await this.keepLast.add(call);
            this.opening = new ProfitOpening(this.state.figures);
            this.state.status = "ready";
            this.watch();
        } catch (error) {
            this.state.error = errorText(error);
            this.state.status = "error";
        }
    }

    change(period, than) {
        Object.assign(this.state, { period, than });
        return this.load();
    }

    // ------------------------------------------------------------------
    // New figures
    // ------------------------------------------------------------------

    get counting() {
        return this.state.figures.waiting !== false;
    }

    async refresh() {
        await this.orm.call("crm.score.run", "refresh", []);
        this.notification.add(_t("The figures are being counted. They change all at once when it is done."), {
            type: "info",
        });
        await this.load();
    }

    /** Follow the run under way; its figures replace these when it is whole. */
    watch() {
        browser.clearTimeout(this.timer);
        if (this.counting) {
            this.timer = browser.setTimeout(() => this.lookAgain(), LOOK_AGAIN);
        }
    }

    async lookAgain() {
        const domain = [
            ["company_id", "=", this.state.figures.company_id],
            ["state", "in", ["waiting", "running"]],
        ];
        const [run] = await this.orm.silent.searchRead("crm.score.run", domain, ["progress"], { limit: 1 });
        if (!run) {
            return this.load();
        }
        this.state.figures.waiting = run.progress;
        this.watch();
    }

    get progress() {
        return Math.round(this.state.figures.waiting);
    }

    // ------------------------------------------------------------------
    // What is shown
    // ------------------------------------------------------------------

    money(amount) {
        return money(amount, this.state.figures.currency_id);
    }

    get compared() {
        return Boolean(this.state.figures.than);
    }

    get cards() {
        const { net, margin, profit, unassigned, before } = this.state.figures;
        const card = (key, label, now, open) => ({
            key,
            label,
            value: this.money(now),
            loss: now < 0,
            change: before ? signed(now - before[key], this.state.figures.currency_id) : "",
            percent: before ? percentChange(now, before[key]) : "",
            // What is not assigned is neither good nor bad.
            tone: key === "unassigned" ? "text-muted" : before && now >= before[key] ? "text-success" : "text-danger",
            open,
        });
        return [
            card("net", _t("Net revenue"), net, () => this.openStep("net")),
            card("margin", _t("Gross margin"), margin, () => this.openStep("margin")),
            card("profit", _t("Profit of all customers"), profit, () => this.openStep("profit")),
            card("unassigned", _t("Not assigned to a customer"), unassigned, () => this.open(this.opening.unassigned())),
        ];
    }

    get curves() {
        const labels = {
            customer: [_t("Customers"), _t("Customers, best first, %"), _t("Profit so far")],
            product: [_t("Products"), _t("Products, best first, %"), _t("Gross margin so far")],
            channel: [_t("Channels"), _t("Channels, best first, %"), _t("Contribution so far")],
            category: [_t("Categories"), _t("Categories, best first, %"), _t("Contribution so far")],
        };
        return this.state.figures.curves
            .filter((curve) => curve.count)
            .map((curve) => {
                const [label, who, measure] = labels[curve.key];
                return { ...curve, label, who, measure };
            });
    }

    get curve() {
        return this.curves.find(({ key }) => key === this.state.curve) || this.curves[0];
    }

    get tables() {
        const labels = {
            channel: _t("Sales channels"),
            category: _t("Product categories"),
            seller: _t("Salespeople"),
        };
        return this.state.figures.tables
            .filter(({ rows }) => rows.some(({ id }) => id))
            .map((table) => ({ ...table, label: labels[table.key] }));
    }

    get lists() {
        const { best, losing } = this.state.figures;
        return [
            { key: "best", label: _t("Who brings most"), rows: best, filter: "profitable" },
            { key: "losing", label: _t("Who costs more than they bring"), rows: losing, filter: "losing" },
        ].filter((list) => list.rows.length);
    }

    day(text) {
        return formatDate(deserializeDate(text));
    }

    moment(text) {
        return formatDateTime(deserializeDateTime(text));
    }

    // ------------------------------------------------------------------
    // What opens
    // ------------------------------------------------------------------

    open(action) {
        return this.action.doAction(action);
    }

    openStep(key) {
        return this.open(this.opening.step(this.state.figures.chain.find((line) => line.key === key)));
    }

    openMonth(month) {
        return this.open(this.opening.month(month, monthLabel(month.month)));
    }

    openMoved(key, row) {
        if (key === "customer") {
            return this.open(this.opening.customer(row));
        }
        return this.open(key === "product" ? this.opening.product(row) : this.opening.slice(key, row));
    }

    openCurve() {
        const { key, label } = this.curve;
        if (key === "customer") {
            return this.open(this.opening.customers());
        }
        return this.open(key === "product" ? this.opening.products() : this.opening.slices(key, label));
    }

    openReconciliation() {
        return this.action.doAction("crm_analytics.crm_profit_reconciliation_action");
    }
}

function errorText(error) {
    if (error instanceof ConnectionLostError) {
        return _t("The server cannot be reached. Check the connection and try again.");
    }
    return error.data?.message || error.message || String(error);
}

registry.category("actions").add("crm_profit_overview", ProfitOverview);
