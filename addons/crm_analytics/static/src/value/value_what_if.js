import { Component, onWillStart, useState } from "@odoo/owl";
import { formatCurrency, getCurrency } from "@web/core/currency";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { formatFloat } from "@web/core/utils/numbers";
import { useService } from "@web/core/utils/hooks";
import { ControlPanel } from "@web/search/control_panel/control_panel";
import { parseFloat as parseNumber } from "@web/views/fields/parsers";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";

const NAMES = ["margin", "kept", "discount", "raised"];

/** What an active customer is worth, from the company's own figures, and with others one tries out. */
export class ValueWhatIf extends Component {
    static template = "crm_analytics.ValueWhatIf";
    static components = { ControlPanel };
    static props = { ...standardActionServiceProps };
    static path = "what-if";
    static displayName = _t("What If");

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.notification = useService("notification");
        this.state = useState({ page: false, tried: {} });
        onWillStart(() => this.load());
    }

    async load() {
        const values = NAMES.map((name) => this.state.tried[name] ?? false);
        this.state.page = await this.orm.call("crm.value.page", "what_if", values);
    }

    get inputs() {
        return [
            { key: "margin", label: _t("Margin of a customer, a year"), unit: getCurrency(this.state.page.currency_id)?.symbol },
            { key: "kept", label: _t("Customers who stay another year, %") },
            { key: "discount", label: _t("Discount rate, %") },
            { key: "raised", label: _t("Retention raised by, % of itself") },
        ];
    }

    shown(key) {
        return formatFloat(this.state.page[key], { digits: [16, 1] });
    }

    /** What the company's own figure is, beside one that was tried out. */
    own(key) {
        const { own } = this.state.page;
        return own[key] === false ? _t("not known yet") : formatFloat(own[key], { digits: [16, 1] });
    }

    async onChange(key, ev) {
        let value;
        try {
            value = parseNumber(ev.target.value);
        } catch {
            this.notification.add(_t("A number is wanted."), { type: "danger" });
            ev.target.value = this.shown(key);
            return;
        }
        const before = this.state.tried[key];
        this.state.tried[key] = value;
        try {
            await this.load();
        } catch (error) {
            this.state.tried[key] = before;
            ev.target.value = this.shown(key);
            throw error;
        }
    }

    reset() {
        this.state.tried = {};
        return this.load();
    }

    get isTried() {
        return Object.values(this.state.tried).some((value) => value !== undefined);
    }

    money(amount) {
        return formatCurrency(amount, this.state.page.currency_id, { digits: [69, 0] });
    }

    number(value) {
        return formatFloat(value, { digits: [16, 2] });
    }

    get words() {
        const { page } = this.state;
        if (!page.kept) {
            return [_t("There is less than two years of history: enter a retention to try out.")];
        }
        const words = [
            _t("A customer who stays with a probability of %(kept)s % from year to year leaves %(multiple)s times the margin of a year: %(value)s.", {
                kept: this.shown("kept"),
                multiple: this.number(page.multiple),
                value: this.money(page.value),
            }),
        ];
        if (page.low !== false) {
            words.push(
                _t("%(kept)s of %(of)s customers stayed. By chance alone the value lies between %(low)s and %(high)s.", {
                    kept: Math.round((page.own.kept * page.own.of) / 100),
                    of: Math.round(page.own.of),
                    low: this.money(page.low),
                    high: this.money(page.high),
                })
            );
        }
        words.push(
            _t("With %(better_kept)s % it would be %(better)s, %(gain)s % more. A computation from these figures, not a promise.", {
                better_kept: formatFloat(page.better_kept, { digits: [16, 1] }),
                better: this.money(page.better),
                gain: formatFloat(page.gain, { digits: [16, 1] }),
            })
        );
        return words;
    }

    openSettings() {
        return this.action.doAction("base_setup.action_general_configuration");
    }

    openCustomers() {
        return this.action.doAction("crm_analytics.crm_customer_score_action");
    }
}

registry.category("actions").add("crm_value_what_if", ValueWhatIf);
