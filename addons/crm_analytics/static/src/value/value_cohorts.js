import { Component, onWillStart, useState } from "@odoo/owl";
import { formatCurrency } from "@web/core/currency";
import { deserializeDate, formatDate } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { ControlPanel } from "@web/search/control_panel/control_panel";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";

/** Who of those who came in one period still buys in later ones: a heat map. */
export class ValueCohorts extends Component {
    static template = "crm_analytics.ValueCohorts";
    static components = { ControlPanel };
    static props = { ...standardActionServiceProps };
    static path = "cohorts";
    static displayName = _t("Cohorts");

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.state = useState({ page: false, grain: "month", measure: "share" });
        onWillStart(() => this.load());
    }

    async load(grain = this.state.grain) {
        this.state.page = await this.orm.call("crm.value.page", "cohorts", [grain]);
        this.state.grain = grain;
    }

    get grains() {
        return [
            { key: "month", label: _t("Months") },
            { key: "quarter", label: _t("Quarters") },
        ];
    }

    get measures() {
        return [
            { key: "share", label: _t("Share") },
            { key: "customers", label: _t("Customers") },
            { key: "amount", label: _t("Revenue") },
        ];
    }

    /** Numbers of the columns: as many as the longest row has cells. */
    get columns() {
        return [...Array(Math.max(0, ...this.state.page.rows.map((row) => row.cells.length))).keys()];
    }

    day(text) {
        return formatDate(deserializeDate(text));
    }

    cohortName(row) {
        const date = deserializeDate(row.cohort);
        return this.state.grain === "month" ? date.toFormat("yyyy-MM") : `${date.year} Q${date.quarter}`;
    }

    cellLabel(cell) {
        if (this.state.measure === "share") {
            return `${Math.round(100 * cell.share)} %`;
        }
        if (this.state.measure === "customers") {
            return String(cell.customers);
        }
        return formatCurrency(cell.amount, this.state.page.currency_id, { digits: [69, 0] });
    }

    /** What a cell says in full, for the pointer and for those who do not see the colour. */
    cellTitle(row, cell) {
        const money = formatCurrency(cell.amount, this.state.page.currency_id, { digits: [69, 0] });
        const title = _t("%(customers)s of %(size)s bought, for %(money)s", {
            customers: cell.customers,
            size: row.size,
            money,
        });
        return cell.high ? `${title}. ${this.rangeText(cell)}` : title;
    }

    /** Few customers say little of those to come. */
    rangeText(cell) {
        const [low, high] = [cell.low, cell.high].map((share) => Math.round(100 * share));
        return _t("Few customers: of many like these, %(low)s to %(high)s %%", { low, high });
    }

    /** What a customer of a cohort brought so far, beside what winning one cost. */
    get acquisition() {
        const cost = this.state.page.acquisition;
        return cost ? formatCurrency(cost, this.state.page.currency_id, { digits: [69, 0] }) : "";
    }

    broughtBy(row) {
        const amount = row.cells.reduce((sum, cell) => sum + cell.amount, 0) / row.size;
        return formatCurrency(amount, this.state.page.currency_id, { digits: [69, 0] });
    }

    /** Whether the customers of a cohort brought less revenue so far than winning them cost. */
    isShort(row) {
        return row.cells.reduce((sum, cell) => sum + cell.amount, 0) < this.state.page.acquisition * row.size;
    }

    /** The first column is everybody by definition: it stays plain, and the others are coloured by their share. */
    cellStyle(cell, column) {
        return column ? `--o-cohort-share: ${Math.min(100, Math.round(160 * cell.share))}%` : "";
    }

    /** Whether a cell is coloured so strongly that its figure has to be light. */
    isMuch(cell, column) {
        return Boolean(column) && 160 * cell.share >= 65;
    }

    openTable() {
        return this.action.doAction("crm_analytics.crm_retention_cohort_action");
    }
}

registry.category("actions").add("crm_value_cohorts", ValueCohorts);
