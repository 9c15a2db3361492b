import { Component, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { ConnectionLostError } from "@web/core/network/rpc";
import { registry } from "@web/core/registry";
import { KeepLast } from "@web/core/utils/concurrency";
import { useService } from "@web/core/utils/hooks";
import { ControlPanel } from "@web/search/control_panel/control_panel";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";
import { ContactTimeline } from "../contact_timeline/contact_timeline";
import {
    CustomerContacts,
    CustomerOpenMatters,
    CustomerPanels,
    CustomerSayNext,
    CustomerWho,
} from "./customer_page_cards";
import { CustomerPageTools } from "./customer_page_tools";
import { callEarly } from "./early_answers";

/** The server refuses: asking again would bring the same answer. */
const REFUSALS = ["odoo.exceptions.AccessError", "odoo.exceptions.UserError"];

/**
 * The 360 page of a customer. Header and timeline are asked for at once; each
 * stands on its own, so a slow or failing one does not hold up the other.
 */
export class CustomerPage extends Component {
    static template = "crm_customer360.CustomerPage";
    static components = {
        ContactTimeline,
        ControlPanel,
        CustomerContacts,
        CustomerOpenMatters,
        CustomerPageTools,
        CustomerPanels,
        CustomerSayNext,
        CustomerWho,
    };
    static props = { ...standardActionServiceProps };
    static path = "customer-360";
    static displayName = _t("Customer 360");

    setup() {
        this.action = useService("action");
        this.orm = useService("orm");
        this.keepLast = new KeepLast();
        const { action, resId, updateActionState } = this.props;
        this.partnerId = Number(resId || action.context?.active_id || action.params?.resId) || false;
        this.state = useState({ status: "loading", data: false, error: "", refused: false, revision: 0 });
        // The address names the customer, so that it can be reloaded, kept and sent to a colleague.
        updateActionState?.({ resId: this.partnerId, active_id: false });
        this.openRecord = this.openRecord.bind(this);
        this.openList = this.openList.bind(this);
        this.openCustomer = this.openCustomer.bind(this);
        this.openAllContacts = this.openAllContacts.bind(this);
        this.reload = this.reload.bind(this);
        if (this.partnerId) {
            // Not waited for: the page and its timeline stand while the answer is under way.
            this.load();
        }
    }

    async load() {
        try {
            const call = callEarly(this.orm, "res.partner", "customer360", [this.partnerId]);
            this.state.data = await this.keepLast.add(call);
            this.state.status = "ready";
            this.env.config.setDisplayName?.(this.state.data.partner.name);
        } catch (error) {
            this.state.refused = REFUSALS.includes(error.data?.name);
            this.state.error = errorText(error);
            this.state.status = "error";
        }
    }

    retry() {
        this.state.status = "loading";
        return this.load();
    }

    /** After a tool has changed something. */
    reload() {
        this.state.revision++;
        return this.load();
    }

    openForm() {
        return this.openRecord({ res_model: "res.partner", res_id: this.partnerId });
    }

    openRecord({ res_model: resModel, res_id: resId }) {
        return this.action.doAction({
            type: "ir.actions.act_window",
            res_model: resModel,
            res_id: resId,
            views: [[false, "form"]],
            target: "current",
        });
    }

    openList(name, { res_model: resModel, domain }) {
        return this.action.doAction({
            type: "ir.actions.act_window",
            name,
            res_model: resModel,
            domain,
            views: [
                [false, "list"],
                [false, "form"],
            ],
            target: "current",
        });
    }

    openAllContacts() {
        const { partner } = this.state.data;
        const company = partner.parent ? partner.parent.id : partner.id;
        return this.openList(_t("Contacts"), { res_model: "res.partner", domain: [["id", "child_of", company]] });
    }

    /** Another contact of the same company: in place of this one, the way back stays short. */
    openCustomer(id, name) {
        return this.action.doAction(
            { type: "ir.actions.client", tag: "crm_customer_page", name, context: { active_id: id } },
            { stackPosition: "replaceCurrentAction" }
        );
    }

    openCustomers() {
        return this.action.doAction("crm_customer360.res_partner_action_customers", { clearBreadcrumbs: true });
    }
}

function errorText(error) {
    if (error instanceof ConnectionLostError) {
        return _t("The server cannot be reached. Check the connection and try again.");
    }
    return error.data?.message || error.message || String(error);
}

registry.category("actions").add("crm_customer_page", CustomerPage);
