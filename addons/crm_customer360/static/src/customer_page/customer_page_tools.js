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
