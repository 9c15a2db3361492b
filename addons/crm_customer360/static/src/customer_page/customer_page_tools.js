import { Component, onError, onMounted, useState, xml } from "@odoo/owl";
import { registry } from "@web/core/registry";

/**
 * Tools of the 360 page: `.add("name", { Component, sequence })`. Each is shown
 * in the tool row with the props `{ partnerId: Number, onDone: Function }`;
 * `onDone` has the header and the timeline loaded again.
 */
export const toolRegistry = registry.category("crm_customer_page_tools");

/** @returns {{ name: string, Component: Function }[]} in their order */
export function customerPageTools() {
    return toolRegistry
        .getEntries()
        .map(([name, tool]) => ({ name, ...tool }))
        .sort((a, b) => (a.sequence ?? 100) - (b.sequence ?? 100));
}

/** One tool. If it fails, the error is shown as any other, and the page goes on without the tool. */
class CustomerPageTool extends Component {
    static template = xml`<t t-if="!state.failed" t-component="props.Component" partnerId="props.partnerId" onDone="props.onDone"/>`;
    static props = { Component: Function, partnerId: Number, onDone: Function };

    setup() {
        this.state = useState({ failed: false });
        onError((error) => {
            this.state.failed = true;
            Promise.reject(error);
        });
    }
}

/** The row of tools. They start after the page is on the screen: none of them may keep a caller waiting. */
export class CustomerPageTools extends Component {
    static template = "crm_customer360.CustomerPageTools";
    static components = { CustomerPageTool };
    static props = { partnerId: Number, onDone: Function };

    setup() {
        this.tools = customerPageTools();
        this.state = useState({ started: false });
        onMounted(() => (this.state.started = true));
    }
}
