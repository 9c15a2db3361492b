import { Component, onMounted, onWillUnmount, useEffect, useRef, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { KeepLast } from "@web/core/utils/concurrency";
import { useService } from "@web/core/utils/hooks";
import { useDebounced } from "@web/core/utils/timing";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";

/** Long enough not to ask at every key, short enough to be there before the next field is filled in. */
export const PAUSE_MS = 350;
const SHOWN = 3;
const TEXTS = ["name", "email", "phone", "vat", "company_registry", "website", "street", "zip", "city"];
/** Without one of these there is nothing to go by. */
const TELLING = ["name", "email", "phone", "vat", "company_registry"];
const MIN_LENGTH = 3;

/**
 * `<widget name="crm_duplicate_warning"/>`: a quiet line above the form of a new
 * customer that names those it looks like, while it is being typed.
 */
export class DuplicateWarning extends Component {
    static template = "crm_customer360.DuplicateWarning";
    static props = { ...standardWidgetProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.keepLast = new KeepLast();
        this.root = useRef("root");
        this.state = useState({ found: [], closed: false });
        /** What stands in the inputs and has not reached the record yet. */
        this.typed = {};
        this.asked = "";
        this.ask = useDebounced(() => this.load(), PAUSE_MS);
        this.onInput = this.onInput.bind(this);
        onMounted(() => {
            this.form = this.root.el.closest(".o_form_view, .o_form_renderer");
            this.form?.addEventListener("input", this.onInput);
        });
        onWillUnmount(() => this.form?.removeEventListener("input", this.onInput));
        useEffect(
            () => {
                // The record has caught up with what was typed.
                this.typed = {};
                this.ask();
            },
            () => [JSON.stringify(this.recordValues)]
        );
    }

    get recordValues() {
        const { data } = this.props.record;
        const values = Object.fromEntries(TEXTS.map((name) => [name, data[name] || false]));
        return {
            ...values,
            is_company: Boolean(data.is_company),
            parent_id: data.parent_id?.id || false,
            country_id: data.country_id?.id || false,
        };
    }

    onInput({ target }) {
        const name = target.closest(".o_field_widget[name]")?.getAttribute("name");
        if (TEXTS.includes(name) && "value" in target) {
            this.typed[name] = target.value;
            this.ask();
        }
    }

    async load() {
        if (this.props.record.resId) {
            return;
        }
        const values = { ...this.recordValues, ...this.typed };
        const asked = JSON.stringify(values);
        if (asked === this.asked) {
            return;
        }
        this.asked = asked;
        if (!TELLING.some((name) => (values[name] || "").trim().length >= MIN_LENGTH)) {
            this.state.found = [];
            return;
        }
        try {
            const call = this.orm.silent.call("res.partner", "find_duplicates", [values, SHOWN]);
            this.state.found = await this.keepLast.add(call);
        } catch {
            // A hint that does not come keeps nobody from entering a customer.
            this.state.found = [];
        }
    }

    reasons({ reasons }) {
        return reasons.slice(0, 3).join(", ");
    }

    href({ id }) {
        return `/odoo/res.partner/${id}`;
    }

    openLabel({ display_name: name }) {
        return _t("Open %s in a new tab", name);
    }

    /** Take the customer there is instead of entering it again; what was typed is dropped. */
    async use({ id, display_name: name }) {
        if (this.env.useExistingCustomer) {
            return this.env.useExistingCustomer(id, name);
        }
        await this.props.record.discard();
        return this.action.doAction(
            {
                type: "ir.actions.act_window",
                res_model: "res.partner",
                res_id: id,
                views: [[false, "form"]],
                target: "current",
            },
            { stackPosition: "replaceCurrentAction" }
        );
    }

    /** In a dialog that cannot hand over another customer there is only the look at it. */
    get canUse() {
        return !this.env.inDialog || Boolean(this.env.useExistingCustomer);
    }
}

registry.category("view_widgets").add("crm_duplicate_warning", {
    component: DuplicateWarning,
    fieldDependencies: [
        ...TEXTS.map((name) => ({ name, type: "char" })),
        { name: "is_company", type: "boolean" },
        { name: "parent_id", type: "many2one", relation: "res.partner" },
        { name: "country_id", type: "many2one", relation: "res.country" },
    ],
    additionalClasses: ["w-100"],
});
