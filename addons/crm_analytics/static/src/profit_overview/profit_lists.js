import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { money, percentChange, signed, width } from "./profit_format";

/** Rows with an amount each, a bar to compare them by, and what changed; each row opens. */
export class ProfitTable extends Component {
    static template = "crm_analytics.ProfitTable";
    static props = {
        label: String,
        note: { type: String, optional: true },
        rows: Array,
        more: { type: Number, optional: true },
        currencyId: Number,
        compared: Boolean,
        open: Function,
        openAll: { type: Function, optional: true },
    };

    get rows() {
        const { rows, compared, currencyId } = this.props;
        const most = Math.max(...rows.map(({ now }) => Math.abs(now)));
        return rows.map((row) => ({
            ...row,
            key: row.id || 0,
            width: width(row.now, most),
            amount: money(row.now, currencyId),
            change: compared && row.before !== false ? signed(row.now - row.before, currencyId) : "",
            percent: compared ? percentChange(row.now, row.before) : "",
            better: row.now >= row.before,
        }));
    }

    get moreLabel() {
        return this.props.more ? _t("%s more", this.props.more) : _t("All of them");
    }
}

/** What explains the change, in words; everything named opens. */
export class ProfitMoved extends Component {
    static template = "crm_analytics.ProfitMoved";
    static props = { moved: Array, currencyId: Number, open: Function };

    get labels() {
        return {
            customer: _t("Customers"),
            product: _t("Products, by gross margin"),
            channel: _t("Sales channels, by contribution"),
            category: _t("Product categories, by contribution"),
            seller: _t("Salespeople, by contribution"),
        };
    }

    parts({ rows, share }) {
        return [
            { key: "main", label: "", rows: rows.filter((row) => !row.against), share },
            { key: "against", label: _t("Against it"), rows: rows.filter((row) => row.against), share: false },
        ].filter((part) => part.rows.length);
    }

    shareLabel(share) {
        return _t("%s %% of the change", share);
    }

    change(row) {
        return signed(row.now - row.before, this.props.currencyId);
    }
}
