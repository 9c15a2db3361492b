import { registry } from "@web/core/registry";

const row = (text) => `.o_contact_timeline_row:contains(${text})`;

/** Rows out of sight are not rendered, so a tour sees their number only. */
const rows = (count) => `.o_contact_timeline_scroller[data-count="${count}"]`;

const openHistory = [
    {
        content: "open the page of the contact history",
        trigger: "a[name=contact_history]",
        run: "click",
    },
    {
        content: "what concerns the customer is there, what comes next first",
        trigger: `.o_contact_timeline_group[data-key=upcoming] ${row("Next visit")}`,
    },
];

/** Scrolls the list to its end. */
function scrollToEnd() {
    const scroller = document.querySelector(".o_contact_timeline_scroller");
    scroller.scrollTop = scroller.scrollHeight;
}

registry.category("web_tour.tours").add("crm_customer360_contact_timeline", {
    steps: () => [
        ...openHistory,
        {
            content: "show e-mails only",
            trigger: ".o_contact_timeline_chip[data-channel=email]:contains(90)",
            run: "click",
        },
        {
            content: "the meeting is gone, the newest letter is there, and a page of them",
            trigger: `.o_contact_timeline:not(:has(${row("Next visit")})) ${rows(40)} ${row("Letter 000")}`,
        },
        {
            content: "scroll to the end of the first page",
            trigger: rows(40),
            run: scrollToEnd,
        },
        {
            content: "the second page came by itself",
            trigger: rows(80),
            run: scrollToEnd,
        },
        {
            content: "so did the third",
            trigger: rows(90),
            run: scrollToEnd,
        },
        {
            content: "it is the last",
            trigger: `${rows(90)}:has(.o_contact_timeline_end) ${row("Letter 089")}`,
        },
        {
            content: "all channels again",
            trigger: ".o_contact_timeline_all",
            run: "click",
        },
        {
            content: "open the meeting",
            trigger: row("Next visit"),
            run: "click",
        },
        {
            content: "its form is shown",
            trigger:
                ".o_form_view .o_field_widget[name=start], .o_form_view .o_field_widget[name=start_date]",
        },
        {
            content: "and back",
            trigger: ".o_back_button:last",
            run: "click",
        },
        {
            content: "the user is where they were",
            trigger: `${row("Next visit")}:focus`,
        },
        {
            content: "search a title",
            trigger: ".o_contact_timeline_search input",
            run: "edit Letter 042",
        },
        {
            content: "only that is there",
            trigger: `.o_contact_timeline:not(:has(${row("Letter 041")})) ${row("Letter 042")}`,
        },
        {
            content: "drop the filter",
            trigger: ".o_contact_timeline_clear",
            run: "click",
        },
        {
            trigger: row("Letter 000"),
        },
    ],
});

registry.category("web_tour.tours").add("crm_customer360_contact_timeline_order", {
    steps: () => [
        ...openHistory,
        {
            content: "show orders only",
            trigger: ".o_contact_timeline_chip[data-channel=order]",
            run: "click",
        },
        {
            content: "open the order",
            trigger: `.o_contact_timeline:not(:has(${row("Next visit")})) .o_contact_timeline_row[data-channel=order]`,
            run: "click",
        },
        {
            content: "its form is shown",
            trigger: ".o_form_view .o_field_widget[name=order_line]",
        },
    ],
});

registry.category("web_tour.tours").add("crm_customer360_contact_timeline_first_message", {
    steps: () => [
        {
            trigger: "a[name=contact_history]",
            run: "click",
        },
        {
            content: "nothing yet: begin with a message",
            trigger: ".o_contact_timeline_empty .o_contact_timeline_write",
            run: "click",
        },
        {
            trigger: ".o_dialog .o_field_widget[name=subject] input",
            run: "edit Good morning",
        },
        {
            trigger: ".o_dialog .odoo-editor-editable",
            run: "editor Shall we talk about the racks?",
        },
        {
            trigger: ".o_dialog button.o_mail_send",
            run: "click",
        },
        {
            content: "the message is the first entry",
            trigger: row("Good morning"),
        },
    ],
});
