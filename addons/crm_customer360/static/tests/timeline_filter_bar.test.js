import { describe, expect, test } from "@odoo/hoot";
import { click, edit, press, queryAllTexts } from "@odoo/hoot-dom";
import { advanceTime, animationFrame, mockDate } from "@odoo/hoot-mock";
import { TimelineFilterBar } from "@crm_customer360/contact_timeline/timeline_filter_bar";
import { emptyFilters } from "@crm_customer360/contact_timeline/timeline_filters";
import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import { Component, useState, xml } from "@odoo/owl";
import { mountWithCleanup, onRpc } from "@web/../tests/web_test_helpers";

/** Holds the filters as the timeline does and notes each change as a step. */
class Holder extends Component {
    static template = xml`
        <TimelineFilterBar partnerId="1" filters="state.filters" facets="state.facets" facetsError="state.facetsError"
            onChange.bind="onChange" onClear="() => this.step('clear')" onRetryFacets="() => this.step('retry')"/>
    `;
    static components = { TimelineFilterBar };
    static props = {};

    setup() {
        this.state = useState({
            filters: emptyFilters(),
            facets: { order: 200, telex: 1, email: 12 },
            facetsError: "",
        });
    }

    onChange(changes) {
        expect.step(changes);
        this.state.filters = { ...this.state.filters, ...changes };
    }

    step(name) {
        expect.step(name);
    }
}

const chip = (name) => `.o_contact_timeline_chip[data-channel=${name}]`;

const CONTACTS = ["UAB Pavyzdys", "Ona Onaitė", "Petras", "Rasa", "Saulė", "Tomas", "Ugnė", "Vytas", "Zita"].map(
    (name, index) => ({ id: index + 1, name })
);

async function openMenu(contacts = 2) {
    onRpc("res.partner", "search_read", () => CONTACTS.slice(0, contacts));
    await click(".o_contact_timeline_more");
    await animationFrame();
    await animationFrame();
}

describe.current.tags("desktop");
defineMailModels();

test("channels stand in their order with counts, 200 meaning 200 or more", async () => {
    await mountWithCleanup(Holder);
    expect(queryAllTexts(".o_contact_timeline_chip[data-channel]")).toEqual([
        "E-mails 12",
        "Orders 200+",
        "telex 1",
    ]);
    expect(".o_contact_timeline_all").toHaveAttribute("aria-pressed", "true");
    expect(".o_contact_timeline_clear").toHaveCount(0);
});

test("channels are chosen, several at once, and dropped", async () => {
    const holder = await mountWithCleanup(Holder);
    await click(chip("order"));
    await animationFrame();
    expect(chip("order")).toHaveAttribute("aria-pressed", "true");
    expect(".o_contact_timeline_all").toHaveAttribute("aria-pressed", "false");
    await click(chip("email"));
    await animationFrame();
    await click(chip("order"));
    await animationFrame();
    expect.verifySteps([
        { channels: ["order"] },
        { channels: ["order", "email"] },
        { channels: ["email"] },
    ]);
    // a chosen channel without rows must stay in reach
    holder.state.facets = {};
    await animationFrame();
    expect(chip("email")).toHaveText("E-mails 0");
    await click(".o_contact_timeline_all");
    expect.verifySteps([{ channels: [] }]);
});

test("the menu filters by direction, nature and period, and shows what is set", async () => {
    await mountWithCleanup(Holder);
    await openMenu();
    await click("[data-direction=in]");
    await animationFrame();
    await animationFrame();
    expect("[data-direction=in]").toHaveClass("selected");
    expect("[data-direction=in]").toHaveAttribute("aria-checked", "true");
    await click("[data-period=days30]");
    await click("[data-nature=need]");
    await animationFrame();
    await animationFrame();
    expect("[data-nature=need]").toHaveAttribute("aria-checked", "true");
    expect(queryAllTexts(".o_contact_timeline_extra_label")).toEqual([
        "From the customer",
        "Last 30 days",
        "Need",
    ]);
    await click("[data-direction=in]");
    expect.verifySteps([
        { direction: "in" },
        { period: "days30" },
        { nature: "need" },
        { direction: false },
    ]);
});

