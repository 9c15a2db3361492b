import { Component, onWillStart, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { ControlPanel } from "@web/search/control_panel/control_panel";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";
import { errorText } from "../find_caller/caller_match";
import { WeeksChart } from "./weeks_chart";

/** What the work with customers did for whoever looks: only their own figures, and what to do next. */
export class MyWork extends Component {
    static template = "crm_customer360.MyWork";
    static components = { ControlPanel, WeeksChart };
    static props = { ...standardActionServiceProps };
    static path = "my-work";
    static displayName = _t("My work with customers");

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.state = useState({ figures: false, error: "" });
        onWillStart(() => this.load());
    }

    async load() {
        try {
            this.state.figures = await this.orm.call("crm.adoption.report", "my_figures", []);
            this.state.error = "";
        } catch (error) {
            this.state.error = errorText(error);
        }
    }

    /** Cards: words first, then the number. A share of nothing is not 0 %. */
    get cards() {
        const { contacts, promises, customers } = this.state.figures;
        const share = promises.done ? Math.round((100 * promises.kept) / promises.done) : 0;
        return [
            {
                key: "contacts",
                label: _t("Contacts you logged this week"),
                value: String(contacts.week),
                detail: _t("%s this month", contacts.month),
            },
            {
                key: "promises",
                label: _t("Promises kept in time"),
                value: promises.done ? _t("%s %%", share) : "–",
                detail: promises.done
                    ? _t("%(kept)s of %(done)s in %(days)s days", promises)
                    : _t("No activity done in %s days", promises.days),
            },
            {
                key: "customers",
                label: _t("Customers you look after"),
                value: String(customers.owned),
                detail: customers.owned
                    ? _t("%(quiet)s without contact for %(days)s days", customers)
                    : _t("Nobody has given you a customer yet"),
            },
        ];
    }

    get hasContacts() {
        return this.state.figures.contacts.weeks.some((week) => week.count);
    }

    open(step) {
        return this.action.doAction(step.action);
    }
}

registry.category("actions").add("crm_my_work", MyWork);
