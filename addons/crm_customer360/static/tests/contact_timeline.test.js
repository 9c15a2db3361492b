import { beforeEach, describe, expect, test } from "@odoo/hoot";
import { click, edit, keyDown, keyUp, queryAllTexts, queryFirst, scroll } from "@odoo/hoot-dom";
import { Deferred, advanceTime, animationFrame, mockDate } from "@odoo/hoot-mock";
import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import { ContactTimeline } from "@crm_customer360/contact_timeline/contact_timeline";
import { Component, useState, xml } from "@odoo/owl";
import {
    makeServerError,
    mockService,
    mountWithCleanup,
    onRpc,
    serverState,
} from "@web/../tests/web_test_helpers";

const NATURES = ["information", "inquiry", "complaint", "praise", "transaction"];
const FACETS = { order: 200, email: 12 };

let nextId;

function makeRow(values = {}) {
    const id = nextId++;
    return {
        id,
        date: "2026-11-19 11:42:00",
        all_day: false,
        channel: "order",
        event: "order_confirmed",
        event_label: "Order confirmed",
        direction: "in",
        nature: "transaction",
        title: `S${String(id).padStart(5, "0")}`,
        preview: "",
        amount: false,
        currency: false,
        partner: { id: 1, name: "UAB Pavyzdys" },
        user: false,
        source: "sale.order",
        res_model: "sale.order",
        res_id: 1000 + id,
        ...values,
    };
}

/** Answers the calls with these pages in turn and notes their arguments as steps. */
function mockPages(...pages) {
    onRpc("crm.touchpoint", "timeline", ({ args, kwargs }) => {
        const { cursor, filters, limit } = kwargs;
        expect.step({ partner: args[0], cursor, limit, filters });
        return pages.shift();
    });
}

function step(values = {}) {
    return { partner: 1, cursor: false, limit: 40, filters: { natures: NATURES }, ...values };
}

async function mountTimeline() {
    await mountWithCleanup(ContactTimeline, { props: { partnerId: 1 } });
    await animationFrame();
}

/** A page that may show another customer, or none. */
class Parent extends Component {
    static template = xml`<ContactTimeline t-if="state.partnerId" partnerId="state.partnerId"/>`;
    static components = { ContactTimeline };
    static props = {};
    state = useState({ partnerId: 1 });
}

async function mountParent() {
    const parent = await mountWithCleanup(Parent);
    await animationFrame();
    return parent;
}

describe.current.tags("desktop");
defineMailModels();

// A Thursday, 14:00 in Vilnius.
beforeEach(() => {
    nextId = 1;
    mockDate("2026-11-19 12:00:00", +2);
    onRpc("crm.touchpoint", "facets", () => FACETS);
    onRpc("res.partner", "search_count", () => 2);
});

test("rows stand under their days with all a row tells", async () => {
    mockPages({
        cursor: false,
        rows: [
            makeRow({ date: "2026-11-24 07:00:00", channel: "meeting", event_label: "Meeting" }),
            makeRow({
                amount: 1234567,
                currency: "EUR",
                nature: "complaint",
                partner: { id: 2, name: "Ona Onaitė" },
                user: { id: 5, name: "Jonas Jonaitis" },
                preview: "we need the racks",
            }),
            makeRow({ date: "2026-10-13 00:00:00", all_day: true, amount: 12.5, currency: "EUR" }),
        ],
    });
    await mountTimeline();
    expect.verifySteps([step()]);
    expect(queryAllTexts(".o_contact_timeline_heading")).toEqual(["Upcoming", "Today", "October 2026"]);
    const row = ".o_contact_timeline_row[data-id='2']";
    expect(`${row} .fw-bold`).toHaveText("Order confirmed");
    expect(`${row} .o_contact_timeline_title`).toHaveText("S00002");
    expect(`${row} .o_contact_timeline_amount`).toHaveText(/^1,?234,?567\s€$/);
    expect(`${row} .badge`).toHaveText("Complaint");
    expect(`${row} .o_contact_timeline_preview`).toHaveText("we need the racks");
    expect(row).toHaveText(/From the customer.*Ona Onaitė · Jonas Jonaitis/s);
    expect(`${row} time`).toHaveText(/^1:42\sPM$/);
    expect(".o_contact_timeline_row[data-id='3'] .o_contact_timeline_amount").toHaveText(/^12\.50\s€$/);
    expect(".o_contact_timeline_row[data-id='3'] time").toHaveText("Oct 13");
    expect(".o_contact_timeline_row[data-id='3']").not.toHaveText(/UAB Pavyzdys/);
    expect(".o_contact_timeline [role='status']").toHaveText("3 entries shown");
});