test("what the menu set can be removed without it", async () => {
    const holder = await mountWithCleanup(Holder);
    holder.state.filters = { ...emptyFilters(), direction: "out", period: "year" };
    await animationFrame();
    await click(".o_contact_timeline_extra:contains(This year)");
    await animationFrame();
    await click(".o_contact_timeline_extra");
    expect.verifySteps([{ period: false }, { direction: false }]);
});

test("dates from and to: typing Enter keeps the choice", async () => {
    mockDate("2026-11-19 12:00:00", +2);
    await mountWithCleanup(Holder);
    await openMenu();
    await click("[data-period=custom]");
    await animationFrame();
    await animationFrame();
    await click(".o_contact_timeline_dates input:first");
    await edit("10/01/2026", { confirm: "enter" });
    await animationFrame();
    expect.verifySteps([{ period: "custom" }, { dateFrom: luxon.DateTime.local(2026, 10, 1) }]);
    await animationFrame();
    expect(".o_contact_timeline_extra_label").toHaveText("Oct 1 –");
    await press("Escape");
    await animationFrame();
    expect(".o_contact_timeline_menu").toHaveCount(0);
});

test("a contact of the company is chosen from their list, dropped by choosing again", async () => {
    await mountWithCleanup(Holder);
    await openMenu(2);
    expect(queryAllTexts("[data-person]")).toEqual(["UAB Pavyzdys", "Ona Onaitė"]);
    await click("[data-person='2']");
    await animationFrame();
    await animationFrame();
    expect("[data-person='2']").toHaveAttribute("aria-checked", "true");
    expect(".o_contact_timeline_extra_label").toHaveText("Ona Onaitė");
    await click("[data-person='2']");
    await animationFrame();
    expect.verifySteps([{ person: 2 }, { person: false }]);
});

test("who has no contacts is offered none, of many one is searched for", async () => {
    await mountWithCleanup(Holder);
    await openMenu(1);
    expect("[data-person]").toHaveCount(0);
    expect(".o_contact_timeline_person").toHaveCount(0);
    expect(".o_contact_timeline_user").toHaveCount(1);
    await press("Escape");
    await animationFrame();
    await openMenu(9);
    expect("[data-person]").toHaveCount(0);
    expect(".o_contact_timeline_person").toHaveCount(1);
});

test("of many channels the fullest and the chosen are shown, the others one click away", async () => {
    const holder = await mountWithCleanup(Holder);
    const names = ["email", "call", "meeting", "visit", "activity", "chat", "sms", "letter", "order", "telex"];
    holder.state.facets = Object.fromEntries(names.map((name, index) => [name, 20 - index]));
    holder.state.filters = { ...emptyFilters(), channels: ["telex"] };
    await animationFrame();
    expect(".o_contact_timeline_chip[data-channel]").toHaveCount(8);
    expect(chip("telex")).toHaveCount(1);
    expect(chip("order")).toHaveCount(0);
    expect(".o_contact_timeline_all_channels").toHaveText("2 more channels");
    await click(".o_contact_timeline_all_channels");
    await animationFrame();
    expect(".o_contact_timeline_chip[data-channel]").toHaveCount(10);
    expect(".o_contact_timeline_all_channels").toHaveCount(0);
});

test("the search waits until the user stops typing; Enter does not wait", async () => {
    await mountWithCleanup(Holder);
    await click("input[type=search]");
    await edit("S00231");
    await advanceTime(200);
    expect.verifySteps([]);
    await advanceTime(200);
    expect.verifySteps([{ query: "S00231" }]);
    await edit("S00232", { confirm: "enter" });
    expect.verifySteps([{ query: "S00232" }]);
    await advanceTime(1000);
    expect.verifySteps([]);
    await animationFrame();
    await click(".o_contact_timeline_clear");
    expect.verifySteps(["clear"]);
});

test("channels without counts say that counting failed", async () => {
    const holder = await mountWithCleanup(Holder);
    holder.state.facetsError = "Too busy.";
    await animationFrame();
    expect(chip("email")).toHaveText("E-mails");
    await click(".o_contact_timeline_chip[title='Too busy.']");
    expect.verifySteps(["retry"]);
});
