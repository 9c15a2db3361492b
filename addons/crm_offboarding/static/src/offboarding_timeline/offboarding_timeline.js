import { Component, xml } from "@odoo/owl";
import { registry } from "@web/core/registry";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";
import { ContactTimeline } from "@crm_customer360/contact_timeline/contact_timeline";

/** `<widget name="crm_offboarding_timeline"/>`: the contact history of the customer a case is about. */
export class OffboardingTimeline extends Component {
    static template = xml`<ContactTimeline t-if="partnerId" t-key="partnerId" partnerId="partnerId" revision="false"/>`;
    static components = { ContactTimeline };
    static props = { ...standardWidgetProps };

    get partnerId() {
        return this.props.record.data.partner_id?.id;
    }
}

registry.category("view_widgets").add("crm_offboarding_timeline", {
    component: OffboardingTimeline,
    additionalClasses: ["w-100"],
});
