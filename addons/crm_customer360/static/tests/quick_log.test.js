import { beforeEach, describe, expect, test } from "@odoo/hoot";
import { click, edit, fill, press, queryFirst } from "@odoo/hoot-dom";
import { Deferred, animationFrame, mockDate } from "@odoo/hoot-mock";
import { Component, useState, xml } from "@odoo/owl";
import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import { QuickLog } from "@crm_customer360/quick_log/quick_log";
import { ConnectionLostError } from "@web/core/network/rpc";
import {
    makeServerError,
    mockService,
    mountWithCleanup,
    onRpc,
} from "@web/../tests/web_test_helpers";

class Parent extends Component {
    static template = xml`<QuickLog partnerId="state.partnerId" onDone="() => this.props.onDone()"/>`;
    static components = { QuickLog };
    static props = { onDone: Function };
    state = useState({ partnerId: 1 });
}

async function mountLog() {
    const parent = await mountWithCleanup(Parent, {
        props: { onDone: () => expect.step("done") },
    });
    await animationFrame();
    return parent;
}

/** Notes the rows that are sent, but for their references, which are collected. */
function mockLog(answer = () => [7]) {
    const refs = [];
    onRpc("crm.touchpoint", "log", ({ args }) => {
        const [{ external_ref: ref, ...row }] = args[0];
        refs.push(ref);
        expect.step(row);
        return answer();
    });
    return refs;
}

const row = (values) => ({
    partner_id: 1,
    channel: "call",
    direction: "in",
    nature: "information",
    name: "Asked for racks",
    external_system: "quick_log",
    ...values,
});

async function open(channel = "call") {
    await click(`[data-log-channel=${channel}]`);
    await animationFrame();
}

async function save() {
    await click(".o_quick_log_save");
    await animationFrame();
}

describe.current.tags("desktop");
defineMailModels();

beforeEach(() => {
    mockDate("2026-11-19 12:00:00", +2);
    onRpc("crm.contact.log", "has_access", () => true);
    onRpc("res.partner", "search_count", () => 1);
});

test("who may not log sees nothing", async () => {
    onRpc("crm.contact.log", "has_access", () => false);
    await mountLog();
    expect(".o_quick_log").toHaveCount(0);
});

test("one click, one line and Enter", async () => {
    mockLog();
    await mountLog();
    expect(".o_quick_log_entry").toHaveCount(0);
    await open();
    expect(".o_quick_log_line").toBeFocused();
    await fill("Asked for racks");
    await press("Enter");
    await animationFrame();
    expect.verifySteps([row(), "done"]);
    expect(".o_quick_log_entry").toHaveCount(0);
    expect(".o_quick_log_done").toHaveText("Logged: Phone");
    expect("[data-log-channel=call]").toBeFocused();
});

test("another channel, direction and nature keep the line", async () => {
    mockLog();
    await mountLog();
    await open();
    await fill("Asked for racks");
    await open("visit");
    expect("[data-log-direction=out]").toHaveAttribute("aria-pressed", "true");
    await click("[data-log-direction=in]");
    await click("[data-log-nature=complaint]");
    await animationFrame();
    await save();
    expect.verifySteps([row({ channel: "visit", nature: "complaint" }), "done"]);
});

test("a need has what, when and how much", async () => {
    mockLog();
    await mountLog();
    await open();
    await fill("Asked for racks");
    expect(".o_quick_log_need").toHaveCount(0);
    await click("[data-log-nature=need]");
    await animationFrame();
    await click(".o_quick_log_what");
    await edit("Racks");
    await click(".o_quick_log_quantity");
    await edit("a few");
    await save();
    expect(".o_quick_log_error").toHaveText("“a few” is no number.");
    await click(".o_quick_log_quantity");
    await edit("20");
    await click(".o_quick_log_value");
    await edit("5,000.50");
    await press("Enter");
    await animationFrame();
    expect.verifySteps([
        row({ nature: "need", need_what: "Racks", need_quantity: 20, need_value: 5000.5 }),
        "done",
    ]);
});

test("what was typed into a need does not go with another nature", async () => {
    mockLog();
    await mountLog();
    await open();
    await fill("Asked for racks");
    await click("[data-log-nature=need]");
    await animationFrame();
    await click(".o_quick_log_quantity");
    await edit("a few");
    await click("[data-log-nature=information]");
    await animationFrame();
    await save();
    expect.verifySteps([row(), "done"]);
});