test("a row of which only the date is known shows no time", async () => {
    mockPages({ cursor: false, rows: [makeRow({ date: "2026-11-19 00:00:00", all_day: true })] });
    await mountTimeline();
    expect.verifySteps([step()]);
    expect(".o_contact_timeline_heading").toHaveText("Today");
    expect("time").toHaveText("");
    expect("time").toHaveAttribute("datetime", "2026-11-19");
});

test("channels show counts, capped, and filter the rows", async () => {
    mockPages(
        { cursor: false, rows: [makeRow()] },
        { cursor: false, rows: [makeRow(), makeRow()] },
        { cursor: false, rows: [makeRow()] }
    );
    await mountTimeline();
    expect.verifySteps([step()]);
    expect(".o_contact_timeline_chip[data-channel=order]").toHaveText("Orders 200+");
    expect(".o_contact_timeline_chip[data-channel=email]").toHaveText("E-mails 12");
    expect(".o_contact_timeline_chip[data-channel]").toHaveCount(2);

    await click(".o_contact_timeline_chip[data-channel=order]");
    await animationFrame();
    expect.verifySteps([step({ filters: { channels: ["order"], natures: NATURES } })]);
    expect(".o_contact_timeline_chip[data-channel=order]").toHaveAttribute("aria-pressed", "true");
    expect(".o_contact_timeline_row").toHaveCount(2);

    await click(".o_contact_timeline_chip:first");
    await animationFrame();
    expect.verifySteps([step()]);
});

test("the menu filters by direction, period and system rows", async () => {
    const page = { cursor: false, rows: [makeRow()] };
    mockPages(page, page, page, page, page);
    await mountTimeline();
    await click(".o_contact_timeline_more");
    await animationFrame();
    await animationFrame();
    expect(".o_contact_timeline_person").toHaveCount(1);
    await click("[data-direction=in]");
    await animationFrame();
    await click("[data-period=days30]");
    await animationFrame();
    await click("[data-toggle-system]");
    await animationFrame();
    const filters = { directions: ["in"], date_from: "2026-10-20", date_to: "2026-11-19" };
    expect.verifySteps([
        step(),
        step({ filters: { directions: ["in"], natures: NATURES } }),
        step({ filters: { ...filters, natures: NATURES } }),
        step({ filters }),
    ]);
    expect(queryAllTexts(".o_contact_timeline_extra")).toEqual([
        "From the customer\nRemove this filter",
        "Last 30 days\nRemove this filter",
    ]);
    await click(".o_contact_timeline_extra:first");
    await animationFrame();
    expect.verifySteps([step({ filters: { date_from: "2026-10-20", date_to: "2026-11-19" } })]);
});

test("the search waits until the user stops typing", async () => {
    const page = { cursor: false, rows: [makeRow()] };
    mockPages(page, page);
    await mountTimeline();
    await click("input[type=search]");
    await edit("S00231");
    await advanceTime(200);
    expect.verifySteps([step()]);
    await advanceTime(200);
    await animationFrame();
    expect.verifySteps([step({ filters: { natures: NATURES, query: "S00231" } })]);
    expect("input[type=search]").toHaveValue("S00231");
});

test("facets leave the chosen channels out", async () => {
    onRpc("crm.touchpoint", "facets", ({ kwargs }) => {
        expect.step(kwargs.filters);
        return FACETS;
    });
    onRpc("crm.touchpoint", "timeline", () => ({ cursor: false, rows: [makeRow()] }));
    await mountTimeline();
    expect.verifySteps([{ natures: NATURES }]);
    await click(".o_contact_timeline_chip[data-channel=order]");
    await animationFrame();
    expect.verifySteps([]);
    await click(".o_contact_timeline_more");
    await animationFrame();
    await animationFrame();
    await click("[data-direction=out]");
    await animationFrame();
    expect.verifySteps([{ natures: NATURES, directions: ["out"] }]);
});

