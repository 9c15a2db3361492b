import { Component } from "@odoo/owl";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { planActivity, writeMessage, writeNote } from "./customer_actions";

/** A button of the 360 page's tool row that opens one of Odoo's dialogs for the customer. */
class CustomerTool extends Component {
    static props = { partnerId: Number, onDone: Function };

    setup() {
        this.action = useService("action");
    }
}

export class WriteTool extends CustomerTool {
    static template = "crm_customer360.WriteTool";

    open() {
        return writeMessage(this.action, this.props.partnerId, () => this.props.onDone());
    }
}

export class NoteTool extends CustomerTool {
    static template = "crm_customer360.NoteTool";

    open() {
        return writeNote(this.action, this.props.partnerId, () => this.props.onDone());
    }
}

export class PlanTool extends CustomerTool {
    static template = "crm_customer360.PlanTool";

    open() {
        return planActivity(this.action, this.props.partnerId, () => this.props.onDone());
    }
}

registry
    .category("crm_customer_page_tools")
    .add("write", { Component: WriteTool, sequence: 20 })
    .add("note", { Component: NoteTool, sequence: 30 })
    .add("plan", { Component: PlanTool, sequence: 40 });
