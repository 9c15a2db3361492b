import { Component, onMounted, onWillUpdateProps, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { KeepLast } from "@web/core/utils/concurrency";
import { useService } from "@web/core/utils/hooks";
import { dayLabel, toDate } from "../customer_page/customer_page_format";
import { customerStrip, forgetCustomerStrips } from "./customer_strip_cache";
import { stripChips } from "./customer_strip_chips";

/**
 * One calm line about a customer: who looks after them, what was promised, what
 * is wrong. Its place is kept from the start, so the form below never moves.
 */
export class CustomerStrip extends Component {
    static template = "crm_customer360.CustomerStrip";
    static props = {
        partnerId: Number,
        /** changes when what is known may have changed */
        revision: { type: Number, optional: true },
    };

    setup() {
        this.action = useService("action");
        this.orm = useService("orm");
        this.keepLast = new KeepLast();
        this.state = useState({ status: "loading", data: false, error: "" });
        // The form is shown first; this line is never what somebody waits for.
        onMounted(() => this.load(this.props.partnerId));
        onWillUpdateProps(({ partnerId, revision }) => {
            if (partnerId !== this.props.partnerId) {
                this.state.status = "loading";
                this.load(partnerId);
            } else if (revision !== this.props.revision) {
                forgetCustomerStrips();
                this.load(partnerId);
            }
        });
    }

    async load(partnerId) {
        try {
            const data = await this.keepLast.add(customerStrip(this.orm, partnerId));
            Object.assign(this.state, { status: "ready", data, error: "" });
        } catch (error) {
            this.state.status = "error";
            this.state.error = error.data?.message || error.message || String(error);
        }
    }

    get chips() {
        return stripChips(this.state.data);
    }

    get avatar() {
        return `/web/image/res.users/${this.state.data.owner.id}/avatar_128`;
    }

    /** The stand-in is named when there is nobody else to name, else on hover: the line has to stay one. */
    get noOwner() {
        const { stand_in: standIn } = this.state.data;
        return standIn ? _t("Stand-in: %s", standIn.name) : _t("No owner yet");
    }

    get ownerHint() {
        const { owner, stand_in: standIn } = this.state.data;
        const people = [owner && _t("Owner: %s", owner.name), standIn && _t("Stand-in: %s", standIn.name)];
        return [...people.filter(Boolean), _t("Open the customer's page")].join("\n");
    }

    get lastContact() {
        const { last_contact: moment } = this.state.data;
        return moment ? _t("Last contact: %s", dayLabel(toDate(moment))) : "";
    }

    /** The one record, the list of several, or the customer's page when they are of different kinds. */
    open({ item, label }) {
        if (item.count === 1 && item.res_id) {
            return this.openRecord(item.res_model, item.res_id);
        }
        if (!item.action) {
            return this.openCustomer();
        }
        return this.action.doAction({
            type: "ir.actions.act_window",
            name: label,
            res_model: item.action.res_model,
            domain: item.action.domain,
            views: [
                [false, "list"],
                [false, "form"],
            ],
            target: "current",
        });
    }

    openRecord(resModel, resId) {
        return this.action.doAction({
            type: "ir.actions.act_window",
            res_model: resModel,
            res_id: resId,
            views: [[false, "form"]],
            target: "current",
        });
    }

    openCustomer() {
        const id = this.props.partnerId;
        if (!registry.category("actions").contains("crm_customer_page")) {
            return this.openRecord("res.partner", id);
        }
        return this.action.doAction("crm_customer360.customer_page_action", { additionalContext: { active_id: id } });
    }
}