test("older pages are appended until the cursor ends", async () => {
    const rows = (count) => Array.from({ length: count }, () => makeRow());
    mockPages(
        { cursor: "a", rows: rows(40) },
        { cursor: "b", rows: rows(40) },
        { cursor: false, rows: rows(5) }
    );
    await mountTimeline();
    expect.verifySteps([step()]);
    expect(".o_contact_timeline_row").toHaveCount(40);
    // the list is far longer than its scroll area: nothing more is asked for by itself
    queryFirst(".o_contact_timeline_scroller").style.maxHeight = "200px";
    await animationFrame();
    expect(".o_contact_timeline_older").toHaveText("Load older");
    await click(".o_contact_timeline_older");
    await animationFrame();
    expect.verifySteps([step({ cursor: "a" })]);
    expect(".o_contact_timeline_row").toHaveCount(80);
    expect(".o_contact_timeline [role='status']").toHaveText("40 older entries added, 80 shown");
    await scroll(".o_contact_timeline_scroller", { y: 100_000 });
    await expect.waitForSteps([step({ cursor: "b" })]);
    await animationFrame();
    expect(".o_contact_timeline_row").toHaveCount(85);
    expect(".o_contact_timeline_older").toHaveCount(0);
    await scroll(".o_contact_timeline_scroller", { y: 0 });
    await scroll(".o_contact_timeline_scroller", { y: 100_000 });
    await animationFrame();
    expect.verifySteps([]);
});

test("an answer for an earlier filter or customer is ignored", async () => {
    const answers = { slow: new Deferred(), fast: new Deferred() };
    onRpc("crm.touchpoint", "timeline", ({ args, kwargs }) =>
        kwargs.filters.channels ? answers.fast : answers[args[0] === 1 ? "slow" : "other"]
    );
    await mountTimeline();
    expect(".o_contact_timeline_skeleton").toHaveCount(1);
    await click(".o_contact_timeline_chip[data-channel=email]");
    await animationFrame();
    answers.fast.resolve({ cursor: false, rows: [makeRow({ title: "newer" })] });
    await animationFrame();
    expect(".o_contact_timeline_title").toHaveText("newer");
    answers.slow.resolve({ cursor: false, rows: [makeRow({ title: "stale" }), makeRow()] });
    await animationFrame();
    expect(queryAllTexts(".o_contact_timeline_title")).toEqual(["newer"]);
});

test("another customer starts afresh and wins over the answer for the first", async () => {
    const answers = { 1: new Deferred(), 2: new Deferred() };
    onRpc("crm.touchpoint", "timeline", ({ args }) => answers[args[0]]);
    const parent = await mountParent();
    parent.state.partnerId = 2;
    await animationFrame();
    answers[2].resolve({ cursor: false, rows: [makeRow({ title: "second" })] });
    await animationFrame();
    answers[1].resolve({ cursor: false, rows: [makeRow({ title: "first" })] });
    await animationFrame();
    expect(queryAllTexts(".o_contact_timeline_title")).toEqual(["second"]);
});

test("an error says what happened and can be retried", async () => {
    let fail = true;
    onRpc("crm.touchpoint", "timeline", () => {
        if (fail) {
            throw makeServerError({ message: "The table is locked." });
        }
        return { cursor: false, rows: [makeRow()] };
    });
    await mountTimeline();
    expect(".o_contact_timeline_error[role=alert]").toHaveText(/could not be loaded.*The table is locked\./s);
    fail = false;
    await click(".o_contact_timeline_retry");
    await animationFrame();
    expect(".o_contact_timeline_error").toHaveCount(0);
    expect(".o_contact_timeline_row").toHaveCount(1);
});

test("an error while loading older rows keeps the rows", async () => {
    const rows = Array.from({ length: 40 }, () => makeRow());
    let failures = 0;
    onRpc("crm.touchpoint", "timeline", ({ kwargs }) => {
        if (kwargs.cursor && failures++ === 0) {
            throw makeServerError({ message: "Try later." });
        }
        return kwargs.cursor ? { cursor: false, rows: [makeRow()] } : { cursor: "a", rows };
    });
    await mountTimeline();
    await scroll(".o_contact_timeline_scroller", { y: 100_000 });
    await click(".o_contact_timeline_older");
    await animationFrame();
    expect(".o_contact_timeline_row").toHaveCount(40);
    expect(".o_contact_timeline_scroller [role=alert]").toHaveText(/Try later\./);
    await click(".o_contact_timeline_retry");
    await animationFrame();
    expect(".o_contact_timeline_row").toHaveCount(41);
});

