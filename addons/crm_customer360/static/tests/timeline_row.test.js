import { beforeEach, describe, expect, test } from "@odoo/hoot";
import { click, keyDown, keyUp, queryFirst } from "@odoo/hoot-dom";
import { animationFrame, mockDate } from "@odoo/hoot-mock";
import { TimelineRow } from "@crm_customer360/contact_timeline/timeline_row";
import { dateGroup, rowDate } from "@crm_customer360/contact_timeline/timeline_dates";
import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import { mountWithCleanup, onRpc } from "@web/../tests/web_test_helpers";

const ORDER = {
    id: 5,
    date: "2026-11-19 11:42:00",
    all_day: false,
    channel: "order",
    event: "order",
    event_label: "Order confirmed",
    direction: "in",
    nature: "transaction",
    title: "S00231",
    preview: "",
    amount: false,
    currency: false,
    partner: { id: 1, name: "UAB Pavyzdys" },
    user: false,
    source: "sale.order",
    res_model: "sale.order",
    res_id: 231,
};

/** Mounts the row of a customer with the id 1. */
async function mountRow(values = {}) {
    const row = { ...ORDER, ...values };
    row.date = rowDate(row);
    row.heading = dateGroup(row.date);
    const onOpen = ({ res_model, res_id }) => expect.step(`${res_model} ${res_id}`);
    await mountWithCleanup(TimelineRow, { props: { row, partnerId: 1, onOpen } });
}

describe.current.tags("desktop");
defineMailModels();

// A Thursday, 14:00 in Vilnius.
beforeEach(() => mockDate("2026-11-19 12:00:00", +2));

test("a row tells what, how much, who and when", async () => {
    await mountRow({
        amount: 1234567,
        currency: "EUR",
        preview: "we need the racks",
        partner: { id: 2, name: "Ona Onaitė" },
        user: { id: 7, name: "Jonas Jonaitis" },
    });
    expect(".o_contact_timeline_body").toHaveText(
        /^Order confirmed · S00231 · 1,?234,?567\s€\nwe need the racks/
    );
    expect(".o_contact_timeline_body").toHaveText(
        /From the customer\s*Ona Onaitė · Jonas Jonaitis$/
    );
    expect(".o_contact_timeline_icon i").toHaveClass("fa-shopping-cart");
    expect("time").toHaveText(/^1:42\sPM$/);
    expect("time").toHaveAttribute("datetime", "2026-11-19T13:42:00.000+02:00");
});

test("the customer's own name is not repeated", async () => {
    await mountRow();
    expect(".o_contact_timeline_row").not.toHaveText(/UAB Pavyzdys/);
});

test("a date without a time shows no time", async () => {
    await mountRow({ date: "2026-11-19 12:00:00", all_day: true });
    expect("time").toHaveText("");
    expect("time").toHaveAttribute("datetime", "2026-11-19");
});

test("cents are shown when there are some", async () => {
    await mountRow({ amount: -12.5, currency: "EUR" });
    expect(".o_contact_timeline_amount").toHaveText(/^-12\.50\s€$/);
});

test("an amount in a currency that is not active keeps its code", async () => {
    await mountRow({ amount: 7, currency: "LTL" });
    expect(".o_contact_timeline_amount").toHaveText(/^7\sLTL$/);
});

test("no amount is not an amount of zero", async () => {
    await mountRow({ amount: 0, currency: "USD" });
    expect(".o_contact_timeline_amount").toHaveText(/^\$\s0$/);
});

test("a complaint carries a badge, a transaction none", async () => {
    await mountRow({ nature: "complaint" });
    expect(".badge").toHaveText("Complaint");
    await mountRow();
    expect(".badge").toHaveCount(1);
    await mountRow({ nature: "need" });
    expect(".badge:last").toHaveText("Need");
});

test("a channel nobody described is shown too", async () => {
    await mountRow({ channel: "telex", direction: "internal" });
    expect(".o_contact_timeline_icon").toHaveAttribute("title", "telex");
    expect(".o_contact_timeline_body").toHaveText(/Internal$/);
});

test("a click opens the record, a click with Ctrl is the browser's", async () => {
    await mountRow();
    expect("a.o_contact_timeline_row").toHaveAttribute("href", "/odoo/sale.order/231");
    queryFirst("a.o_contact_timeline_row").parentElement.addEventListener("click", (ev) => {
        expect.step(ev.defaultPrevented ? "prevented" : "left to the browser");
        ev.preventDefault();
    });
    await click("a.o_contact_timeline_row");
    expect.verifySteps(["sale.order 231", "prevented"]);
    await keyDown("Control");
    await click("a.o_contact_timeline_row");
    await keyUp("Control");
    expect.verifySteps(["left to the browser"]);
});

test("a row about the customer on the screen is no link to itself", async () => {
    onRpc("crm.touchpoint", "content", () => ({ html: "<p>Hello</p>", attachments: [], fields: [] }));
    await mountRow({ res_model: "res.partner", res_id: 1 });
    expect("a.o_contact_timeline_row").toHaveCount(0);
    await click(".o_contact_timeline_row");
    await animationFrame();
    await animationFrame();
    expect(".o_contact_timeline_words").toHaveText("Hello");
    expect.verifySteps([]);
});
