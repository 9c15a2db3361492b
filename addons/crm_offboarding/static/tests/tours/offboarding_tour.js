import { registry } from "@web/core/registry";

const tours = registry.category("web_tour.tours");
const state = (label) => `.o_statusbar_status .o_arrow_button_current:contains(${label})`;
const button = (label) => `.o_statusbar_buttons button:contains(${label})`;
const click = (content, trigger) => ({ content, trigger, run: "click" });
const tab = (name) => click(`open the page ${name}`, `.o_notebook_headers .nav-link[name=${name}]`);
const write = (name, text) => ({
    content: `fill in ${name}`,
    trigger: `.o_form_view [name=${name}] textarea`,
    run: `edit ${text}`,
});
/** Open the dialog of a step, fill it in, do it. */
const step = (label, ...fill) => [
    click(`${label}: open`, button(label)),
    ...fill,
    click(`${label}: do it`, ".modal button[name=action_apply]"),
    { content: `${label}: done`, trigger: "body:not(:has(.modal))" },
];
const because = { content: "say why", trigger: ".modal [name=note] textarea", run: "edit All of it was tried" };

tours.add("crm_offboarding_prepare", {
    steps: () => [
        click("a rule has found them", ".o_data_row:contains(Alfa):contains(2 of 3) button[name=action_take]"),
        click("begin", `.o_form_view:has(${state("Candidate")}) button[name=action_assess]`),
        {
            content: "it does not go on before the history was read",
            trigger: `.o_form_view:has([name=missing_words]:contains(Read the history)):not(:has(button[name=action_hear])) ${state("Assessment")}`,
        },
        click("the history was read", "button[name=action_read_history]"),
        click("hear them", "button[name=action_hear]"),
        { content: "it does not go on before they were heard", trigger: "[name=missing_words]:contains(not been heard)" },
        tab("hearing"),
        click("note what they say", "[name=hearing_ids] .o_field_x2many_list_row_add a, [name=hearing_ids] .o_field_x2many_list_row_add button"),
        {
            content: "the minutes",
            trigger: "[name=hearing_ids] .o_selected_row [name=text] textarea",
            run: "edit They want a machine we do not make",
        },
        click("leave the line", ".oe_title"),
        click("what was just written counts", "button[name=action_consider]"),
        { content: "there we are", trigger: state("Alternatives") },
        tab("alternatives"),
        write("none_possible", "Nobody makes it"),
        tab("legal"),
        write("legal_contract", "Thirty days"),
        write("legal_public", "None"),
        write("legal_dominance", "None"),
        ...step("Legal Check", because),
        click("ask for the decision", "button[name=action_submit]"),
        {
            content: "who prepared it can take it back, and not decide it",
            trigger: `.o_form_view:has(${state("Approval")}):has(${button("Withdraw")}):not(:has(${button("Approve")}))`,
        },
    ],
});

tours.add("crm_offboarding_decide", {
    steps: () => [
        ...step("Approve"),
        { content: "business is closed", trigger: state("Notice") },
        ...step("Serve Notice", click("by mail", ".modal [name=means] input[data-value=email]")),
        {
            content: "the settlement does not begin before the notice is over",
            trigger: ".o_form_view:not(:has(button[name=action_settle])) [name=missing_words]:contains(not over)",
        },
        { content: "the deadline says what it is", trigger: ".o-mail-Activity:contains(The notice ends)" },
        tab("letters"),
        { content: "the letter is there", trigger: "[name=letter_ids] .o_data_row:contains(End of our cooperation)" },
    ],
});

tours.add("crm_offboarding_part", {
    steps: () => [
        click("the notice is over", "button[name=action_settle]"),
        { content: "something is open", trigger: `.o_form_view:has(${state("Settlement")}) [name=missing_words]:contains(Call them)` },
        tab("settlement"),
        click("clear it", "[name=obligation_ids] .o_data_row:contains(Call them) button[name=action_clear]"),
        click("the end", "button[name=action_restrict]"),
        click("yes", ".modal .modal-footer .btn-primary"),
        { content: "it is over", trigger: `.o_form_view:has(${state("Restricted")}):has(${button("Won Back")})` },
    ],
});

tours.add("crm_offboarding_keep", {
    steps: () => [
        tab("alternatives"),
        click("offer something", "[name=offer_ids] .o_field_x2many_list_row_add a, [name=offer_ids] .o_field_x2many_list_row_add button"),
        {
            content: "self-service",
            trigger: "[name=offer_ids] .o_selected_row [name=alternative_id] input",
            run: "edit Self-service",
        },
        click("choose it", ".o-autocomplete--dropdown-item:contains(Self-service)"),
        click("their answer", "[name=offer_ids] .o_selected_row [name=answer] input"),
        click("they take it", ".o_select_menu_item:contains(Accepted)"),
        click("leave the line", ".oe_title"),
        ...step("Keep the Customer", because),
        { content: "they stay", trigger: state("Kept") },
    ],
});
