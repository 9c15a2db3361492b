import { describe, expect, test } from "@odoo/hoot";
import { click, queryAllTexts } from "@odoo/hoot-dom";
import { animationFrame } from "@odoo/hoot-mock";
import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import { makeServerError, mountWithCleanup, onRpc, patchWithCleanup } from "@web/../tests/web_test_helpers";
import { browser } from "@web/core/browser/browser";
import { ConsentPanel } from "@crm_customer360/consent/consent_panel";
import { ConsentTool } from "@crm_customer360/consent/consent_tool";
import { CustomerPanels } from "@crm_customer360/customer_page/customer_page_cards";

describe.current.tags("desktop");
defineMailModels();

const SMS = { channel: "sms", label: "SMS", tone: "danger", text: "Objected", allowed: false };

function summary(values = {}) {
    const purpose = { by_channel: true, basis: "Legitimate interest", binding: false, channels: [], allowed: true };
    return {
        can_record: true,
        purposes: [
            { ...purpose, code: "marketing", name: "News", tone: "success", text: "Agreed", channels: [SMS] },
            { ...purpose, code: "service", name: "Orders", tone: "muted", text: "Needed", binding: true },
        ],
        limit: { count: 2, days: 30, over: false },
        ...values,
    };
}

function serve(values) {
    onRpc("res.partner", "consent_summary", ({ args }) => {
        expect.step(["summary", ...args]);
        return summary(values);
    });
    onRpc("crm.consent", "record", ({ args }) => {
        expect.step(["record", args[0]]);
        return [7];
    });
    onRpc("has_access", () => true);
}

function row(channel, state) {
    return { partner_id: 4, purpose: "marketing", channel, state, source: "phone" };
}

test("says in words where the contact stands; two clicks write an objection down", async () => {
    serve();
    await mountWithCleanup(ConsentPanel, { props: { partnerId: 4, onDone: () => expect.step("done") } });
    expect.verifySteps([["summary", 4]]);
    expect(queryAllTexts(".o_consent_said")).toEqual(["Agreed", "Needed"]);
    expect(".o_consent_channel[data-channel=sms] .text-danger").toHaveText("Objected");
    expect(".o_consent_limit").toHaveText("At most 2 marketing contacts within 30 days.");
    expect(".o_consent_record").toHaveCount(1);
    await click(".o_consent_record");
    await animationFrame();
    await click(".o_consent_object");
    await animationFrame();
    expect.verifySteps([["record", [row("any", "refused")]], ["summary", 4], "done"]);
});

test("who may only look gets no buttons", async () => {
    serve({ can_record: false, limit: { count: 0, days: 30, over: false } });
    await mountWithCleanup(ConsentPanel, { props: { partnerId: 4 } });
    expect.verifySteps([["summary", 4]]);
    expect(".o_consent_panel button").toHaveCount(0);
    expect(".o_consent_limit").toHaveCount(0);
});

test("an error stands there in words, and nothing is lost", async () => {
    onRpc("res.partner", "consent_summary", () => summary());
    onRpc("crm.consent", "record", () => {
        throw makeServerError({ type: "UserError", message: "The contact belongs to another company." });
    });
    await mountWithCleanup(ConsentPanel, { props: { partnerId: 4 } });
    await click(".o_consent_record");
    await animationFrame();
    await click(".o_consent_agree");
    await animationFrame();
    expect(".o_consent_panel [role=alert]").toHaveText("The contact belongs to another company.");
    expect(".o_consent_record").toBeEnabled();
});

test("the link can be copied by hand where the browser gives no clipboard", async () => {
    serve();
    onRpc("res.partner", "consent_link", () => "https://example.com/consent/abc");
    patchWithCleanup(browser.navigator.clipboard, {
        writeText() {
            throw new Error("no clipboard");
        },
    });
    await mountWithCleanup(ConsentPanel, { props: { partnerId: 4 } });
    expect.verifySteps([["summary", 4]]);
    await click(".o_consent_copy");
    await animationFrame();
    expect(".o_consent_link").toHaveValue("https://example.com/consent/abc");
    expect(".o_consent_panel [role=alert]").toHaveCount(0);
});

test("the tool of the 360 page: one click to open, one to choose", async () => {
    serve();
    await mountWithCleanup(ConsentTool, { props: { partnerId: 4, onDone: () => expect.step("done") } });
    await animationFrame();
    await click(".o_customer_tool_consent");
    await animationFrame();
    await click("[data-consent=any_refused]");
    await animationFrame();
    expect.verifySteps([["record", [row("any", "refused")]], "done"]);
});

test("a figure of a panel has the colour of what it says", async () => {
    const item = { label: "News", value: "Objected", kind: "text", currency: false, tone: "danger" };
    const opened = { ...item, value: "Agreed", tone: "success", action: { res_model: "crm.consent", domain: [] } };
    const panel = { key: "consent", label: "Consent", sequence: 1, items: [item, opened], note: "" };
    const nothing = () => {};
    await mountWithCleanup(CustomerPanels, { props: { panels: [panel], openRecord: nothing, openList: nothing } });
    expect("dd .text-danger").toHaveText("Objected");
    expect("dd button .text-success").toHaveText("Agreed");
});
