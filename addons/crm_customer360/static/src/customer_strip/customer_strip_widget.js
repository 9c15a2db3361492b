import { Component, xml } from "@odoo/owl";
import { registry } from "@web/core/registry";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";
import { CustomerStrip } from "./customer_strip";

/** `<widget name="crm_customer_strip" partner="partner_id"/>`, put above the sheet of forms by the server. */
export class CustomerStripWidget extends Component {
    static template = xml`
        <CustomerStrip t-if="partnerId and !env.inDialog" partnerId="partnerId" revision="revision"/>
    `;
    static components = { CustomerStrip };
    static props = { ...standardWidgetProps, partner: String };

    get partnerId() {
        return this.props.record.data[this.props.partner]?.id || false;
    }

    /** Changes when the document is saved or a button has changed it: a payment takes the risk away. */
    get revision() {
        // A new document has no date yet: false, not undefined.
        const date = this.props.record.data.write_date;
        return date ? date.toMillis() : 0;
    }
}

registry.category("view_widgets").add("crm_customer_strip", {
    component: CustomerStripWidget,
    extractProps: ({ attrs }) => ({ partner: attrs.partner }),
    fieldDependencies: [{ name: "write_date", type: "datetime" }],
    additionalClasses: ["w-100"],
});