test("follow-up tomorrow, in a week, or none after all", async () => {
    mockLog();
    await mountLog();
    for (const [clicks, followup] of [
        [["tomorrow"], { date: "2026-11-20" }],
        [["tomorrow", "week"], { date: "2026-11-26" }],
        [["week", "week"], false],
    ]) {
        await open();
        await fill("Asked for racks");
        for (const value of clicks) {
            await click(`[data-log-followup=${value}]`);
            await animationFrame();
        }
        await save();
        expect.verifySteps([row(followup ? { followup } : {}), "done"]);
    }
});

test("a follow-up on a day needs the day", async () => {
    await mountLog();
    await open();
    await fill("Asked for racks");
    await click("[data-log-followup=date]");
    await animationFrame();
    await save();
    expect(".o_quick_log_error").toHaveText("Choose the day of the follow-up.");
});

test("back-dated", async () => {
    mockLog();
    await mountLog();
    await open();
    await fill("Asked for racks");
    await click(".o_quick_log_when");
    await animationFrame();
    await click(".o_quick_log_date");
    await animationFrame();
    await edit("11/17/2026 10:30:00", { confirm: "Enter" });
    await animationFrame();
    expect.verifySteps([]);
    await save();
    expect.verifySteps([row({ date: "2026-11-17 08:30:00" }), "done"]);
});

test("a contact of the company", async () => {
    onRpc("res.partner", "search_count", ({ args, kwargs }) => {
        expect.step({ domain: args[0], limit: kwargs.limit });
        return 2;
    });
    await mountLog();
    await open();
    await animationFrame();
    expect.verifySteps([{ domain: [["id", "child_of", 1]], limit: 2 }]);
    expect(".o_quick_log_contact input").toHaveAttribute("placeholder", "With whom?");
});

test("an empty line is not sent", async () => {
    mockLog();
    await mountLog();
    await open();
    await fill("   ");
    await press("Enter");
    await animationFrame();
    expect(".o_quick_log_error").toHaveText("Write one line: what was it about?");
    expect(".o_quick_log_line").toBeFocused();
    expect.verifySteps([]);
});

test("a refusal stands beside what was typed, and the next try is the same entry", async () => {
    let refuse = true;
    const refs = mockLog(() => {
        if (refuse) {
            throw makeServerError({ message: "The customer belongs to another company." });
        }
        return [7];
    });
    await mountLog();
    await open();
    await fill("Asked for racks");
    await press("Enter");
    await animationFrame();
    expect(".o_quick_log_error").toHaveText("The customer belongs to another company.");
    expect(".o_quick_log_line").toHaveValue("Asked for racks");
    refuse = false;
    await save();
    expect.verifySteps([row(), row(), "done"]);
    expect(refs[0]).toBe(refs[1]);
    await open();
    await fill("Asked for racks");
    await save();
    expect.verifySteps([row(), "done"]);
    expect(refs[2]).not.toBe(refs[0]);
});

test("without a connection", async () => {
    mockService("orm", {
        silent: {
            searchCount: async () => 1,
            call: async () => {
                throw new ConnectionLostError("/web/dataset/call_kw");
            },
        },
    });
    await mountLog();
    await open();
    await fill("Asked for racks");
    await press("Enter");
    await animationFrame();
    expect(".o_quick_log_error").toHaveText(
        "The server cannot be reached. What you wrote is still here: save it again."
    );
    expect(".o_quick_log_line").toHaveValue("Asked for racks");
    expect(".o_quick_log_save").toBeEnabled();
});

test("a second Enter while it is saved sends nothing", async () => {
    const answer = new Deferred();
    mockLog(() => answer);
    await mountLog();
    await open();
    await fill("Asked for racks");
    await press("Enter");
    await press("Enter");
    await animationFrame();
    expect(".o_quick_log_save").not.toBeEnabled();
    answer.resolve([7]);
    await animationFrame();
    await animationFrame();
    expect.verifySteps([row(), "done"]);
});

test("Escape folds the line, and it is there again", async () => {
    await mountLog();
    await open();
    await fill("Asked for racks");
    await press("Escape");
    await animationFrame();
    expect(".o_quick_log_entry").toHaveCount(0);
    expect("[data-log-channel=call]").toBeFocused();
    await open("letter");
    expect(".o_quick_log_line").toHaveValue("Asked for racks");
});

test("another customer begins with an empty line", async () => {
    const parent = await mountLog();
    await open();
    await fill("Asked for racks");
    parent.state.partnerId = 2;
    await animationFrame();
    expect(".o_quick_log_entry").toHaveCount(0);
    await open();
    expect(queryFirst(".o_quick_log_line").value).toBe("");
});
