import { beforeEach, describe, expect, test } from "@odoo/hoot";
import { click, queryAllTexts, queryFirst, scroll } from "@odoo/hoot-dom";
import { Deferred, animationFrame, mockDate } from "@odoo/hoot-mock";
import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import { ContactTimeline } from "@crm_customer360/contact_timeline/contact_timeline";
import { Component, useState, xml } from "@odoo/owl";
import { mockService, mountWithCleanup, onRpc } from "@web/../tests/web_test_helpers";

const NATURES = ["information", "inquiry", "complaint", "praise", "need", "marketing", "transaction"];
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
    static template = xml`<ContactTimeline t-if="state.partnerId" partnerId="state.partnerId" revision="state.revision"/>`;
    static components = { ContactTimeline };
    static props = {};
    state = useState({ partnerId: 1, revision: 7 });
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
    onRpc("res.partner", "search_read", () => []);
});

test("rows stand under their days", async () => {
    mockPages({
        cursor: false,
        rows: [
            makeRow({ date: "2026-11-24 07:00:00", channel: "meeting" }),
            makeRow(),
            makeRow({ date: "2026-11-17 07:00:00" }),
            makeRow({ date: "2026-10-13 12:00:00", all_day: true }),
        ],
    });
    await mountTimeline();
    expect.verifySteps([step()]);
    expect(queryAllTexts(".o_contact_timeline_heading")).toEqual([
        "Upcoming",
        "Today",
        "Tuesday, November 17",
        "October 2026",
    ]);
    expect(".o_contact_timeline_group[data-key=upcoming] [data-channel=meeting]").toHaveCount(1);
    expect(".o_contact_timeline [role='status']").toHaveText("4 entries shown");
});

test("a row of an earlier group finds its place", async () => {
    // the server sorts by UTC; a date without a time may fall on another day here
    mockDate("2026-11-19 12:00:00", -8);
    mockPages({
        cursor: false,
        rows: [
            makeRow({ date: "2026-11-18 12:00:00", all_day: true, title: "invoice of the 18th" }),
            makeRow({ date: "2026-11-18 07:00:00", title: "evening of the 17th" }),
            makeRow({ date: "2026-11-18 06:00:00", all_day: true, title: "another of the 18th" }),
        ],
    });
    await mountTimeline();
    expect.verifySteps([step()]);
    expect(".o_contact_timeline_heading").toHaveCount(2);
    expect(queryAllTexts(".o_contact_timeline_title")).toEqual([
        "invoice of the 18th",
        "another of the 18th",
        "evening of the 17th",
    ]);
});

test("a channel filters the rows, All shows them again", async () => {
    mockPages(
        { cursor: false, rows: [makeRow()] },
        { cursor: false, rows: [makeRow(), makeRow()] },
        { cursor: false, rows: [makeRow()] }
    );
    await mountTimeline();
    await click(".o_contact_timeline_chip[data-channel=order]");
    await animationFrame();
    expect(".o_contact_timeline_row").toHaveCount(2);
    await click(".o_contact_timeline_all");
    await animationFrame();
    expect.verifySteps([
        step(),
        step({ filters: { channels: ["order"], natures: NATURES } }),
        step(),
    ]);
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

test("a message posted beside the timeline appears without hiding the rows", async () => {
    const answer = new Deferred();
    mockPages({ cursor: false, rows: [makeRow()] }, answer);
    const parent = await mountParent();
    parent.state.revision = 8;
    await animationFrame();
    expect(".o_contact_timeline_row").toHaveCount(1);
    expect(".o_contact_timeline_skeleton").toHaveCount(0);
    answer.resolve({ cursor: false, rows: [makeRow(), makeRow()] });
    await animationFrame();
    expect(".o_contact_timeline_row").toHaveCount(2);
    expect.verifySteps([step(), step()]);
});

test("only the nearest coming rows are shown until asked for", async () => {
    const days = ["29", "28", "27", "26", "25"];
    mockPages({
        cursor: false,
        rows: [
            ...days.map((day) => makeRow({ date: `2026-11-${day} 07:00:00`, title: day })),
            makeRow({ title: "now" }),
        ],
    });
    await mountTimeline();
    expect.verifySteps([step()]);
    expect(queryAllTexts(".o_contact_timeline_title")).toEqual(["27", "26", "25", "now"]);
    expect(".o_contact_timeline_upcoming").toHaveText("Show 2 more");
    await click(".o_contact_timeline_upcoming");
    await animationFrame();
    expect(queryAllTexts(".o_contact_timeline_title")).toEqual([...days, "now"]);
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