test("an empty history says so and offers a message", async () => {
    mockPages({ cursor: false, rows: [] }, { cursor: false, rows: [makeRow()] });
    mockService("action", {
        doAction(action, options) {
            expect.step([action.res_model, action.context.default_res_ids]);
            options.onClose();
        },
    });
    await mountTimeline();
    expect.verifySteps([step()]);
    expect(".o_contact_timeline_empty").toHaveText(/will stand here/);
    await click(".o_contact_timeline_write");
    await animationFrame();
    expect.verifySteps([["mail.compose.message", [1]], step()]);
    expect(".o_contact_timeline_row").toHaveCount(1);
});

test("filters that match nothing can be cleared", async () => {
    mockPages({ cursor: false, rows: [makeRow()] }, { cursor: false, rows: [] }, { cursor: false, rows: [makeRow()] });
    await mountTimeline();
    await click(".o_contact_timeline_chip[data-channel=order]");
    await animationFrame();
    expect(".o_contact_timeline_empty").toHaveText(/Nothing matches these filters\./);
    await click(".o_contact_timeline_empty button");
    await animationFrame();
    expect(".o_contact_timeline_row").toHaveCount(1);
    expect.verifySteps([step(), step({ filters: { channels: ["order"], natures: NATURES } }), step()]);
});

test("only the nearest coming rows are shown until asked for", async () => {
    const days = ["29", "28", "27", "26", "25"];
    mockPages({
        cursor: false,
        rows: [...days.map((day) => makeRow({ date: `2026-11-${day} 07:00:00`, title: day })), makeRow({ title: "now" })],
    });
    await mountTimeline();
    expect.verifySteps([step()]);
    expect(queryAllTexts(".o_contact_timeline_title")).toEqual(["27", "26", "25", "now"]);
    expect(".o_contact_timeline_upcoming").toHaveText("Show 2 more");
    await click(".o_contact_timeline_upcoming");
    await animationFrame();
    expect(queryAllTexts(".o_contact_timeline_title")).toEqual([...days, "now"]);
});

test("a row is a link: a click opens its record, a click with Ctrl is the browser's", async () => {
    mockPages({ cursor: false, rows: [makeRow()] });
    mockService("action", {
        doAction({ type, res_model, res_id, views }) {
            expect.step({ type, res_model, res_id, views });
        },
    });
    await mountTimeline();
    expect.verifySteps([step()]);
    expect("a.o_contact_timeline_row").toHaveAttribute("href", "/odoo/sale.order/1001");
    await click("a.o_contact_timeline_row");
    expect.verifySteps([
        { type: "ir.actions.act_window", res_model: "sale.order", res_id: 1001, views: [[false, "form"]] },
    ]);
    const onClick = (ev) => {
        expect.step(ev.defaultPrevented ? "prevented" : "left to the browser");
        ev.preventDefault();
    };
    queryFirst(".o_contact_timeline_item").addEventListener("click", onClick);
    await keyDown("Control");
    await click("a.o_contact_timeline_row");
    await keyUp("Control");
    expect.verifySteps(["left to the browser"]);
});

test("a row about the contact on the screen is no link to itself", async () => {
    mockPages({
        cursor: false,
        rows: [
            makeRow({ res_model: "res.partner", res_id: 1, preview: "a note" }),
            makeRow({ res_model: "res.partner", res_id: 2 }),
        ],
    });
    await mountTimeline();
    expect.verifySteps([step()]);
    expect("a.o_contact_timeline_row").toHaveCount(1);
    expect(".o_contact_timeline_row:first").toHaveText(/a note/);
});

test("back from a record the user is where the row was", async () => {
    const rows = Array.from({ length: 60 }, () => makeRow());
    mockPages(
        { cursor: "a", rows: rows.slice(0, 40) },
        { cursor: false, rows: rows.slice(40) },
        { cursor: false, rows }
    );
    mockService("action", { doAction: () => expect.step("opened") });
    const parent = await mountParent();
    await click(".o_contact_timeline_older");
    await animationFrame();
    await click(".o_contact_timeline_row[data-id='55']");
    expect.verifySteps([step(), step({ cursor: "a" }), "opened"]);
    parent.state.partnerId = false;
    await animationFrame();
    expect(".o_contact_timeline").toHaveCount(0);
    parent.state.partnerId = 1;
    await animationFrame();
    await animationFrame();
    expect.verifySteps([step({ limit: 60 })]);
    expect(".o_contact_timeline_row[data-id='55']").toBeFocused();
});
