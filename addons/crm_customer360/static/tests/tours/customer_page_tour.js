import { registry } from "@web/core/registry";

const matter = (key) => `.o_customer_matter[data-key=${key}]`;

registry.category("web_tour.tours").add("crm_customer360_customer_page", {
    steps: () => [
        {
            content: "a click in the list opens the page",
            trigger: ".o_list_view .o_data_row td[name=complete_name]:contains(Rack Buyers)",
            run: "click",
        },
        {
            content: "the first look: who looks after them, and what is promised",
            trigger: ".o_customer_page:has(.o_customer_who dd:contains(Owner Jonas)) .o_customer_advice[data-kind=promise]",
        },
        {
            content: "the invoice is overdue, the figure is there, and so is the history",
            trigger: `.o_customer_page:has(.o_contact_timeline_row) ${matter("invoice")}:contains(150) .badge:contains(9 d late)`,
        },
        {
            content: "open the invoice",
            trigger: `${matter("invoice")} .o_customer_matter_row`,
            run: "click",
        },
        {
            content: "this is the invoice; go back",
            trigger: ".o_form_view:has([name=invoice_line_ids])",
        },
        {
            content: "the way back has the customer's name",
            trigger: ".breadcrumb-item:contains(Rack Buyers) a, .o_back_button",
            run: "click",
        },
        {
            content: "go to a contact of the company",
            trigger: ".o_customer_contact:contains(Ona Buyer)",
            run: "click",
        },
        {
            content: "and from the contact to the company again",
            trigger: "h1:contains(Ona Buyer) ~ .o_customer_company:contains(Rack Buyers)",
            run: "click",
        },
        {
            content: "to the ordinary form",
            trigger: ".o_customer_page:has(h1:contains(Rack Buyers)) .o_customer_page_form",
            run: "click",
        },
        {
            content: "and from the form to the page",
            trigger: ".o_form_view .oe_stat_button[name=action_open_customer360]",
            run: "click",
        },
        {
            content: "all is there again",
            trigger: `.o_customer_page:has(h1:contains(Rack Buyers)) ${matter("invoice")}`,
        },
    ],
});
