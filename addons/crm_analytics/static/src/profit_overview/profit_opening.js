import { _t } from "@web/core/l10n/translation";

const VIEWS = {
    "crm.profit.change": ["list", "kanban", "pivot", "graph", "form"],
    "crm.profit.fact": ["list", "kanban", "pivot", "graph"],
    "crm.profit.product": ["list", "kanban", "pivot", "graph"],
};
/** Field that tells the rows of a table apart. */
const FIELDS = { channel: "channel_id", category: "categ_id", seller: "user_id" };

function windowAction(name, model, values) {
    return {
        type: "ir.actions.act_window",
        name,
        res_model: model,
        views: VIEWS[model].map((view) => [false, view]),
        target: "current",
        ...values,
    };
}

/**
 * What stands behind the figures of the overview: window actions whose records add up to what was shown.
 */
export class ProfitOpening {
    /** @param {Object} figures as `crm.profit.overview.figures` returns them */
    constructor(figures) {
        this.figures = figures;
    }

    /** Both periods, as the pages of changes read them. */
    get context() {
        const { period, than } = this.figures;
        return { profit_now: [period.from, period.to], profit_than: than ? [than.from, than.to] : false };
    }

    ofMonths(from, to) {
        const { run, company_id: company } = this.figures;
        return [
            ["run_id", "=", run.id],
            ["company_id", "=", company],
            ["month", ">=", from],
            ["month", "<=", to],
        ];
    }

    get ofPeriod() {
        const { from, to } = this.figures.period;
        return this.ofMonths(from, to);
    }

    /** Customers with both periods side by side. */
    customers(filter) {
        const { period, company_id: company } = this.figures;
        return windowAction(_t("Customers, %s", period.label), "crm.profit.change", {
            domain: [["company_id", "=", company]],
            context: { ...this.context, ...(filter ? { [`search_default_${filter}`]: 1 } : {}) },
        });
    }

    /** One customer's chain; `row` is the id of their line in the list. */
    customer({ row, name }) {
        return windowAction(name, "crm.profit.change", {
            res_id: row,
            views: [[false, "form"]],
            context: this.context,
        });
    }

    /** The facts of a step of the chain. */
    step(line) {
        return windowAction(line.label, "crm.profit.fact", {
            domain: [...this.ofPeriod, ["customer_id", "!=", false], ["kind", "in", line.kinds]],
            context: { search_default_group_customer: 1 },
        });
    }

    /** Everything the customers left in one month. */
    month({ month }, label) {
        return windowAction(label, "crm.profit.fact", {
            domain: [...this.ofMonths(month, month), ["customer_id", "!=", false]],
            context: { search_default_group_customer: 1 },
        });
    }

    /** The facts of a channel, category or salesperson, before cost to serve. */
    slice(key, row) {
        const contribution = this.figures.chain.find((line) => line.key === "contribution");
        return windowAction(row.name, "crm.profit.fact", {
            domain: [
                ...this.ofPeriod,
                ["customer_id", "!=", false],
                [FIELDS[key], "=", row.id],
                ["kind", "in", contribution.kinds],
            ],
            context: { search_default_group_kind: 1 },
        });
    }

    /** All channels, categories or salespeople. */
    slices(key, label) {
        const contribution = this.figures.chain.find((line) => line.key === "contribution");
        return windowAction(label, "crm.profit.fact", {
            domain: [...this.ofPeriod, ["customer_id", "!=", false], ["kind", "in", contribution.kinds]],
            context: { group_by: [FIELDS[key]], pivot_row_groupby: [FIELDS[key]] },
            views: [
                [false, "pivot"],
                [false, "list"],
                [false, "kanban"],
                [false, "graph"],
            ],
        });
    }

    product(row) {
        return windowAction(row.name, "crm.profit.product", {
            domain: [...this.ofPeriod, ["product_id", "=", row.id]],
        });
    }

    products() {
        const { period } = this.figures;
        return windowAction(_t("Products, %s", period.label), "crm.profit.product", {
            domain: [...this.ofPeriod],
            context: { search_default_group_product: 1 },
        });
    }

    unassigned() {
        const { period } = this.figures;
        return windowAction(_t("Not assigned, %s", period.label), "crm.profit.fact", {
            domain: [...this.ofPeriod, ["customer_id", "=", false]],
            context: { search_default_group_reason: 1 },
        });
    }
}
