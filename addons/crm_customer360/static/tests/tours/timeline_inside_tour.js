import { registry } from "@web/core/registry";

const row = (text) => `.o_contact_timeline_row:contains(${text})`;

/** The entry that holds a row: its toggle and what it shows in place. */
const item = (text) => `.o_contact_timeline_item:has(${row(text)})`;

registry.category("web_tour.tours").add("crm_customer360_timeline_inside", {
    steps: () => [
        {
            content: "open the page of the contact history",
            trigger: "a[name=contact_history]",
            run: "click",
        },
        {
            content: "the three mails about racks are one entry",
            trigger: `${item("Re: Racks")} .o_contact_timeline_unfold:contains(2 more messages)`,
            run: "click",
        },
        {
            content: "open the first of them in place",
            trigger: `.o_contact_timeline_more_rows li:has(${row("Racks")}):last .o_contact_timeline_toggle`,
            run: "click",
        },
        {
            content: "its words are there, and its file",
            trigger: ".o_contact_timeline_content:has(.o_contact_timeline_file:contains(racks.txt)) .o_contact_timeline_words:contains(Where are the racks?)",
        },
        {
            content: "answer it",
            trigger: ".o_contact_timeline_reply",
            run: "click",
        },
        {
            content: "Odoo's composer knows who gets the answer and what about",
            trigger: ".o_dialog:has(.o_field_widget[name=partner_ids]:contains(Ona Buyer)) .o_field_widget[name=subject] input:value(Re: Racks)",
        },
        {
            trigger: ".o_dialog .odoo-editor-editable",
            run: "editor They come on Thursday.",
        },
        {
            trigger: ".o_dialog button.o_mail_send",
            run: "click",
        },
        {
            content: "the answer joins the conversation",
            trigger: ".o_contact_timeline_unfold:contains(3 more messages)",
        },
        {
            content: "show one contact of the company only",
            trigger: ".o_contact_timeline_more",
            run: "click",
        },
        {
            trigger: ".o_contact_timeline_menu [data-person]:contains(Petras Payer)",
            run: "click",
        },
        {
            trigger: `.o_contact_timeline:not(:has(${row("Ona Buyer")})) ${row("Bill 00")}`,
        },
        {
            content: "close the menu",
            trigger: "body",
            run: "press Escape",
        },
        {
            content: "and everybody again",
            trigger: ".o_contact_timeline_extra:contains(Petras Payer)",
            run: "click",
        },
        {
            trigger: row("Ona Buyer"),
        },
        {
            content: "jump to a day long ago",
            trigger: ".o_contact_timeline_jump input",
            run: "edit 03/15/2024 && press Enter",
        },
        {
            content: "the history begins there",
            trigger: `.o_contact_timeline:not(:has(${row("Ona Buyer")})) ${row("Bill 10")}`,
        },
        {
            content: "back to today",
            trigger: ".o_contact_timeline_today",
            run: "click",
        },
        {
            trigger: row("Ona Buyer"),
        },
    ],
});
