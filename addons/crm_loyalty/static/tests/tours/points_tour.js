import { registry } from "@web/core/registry";

registry.category("web_tour.tours").add("crm_loyalty_open_ledger", {
    steps: () => [
        {
            content: "the page of the ledger",
            trigger: ".o_notebook a[name=ledger]",
            run: "click",
        },
        {
            content: "keep one",
            trigger: "[name=use_ledger] input",
            run: "click",
        },
        {
            trigger: ".o_form_button_save",
            run: "click",
        },
        {
            content: "what stood on the cards was taken over",
            trigger: "button[name=action_open_balances]",
            run: "click",
        },
        {
            content: "a bonus for Dora",
            trigger: ".o_data_row:contains(Tour Dora) button[name=action_give_bonus]",
            run: "click",
        },
        {
            trigger: ".modal [name=number] input",
            run: "edit 60",
        },
        {
            trigger: ".modal [name=reason] input",
            run: "edit Sorry for the delay",
        },
        {
            trigger: ".modal button[name=action_give]",
            run: "click",
        },
        {
            content: "it stands there, and the line opens what happened",
            trigger: "body:not(:has(.modal)) .o_data_row:contains(Tour Dora) td[name=available]:contains(100.00)",
            run: "click",
        },
        {
            trigger: ".o_data_row:contains(Sorry for the delay) td[name=points]:contains(60.00)",
        },
        {
            trigger: ".o_data_row:contains(Balance when the ledger was opened) td[name=points]:contains(40.00)",
        },
    ],
});

registry.category("web_tour.tours").add("crm_loyalty_redeem", {
    steps: () => [
        {
            content: "points for a reward",
            trigger: "button[name=action_open_reward_wizard]",
            run: "click",
        },
        {
            content: "the quotation says what it will take",
            trigger: "[name=loyalty_spent]:contains(80.00)",
        },
        {
            trigger: "button[name=action_confirm]:not(.o_invisible_modifier)",
            run: "click",
        },
        {
            trigger: ".o_arrow_button_current[data-value=sale]",
        },
        {
            trigger: "[name=loyalty_spent]:contains(80.00)",
        },
    ],
});
