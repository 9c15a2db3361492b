import { registry } from "@web/core/registry";

const strip = (selector) => `.o_form_view .o_customer_strip ${selector}`;

/** Opened on a late delivery by somebody of the warehouse. */
registry.category("web_tour.tours").add("crm_customer360_customer_strip_warehouse", {
    steps: () => [
        {
            content: "who looks after the customer, and that the goods are late",
            trigger: `${strip(".o_customer_strip_owner:contains(Olga Owner)")}`,
        },
        {
            content: "what was promised is there, an amount is not",
            trigger: `.o_customer_strip:has([data-key=promises][data-tone=danger]):not(:has([data-key=risk]))`,
        },
        {
            content: "the late delivery opens",
            trigger: strip("[data-key=late_deliveries][data-tone=danger]:contains(Late deliveries)"),
            run: "click",
        },
        {
            content: "back on the delivery, with the line on it",
            trigger: strip("[data-key=promises]:contains(1 late)"),
            run: "click",
        },
        {
            content: "the promise opens where it was made",
            trigger: ".o_form_view .o_field_widget[name=name]:contains(Late Customer), .o_last_breadcrumb_item:contains(Late Customer)",
        },
    ],
});
