import { registry } from "@web/core/registry";

const customer = ".o_customer_page:contains(Živilė Kazbaraitė), .o_form_view:contains(Živilė Kazbaraitė)";

registry.category("web_tour.tours").add("crm_customer360_find_caller", {
    steps: () => [
        {
            content: "an agent at work",
            trigger: ".o_kanban_view, .o_list_view",
        },
        {
            content: "somebody calls",
            trigger: ".o_find_caller_systray",
            run: "click",
        },
        {
            content: "the number as the telephone shows it",
            trigger: ".o_find_caller_dialog .o_find_caller_input",
            run: "edit 8 698 76543",
        },
        {
            content: "it is somebody we know",
            trigger: ".o_find_caller_row:contains(Živilė Kazbaraitė)",
        },
        {
            trigger: ".o_find_caller_dialog .o_find_caller_input",
            run: "press Enter",
        },
        {
            content: "the customer is open",
            trigger: customer,
        },
        {
            content: "the dialog is gone",
            trigger: "body:not(:has(.o_find_caller_dialog))",
        },
    ],
});

registry.category("web_tour.tours").add("crm_customer360_find_caller_url", {
    steps: () => [
        {
            content: "the telephony system's number opened the customer",
            trigger: customer,
        },
    ],
});

registry.category("web_tour.tours").add("crm_customer360_verify_caller", {
    steps: () => [
        {
            trigger: ".o_caller_verification_open",
            run: "click",
        },
        {
            trigger: ".o_caller_verification input[data-kind=ref]",
            run: "edit klientas 7",
        },
        {
            trigger: ".o_caller_verification input[data-kind=email]",
            run: "edit zivile.k@siaurunai.example.lt",
        },
        {
            trigger: ".o_caller_verification_check:enabled",
            run: "click",
        },
        {
            content: "two facts agree",
            trigger: ".o_caller_verification_passed",
        },
    ],
});
