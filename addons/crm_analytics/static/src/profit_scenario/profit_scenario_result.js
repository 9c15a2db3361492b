import { Component, onWillDestroy, onWillStart, useState } from "@odoo/owl";
import { formatCurrency } from "@web/core/currency";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { useRecordObserver } from "@web/model/relational_model/utils";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";

const NUMBERS = ["price", "lost", "minimum_order", "small_lost", "edi", "web", "delivery_charge", "pay_within", "months"];
/** People type a figure and go on; the answer need not come between two keys. */
const DELAY = 250;

/** What a what-if says, anew whenever a term changes: words, the chain before and after, and who turns. */
export class ProfitScenarioResult extends Component {
    static template = "crm_analytics.ProfitScenarioResult";
    static props = { ...standardWidgetProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.state = useState({ result: false, error: "", waiting: false });
        this.asked = "";
        this.number = 0;
        onWillStart(() => this.ask(this.terms(this.props.record)));
        useRecordObserver((record) => {
            const terms = this.terms(record);
            if (JSON.stringify(terms) !== this.asked) {
                clearTimeout(this.timer);
                this.state.waiting = true;
                this.timer = setTimeout(() => this.ask(terms), DELAY);
            }
        });
        onWillDestroy(() => clearTimeout(this.timer));
    }

    terms({ data }) {
        const terms = { domain: data.domain || "[]" };
        for (const name of NUMBERS) {
            terms[name] = data[name] || 0;
        }
        return terms;
    }

    async ask(terms) {
        this.asked = JSON.stringify(terms);
        const number = ++this.number;
        let result = false;
        let error = "";
        this.state.waiting = true;
        try {
            result = await this.orm.silent.call("crm.profit.scenario", "compare", [terms]);
        } catch (failure) {
            if (!failure.data?.message) {
                throw failure;
            }
            error = failure.data.message;
        }
        // An answer to what nobody asks any more is not shown.
        if (number === this.number) {
            Object.assign(this.state, { result: result || this.state.result, error, waiting: false });
        }
    }

    money(amount) {
        return formatCurrency(amount, this.state.result.currency_id);
    }

    open(partnerId) {
        this.action.doAction({
            type: "ir.actions.act_window",
            res_model: "crm.profit.customer",
            views: [[false, "list"], [false, "form"]],
            domain: [["customer_id", "=", partnerId]],
        });
    }
}

registry.category("view_widgets").add("crm_profit_scenario_result", {
    component: ProfitScenarioResult,
    fieldDependencies: [...NUMBERS.map((name) => ({ name, type: "float" })), { name: "domain", type: "char" }],
});
