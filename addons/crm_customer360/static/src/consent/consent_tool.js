import { Component, onWillStart, useState, xml } from "@odoo/owl";
import { Dropdown } from "@web/core/dropdown/dropdown";
import { DropdownItem } from "@web/core/dropdown/dropdown_item";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { user } from "@web/core/user";
import { useService } from "@web/core/utils/hooks";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";
import { errorText, openConsentForm, recordConsent, sendConsentLink } from "./consent_actions";
import { ConsentPanel } from "./consent_panel";

/** On the 360 page: "objects to marketing" is one click to open and one to choose. */
export class ConsentTool extends Component {
    static template = "crm_customer360.ConsentTool";
    static components = { Dropdown, DropdownItem };
    static props = { partnerId: Number, onDone: Function };

    setup() {
        this.action = useService("action");
        this.orm = useService("orm");
        this.notification = useService("notification");
        this.choices = [
            { key: "any", state: "refused", label: _t("Objects to marketing") },
            { key: "email", state: "refused", label: _t("Objects to marketing by e-mail") },
            { key: "sms", state: "refused", label: _t("Objects to marketing by SMS") },
            { key: "phone", state: "refused", label: _t("Objects to marketing by phone") },
            { key: "post", state: "refused", label: _t("Objects to marketing by post") },
            { key: "any", state: "given", label: _t("Agrees to marketing") },
        ];
        this.state = useState({ allowed: false });
        onWillStart(async () => {
            this.state.allowed = await user.checkAccessRight("crm.consent", "create");
        });
    }

    async record({ key, state, label }) {
        try {
            await recordConsent(this.orm, this.props.partnerId, "marketing", key, state);
        } catch (error) {
            this.notification.add(errorText(error), { type: "danger", sticky: true });
            return;
        }
        this.notification.add(_t("Written down: %s", label), { type: "success" });
        this.props.onDone();
    }

    openForm() {
        return openConsentForm(this.action, this.props.partnerId, () => this.props.onDone());
    }

    sendLink() {
        return sendConsentLink(this.action, this.orm, this.props.partnerId, () => this.props.onDone());
    }
}

registry.category("crm_customer_page_tools").add("consent", { Component: ConsentTool, sequence: 50 });

/** `<widget name="crm_consent_panel"/>` on a form of contacts. */
export class ConsentPanelWidget extends Component {
    static template = xml`<ConsentPanel t-if="props.record.resId" partnerId="props.record.resId"/>`;
    static components = { ConsentPanel };
    static props = { ...standardWidgetProps };
}

registry.category("view_widgets").add("crm_consent_panel", {
    component: ConsentPanelWidget,
    additionalClasses: ["w-100"],
});
