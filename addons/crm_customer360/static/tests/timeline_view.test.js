import { beforeEach, describe, expect, test } from "@odoo/hoot";
import { click, edit, queryAllTexts } from "@odoo/hoot-dom";
import { Deferred, animationFrame, mockDate } from "@odoo/hoot-mock";
import { ContactTimeline } from "@crm_customer360/contact_timeline/contact_timeline";
import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import { mountWithCleanup, onRpc } from "@web/../tests/web_test_helpers";
import { browser } from "@web/core/browser/browser";

let nextId;

function mail(title, day, values = {}) {
    const id = nextId++;
    return {
        id,
        date: `2026-11-${day} 08:00:00`,
        all_day: false,
        channel: "email",
        event: "received",
        event_label: "E-mail received",
        direction: "in",
        nature: "information",
        title,
        preview: "",
        amount: false,
        currency: false,
        partner: { id: 1, name: "UAB Pavyzdys" },
        user: false,
        source: "mail.message",
        key_id: id,
        res_model: "sale.order",
        res_id: 7,
        ...values,
    };
}

/** Answers with these pages in turn and notes the last day asked for, and the kind of natures. */
function mockPages(...pages) {
    onRpc("crm.touchpoint", "timeline", ({ kwargs: { filters } }) => {
        expect.step([filters.date_to || "today", filters.natures ? "people" : "all"]);
        return pages.shift();
    });
}

async function mountTimeline() {
    await mountWithCleanup(ContactTimeline, { props: { partnerId: 1 } });
    await animationFrame();
}

describe.current.tags("desktop");
defineMailModels();

beforeEach(() => {
    nextId = 1;
    mockDate("2026-11-19 12:00:00", +2);
    onRpc("crm.touchpoint", "facets", ({ kwargs: { filters } }) => {
        expect.step(["facets", filters.date_to || "no end"]);
        return { email: 3 };
    });
});

test("a conversation is one row, unfolded and folded by a button", async () => {
    mockPages({ cursor: false, rows: [mail("Re: Racks", 19), mail("Racks", 18, { nature: "complaint" })] });
    await mountTimeline();
    expect(".o_contact_timeline_row").toHaveCount(1);
    expect(".o_contact_timeline_unfold").toHaveText(/1 more message of this conversation\s*Complaint/);
    await click(".o_contact_timeline_unfold");
    await animationFrame();
    expect(queryAllTexts(".o_contact_timeline_title")).toEqual(["Re: Racks", "Racks"]);
    expect(".o_contact_timeline_more_rows time").toHaveText("Nov 18");
    await click(".o_contact_timeline_unfold");
    await animationFrame();
    expect(".o_contact_timeline_row").toHaveCount(1);
    expect.verifySteps([
        ["today", "people"],
        ["facets", "no end"],
    ]);
});

test("a conversation that goes on with the next page stays open and grows", async () => {
    // the list is short: the next page is asked for by itself
    const next = new Deferred();
    mockPages({ cursor: "a", rows: [mail("Re: Racks", 19), mail("Racks", 18)] }, next);
    await mountTimeline();
    await click(".o_contact_timeline_unfold");
    await animationFrame();
    next.resolve({ cursor: false, rows: [mail("Racks", 17), mail("Other", 16, { res_id: 8 })] });
    await animationFrame();
    expect(queryAllTexts(".o_contact_timeline_title")).toEqual(["Re: Racks", "Racks", "Racks", "Other"]);
    expect(".o_contact_timeline_unfold").toHaveText("2 more messages of this conversation");
    expect.verifySteps([
        ["today", "people"],
        ["facets", "no end"],
        ["today", "people"],
    ]);
});

test("grouping is switched off and on, and remembered", async () => {
    mockPages({ cursor: false, rows: [mail("Re: Racks", 19), mail("Racks", 18)] });
    await mountTimeline();
    await click(".o_contact_timeline_conversations");
    await animationFrame();
    expect(".o_contact_timeline_conversations").toHaveAttribute("aria-pressed", "false");
    expect(".o_contact_timeline_row").toHaveCount(2);
    const [key] = Object.keys(browser.localStorage).filter((name) => name.includes("conversations"));
    expect(browser.localStorage.getItem(key)).toBe("no");
    // nothing was asked of the server
    expect.verifySteps([
        ["today", "people"],
        ["facets", "no end"],
    ]);
    mockPages({ cursor: false, rows: [mail("Re: Racks", 19), mail("Racks", 18)] });
    await mountTimeline();
    expect(".o_contact_timeline_conversations:last").toHaveAttribute("aria-pressed", "false");
    expect.verifySteps([
        ["today", "people"],
        ["facets", "no end"],
    ]);
});

test("system entries are one click away", async () => {
    mockPages({ cursor: false, rows: [mail("a", 19)] }, { cursor: false, rows: [mail("a", 19)] });
    await mountTimeline();
    await click("[data-toggle-system]");
    await animationFrame();
    expect("[data-toggle-system]").toHaveAttribute("aria-pressed", "true");
    expect.verifySteps([
        ["today", "people"],
        ["facets", "no end"],
        ["today", "all"],
        ["facets", "no end"],
    ]);
});

test("a jump to a day loads the history from there on, and back", async () => {
    mockPages(
        { cursor: false, rows: [mail("new", 19)] },
        { cursor: false, rows: [mail("old", "02")] },
        { cursor: false, rows: [mail("new", 19)] }
    );
    await mountTimeline();
    await click(".o_contact_timeline_jump input");
    await edit("11/05/2026", { confirm: "enter" });
    await animationFrame();
    await animationFrame();
    expect(".o_contact_timeline_title").toHaveText("old");
    expect(".o_contact_timeline_today").toHaveText(/^Up to Nov 5\s*Back to today$/);
    // it hides nothing: no filter to clear
    expect(".o_contact_timeline_clear").toHaveCount(0);
    await click(".o_contact_timeline_today");
    await animationFrame();
    expect(".o_contact_timeline_title").toHaveText("new");
    expect.verifySteps([
        ["today", "people"],
        ["facets", "no end"],
        ["2026-11-05", "people"],
        ["today", "people"],
    ]);
});

test("a day before everything says so and leads back", async () => {
    mockPages({ cursor: false, rows: [mail("new", 19)] }, { cursor: false, rows: [] });
    await mountTimeline();
    await click(".o_contact_timeline_jump input");
    await edit("01/05/2020", { confirm: "enter" });
    await animationFrame();
    await animationFrame();
    expect(".o_contact_timeline_empty").toHaveText("Nothing happened up to this day.");
    expect(".o_contact_timeline_today").toHaveCount(1);
    expect.verifySteps([
        ["today", "people"],
        ["facets", "no end"],
        ["2020-01-05", "people"],
    ]);
});
