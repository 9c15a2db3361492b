import { Component, useState, xml } from "@odoo/owl";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";
import { QuickLog } from "../quick_log/quick_log";
import { ContactTimeline } from "./contact_timeline";

/** `<widget name="crm_contact_timeline"/>` on a form of contacts. */
export class ContactTimelineWidget extends Component {
    static template = xml`
        <div t-if="props.record.resId" class="d-flex flex-column gap-2">
            <QuickLog partnerId="props.record.resId" onDone.bind="onLogged"/>
            <ContactTimeline t-key="state.renewed" partnerId="props.record.resId" revision="revision"/>
        </div>
    `;
    static components = { ContactTimeline, QuickLog };
    static props = { ...standardWidgetProps };

    setup() {
        this.store = useState(useService("mail.store"));
        this.state = useState({ logged: 0, renewed: 0 });
    }

    onLogged() {
        // Without a chatter there is no revision that could change: the timeline begins anew.
        this.state[this.revision === false ? "renewed" : "logged"]++;
    }

    /** Changes when a message is posted beside us in the chatter, or a contact logged; false until it has loaded. */
    get revision() {
        const { resModel: model, resId: id } = this.props.record;
        const thread = this.store.Thread.get({ model, id });
        const newest = thread?.newestPersistentOfAllMessage?.id || 0;
        return thread?.isLoaded ? newest + this.state.logged : false;
    }
}

registry.category("view_widgets").add("crm_contact_timeline", {
    component: ContactTimelineWidget,
    additionalClasses: ["w-100"],
});
