import { registry } from "@web/core/registry";

const overview = (rest) => `.o_profit_overview:not(:has(.o_profit_waiting)) ${rest}`;

registry.category("web_tour.tours").add("crm_analytics_profit_overview", {
    steps: () => [
        {
            content: "the statement in words, for all years at first: nothing is posted in the last twelve months",
            trigger: overview(".o_profit_words:contains(The best 20 %)"),
        },
        {
            content: "months of one's own",
            trigger: "#o_profit_period",
            run: "select own",
        },
        {
            content: "from January 2025",
            trigger: overview(".o_profit_period:has(#o_profit_period) input[type=month]:first"),
            run({ anchor }) {
                anchor.value = "2025-01";
                anchor.dispatchEvent(new Event("change"));
            },
        },
        {
            content: "compared with the year before",
            trigger: overview(".o_profit_period:has(#o_profit_than) select"),
            run: "select year_before",
        },
        {
            content: "the change in words, and who explains it",
            trigger: overview("[data-moved=customer] button:contains(Beta)"),
        },
        {
            content: "the curve of the products",
            trigger: "[data-curve=product]",
            run: "click",
        },
        {
            content: "said in words",
            trigger: ".o_profit_curves .o_profit_words:contains(gross margin)",
        },
        {
            content: "back to the customers",
            trigger: "[data-curve=customer]",
            run: "click",
        },
        {
            content: "the customers behind the curve",
            trigger: ".o_profit_curves:has(.o_profit_words:contains(customers)) .o_profit_curve_open",
            run: "click",
        },
        {
            content: "one of them",
            trigger: ".o_list_view .o_data_row td[name=customer_id]:contains(Alfa)",
            run: "click",
        },
        {
            content: "their chain; the facts of the net revenue",
            trigger: ".o_form_view [data-step=net] button",
            run: "click",
        },
        {
            content: "the journal items of a fact",
            trigger: ".o_list_view .o_data_row button[name=action_open_items]",
            run: "click",
        },
        {
            content: "these are journal items; go back to the overview",
            trigger: ".o_list_view:has(.o_data_row [name=move_id]), .o_list_view:has(.o_data_row td[name=move_name])",
        },
        {
            content: "all the way back",
            trigger: ".o_breadcrumb .breadcrumb-item button",
            run: "click",
        },
        {
            content: "to the overview",
            trigger: ".o-dropdown--menu .dropdown-item:last",
            run: "click",
        },
        {
            content: "the months are those one left; count again",
            trigger: overview("#o_profit_period:has(option[value=own]:checked)"),
        },
        {
            content: "new figures",
            trigger: ".o_profit_refresh",
            run: "click",
        },
        {
            content: "they are being counted",
            trigger: overview(".o_profit_progress"),
        },
    ],
});
