import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardFieldProps } from "@web/views/fields/standard_field_props";
import { money, percentChange, signed, width } from "./profit_format";

/** Below this amount cents are told. */
const WITH_CENTS = 1000;

/**
 * The chain from the price to the profit as a waterfall lying on its side: one row for each step, its bar where the sum
 * stands by then. Rows are buttons where something can be opened behind them.
 */
export class ProfitChain extends Component {
    static template = "crm_analytics.ProfitChain";
    static props = {
        lines: Array,
        currencyId: Number,
        open: { type: Function, optional: true },
    };

    get rows() {
        const { lines, currencyId } = this.props;
        const spans = stepSpans(lines);
        const low = Math.min(0, ...spans.flat());
        const range = Math.max(0, ...spans.flat()) - low;
        return lines.map((line, index) => {
            const [from, to] = spans[index];
            const compared = line.before !== false;
            return {
                ...line,
                left: range ? Math.round((1000 * (Math.min(from, to) - low)) / range) / 10 : 0,
                width: width(to - from, range),
                amount: money(line.now, currencyId, this.cents),
                change: compared ? signed(line.now - line.before, currencyId, this.cents) : "",
                better: compared && line.now >= line.before,
                title: this.words(line),
            };
        });
    }

    /** Of small sums the cents are told. */
    get cents() {
        return Math.max(...this.props.lines.map(({ now }) => Math.abs(now))) < WITH_CENTS;
    }

    words(line) {
        const amount = money(line.now, this.props.currencyId, this.cents);
        if (line.before === false) {
            return `${line.label}: ${amount}`;
        }
        const before = money(line.before, this.props.currencyId, this.cents);
        const percent = percentChange(line.now, line.before);
        return _t("%(step)s: %(amount)s, before %(before)s %(percent)s", { step: line.label, amount, before, percent });
    }

    get compared() {
        return this.props.lines.some((line) => line.before !== false);
    }
}

/**
 * Where the bar of each line begins and ends: a total stands on zero, a step hangs on what was there before it.
 *
 * @param {{now: number, total: boolean}[]} lines
 * @returns {[number, number][]}
 */
export function stepSpans(lines) {
    let soFar = 0;
    return lines.map((line) => {
        if (line.total) {
            soFar = line.now;
            return [0, line.now];
        }
        soFar += line.now;
        return [soFar - line.now, soFar];
    });
}

/** The chain of one customer, with its words about the periods. */
export class ProfitChainField extends Component {
    static template = "crm_analytics.ProfitChainField";
    static components = { ProfitChain };
    static props = { ...standardFieldProps };

    setup() {
        this.action = useService("action");
    }

    get chain() {
        return this.props.record.data[this.props.name];
    }

    /** The facts behind a step, for whoever may read facts. */
    get open() {
        const { facts } = this.chain;
        return facts
            ? (line) =>
                  this.action.doAction({
                      type: "ir.actions.act_window",
                      name: line.label,
                      res_model: "crm.profit.fact",
                      domain: [...facts, ["kind", "in", line.kinds]],
                      views: [
                          [false, "list"],
                          [false, "kanban"],
                          [false, "pivot"],
                          [false, "graph"],
                      ],
                  })
            : undefined;
    }
}

registry.category("fields").add("crm_profit_chain", {
    component: ProfitChainField,
    displayName: _t("Profit chain"),
    supportedTypes: ["json"],
});
