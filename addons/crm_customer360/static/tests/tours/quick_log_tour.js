import { registry } from "@web/core/registry";

registry.category("web_tour.tours").add("crm_customer360_quick_log", {
    steps: () => [
        {
            content: "open the page of the contact history",
            trigger: "a[name=contact_history]",
            run: "click",
        },
        {
            content: "they called",
            trigger: ".o_quick_log_channel[data-log-channel=call]",
            run: "click",
        },
        {
            content: "one line",
            trigger: ".o_quick_log_line:focus",
            run: "edit Asked when the racks come",
        },
        {
            content: "Enter",
            trigger: ".o_quick_log_line",
            run: "press Enter",
        },
        {
            content: "it is logged, and stands in the history",
            trigger: ".o_quick_log:not(:has(.o_quick_log_entry)) .o_quick_log_done:contains(Logged)",
        },
        {
            trigger: ".o_contact_timeline_row[data-channel=call]:contains(Asked when the racks come)",
        },
        {
            content: "now what they need, with a follow-up",
            trigger: ".o_quick_log_channel[data-log-channel=visit]",
            run: "click",
        },
        {
            trigger: "[data-log-nature=need]",
            run: "click",
        },
        {
            trigger: ".o_quick_log_what",
            run: "edit Racks",
        },
        {
            trigger: ".o_quick_log_quantity",
            run: "edit 20",
        },
        {
            trigger: "[data-log-followup=week]",
            run: "click",
        },
        {
            trigger: ".o_quick_log_line",
            run: "edit Builds a second hall",
        },
        {
            trigger: ".o_quick_log_save",
            run: "click",
        },
        {
            trigger: ".o_contact_timeline_row[data-channel=visit]:contains(Builds a second hall)",
        },
    ],
});
