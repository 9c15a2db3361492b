import { Component, useState, xml } from "@odoo/owl";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";
import { ContactTimeline } from "./contact_timeline";

/** `<widget name="crm_contact_timeline"/>` on a form of contacts. */
export class ContactTimelineWidget extends Component {
    static template = xml`
        <ContactTimeline t-if="props.record.resId" partnerId="props.record.resId" revision="revision"/>
    `;
    static components = { ContactTimeline };
    static props = { ...standardWidgetProps };

    setup() {
        this.store = useState(useService("mail.store"));
    }

    /** Changes when a message is posted beside us in the chatter; false until the chatter has loaded. */
    get revision() {
        const { resModel: model, resId: id } = this.props.record;
        const thread = this.store.Thread.get({ model, id });
        return thread?.isLoaded ? thread.newestPersistentOfAllMessage?.id || 0 : false;
    }
}

registry.category("view_widgets").add("crm_contact_timeline", {
    component: ContactTimelineWidget,
    additionalClasses: ["w-100"],
});
