import { beforeEach, describe, expect, test } from "@odoo/hoot";
import { click, scroll } from "@odoo/hoot-dom";
import { animationFrame, mockDate } from "@odoo/hoot-mock";
import { ContactTimeline } from "@crm_customer360/contact_timeline/contact_timeline";
import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import {
    makeServerError,
    mockService,
    mountWithCleanup,
    onRpc,
} from "@web/../tests/web_test_helpers";

let nextId;

function makeRow() {
    const id = nextId++;
    return {
        id,
        date: "2026-11-19 11:42:00",
        all_day: false,
        channel: "order",
        event: "order",
        event_label: "Order confirmed",
        direction: "in",
        nature: "transaction",
        title: `S${id}`,
        preview: "",
        amount: false,
        currency: false,
        partner: { id: 1, name: "UAB Pavyzdys" },
        user: false,
        source: "sale.order",
        res_model: "sale.order",
        res_id: id,
    };
}

/** Answers the calls with these pages in turn and notes the channels asked for as steps. */
function mockPages(...pages) {
    onRpc("crm.touchpoint", "timeline", ({ kwargs }) => {
        expect.step(kwargs.filters.channels || "all channels");
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
    onRpc("crm.touchpoint", "facets", () => ({ order: 3 }));
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
    expect(".o_contact_timeline_error[role=alert]").toHaveText(
        /could not be loaded.*The table is locked\./s
    );
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
    expect.verifySteps(["all channels"]);
    expect(".o_contact_timeline_empty").toHaveText(/will stand here/);
    await click(".o_contact_timeline_write");
    await animationFrame();
    expect.verifySteps([["mail.compose.message", [1]], "all channels"]);
    expect(".o_contact_timeline_row").toHaveCount(1);
});

test("filters that match nothing can be cleared", async () => {
    mockPages(
        { cursor: false, rows: [makeRow()] },
        { cursor: false, rows: [] },
        { cursor: false, rows: [makeRow()] }
    );
    await mountTimeline();
    await click(".o_contact_timeline_chip[data-channel=order]");
    await animationFrame();
    expect(".o_contact_timeline_empty").toHaveText(/Nothing matches these filters\./);
    await click(".o_contact_timeline_empty button");
    await animationFrame();
    expect(".o_contact_timeline_row").toHaveCount(1);
    expect.verifySteps(["all channels", ["order"], "all channels"]);
});

test("counts that failed can be asked for again", async () => {
    let fail = true;
    mockPages({ cursor: false, rows: [makeRow()] });
    onRpc("crm.touchpoint", "facets", () => {
        if (fail) {
            throw makeServerError({ message: "Too busy." });
        }
        return { order: 3 };
    });
    await mountTimeline();
    expect(".o_contact_timeline_row").toHaveCount(1);
    fail = false;
    await click(".o_contact_timeline_chip[title='Too busy.']");
    await animationFrame();
    expect(".o_contact_timeline_chip[data-channel=order]").toHaveText("Orders 3");
    expect.verifySteps(["all channels"]);
});
