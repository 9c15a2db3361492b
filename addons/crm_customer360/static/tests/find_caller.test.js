import { beforeEach, describe, expect, test } from "@odoo/hoot";
import { click, edit, fill, press, queryAllTexts } from "@odoo/hoot-dom";
import { advanceTime, animationFrame, Deferred } from "@odoo/hoot-mock";
import { newContactContext, sureRow } from "@crm_customer360/find_caller/caller_match";
import { FindCaller } from "@crm_customer360/find_caller/find_caller";
import { FindCallerAction } from "@crm_customer360/find_caller/find_caller_action";
import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import { Component, useSubEnv, xml } from "@odoo/owl";
import { getDefaultConfig } from "@web/views/view";
import { makeServerError, mockService, mountWithCleanup, onRpc } from "@web/../tests/web_test_helpers";

const INPUT = ".o_find_caller_input";
const ROW = ".o_find_caller_row";

function makeRow(id, values = {}) {
    return {
        partner_id: id,
        name: `Customer ${id}`,
        is_company: false,
        company: "UAB Lentpjūvė",
        city: "Kaunas",
        phone: "8 612 34567",
        email: "",
        owner: "Ona Agentė",
        active: true,
        match: "name",
        matched: `Customer ${id}`,
        score: 0.9,
        ...values,
    };
}

/** Gives the action what the action service does. */
class Page extends Component {
    static template = xml`<FindCallerAction t-props="props"/>`;
    static components = { FindCallerAction };
    static props = ["*"];

    setup() {
        useSubEnv({ config: getDefaultConfig() });
    }
}

/** Answers with these rows and notes what was searched for. */
function mockRows(...answers) {
    onRpc("res.partner", "find_caller", ({ args }) => {
        expect.step(`search ${args[0]}`);
        return answers.length > 1 ? answers.shift() : answers[0];
    });
}

describe.current.tags("desktop");
defineMailModels();

beforeEach(() => {
    onRpc("res.partner", "has_access", () => true);
    mockService("action", {
        doAction(action, options = {}) {
            const where = options.stackPosition ? ` ${options.stackPosition}` : "";
            if (action.tag === "crm_customer_page") {
                expect.step(`open ${action.context.active_id}${where}`);
            } else {
                expect.step(`form ${JSON.stringify(action.context)}`);
            }
        },
    });
});

test("it searches once typing pauses, and says what agreed and who looks after the customer", async () => {
    mockRows([makeRow(1, { match: "order", matched: "S00231" }), makeRow(2, { active: false, owner: "" })]);
    await mountWithCleanup(FindCaller);
    expect(INPUT).toBeFocused();
    await click(INPUT);
    await fill("lentp");
    await advanceTime(200);
    await fill("j");
    await advanceTime(200);
    expect.verifySteps([]);
    await advanceTime(100);
    expect.verifySteps(["search lentpj"]);
    await animationFrame();
    expect(".o_find_caller_status").toHaveText("2 customers found");
    expect(`${ROW}:first`).toHaveText(/Customer 1.*UAB Lentpjūvė · Kaunas.*Looked after by Ona Agentė.*Order: S00231/s);
    expect(`${ROW}:last .badge:first`).toHaveText("Archived");
    expect(`${ROW}:last .o_find_caller_owner`).toHaveCount(0);
});

test("arrows choose, Enter opens, Escape clears", async () => {
    mockRows([makeRow(1), makeRow(2), makeRow(3)]);
    await mountWithCleanup(FindCaller);
    await click(INPUT);
    await fill("customer");
    await advanceTime(300);
    await animationFrame();
    expect(INPUT).toHaveAttribute("aria-expanded", "true");
    await press("ArrowUp");
    await animationFrame();
    expect(`${ROW}[aria-selected=true]`).toHaveAttribute("data-id", "3");
    await press("ArrowDown");
    await press("ArrowDown");
    await animationFrame();
    const chosen = document.querySelector(`${ROW}[aria-selected=true]`);
    expect(chosen.dataset.id).toBe("2");
    expect(INPUT).toHaveAttribute("aria-activedescendant", chosen.id);
    await press("Enter");
    await animationFrame();
    expect.verifySteps(["search customer", "open 2"]);
    await press("Escape");
    await animationFrame();
    expect(INPUT).toHaveValue("");
    expect(ROW).toHaveCount(0);
});

test("Enter does not wait, and opens only who is meant for certain", async () => {
    mockRows([makeRow(1, { score: 1 }), makeRow(2, { score: 0.6 })], [makeRow(3), makeRow(4)], [makeRow(5)]);
    await mountWithCleanup(FindCaller);
    await click(INPUT);
    await edit("861234567");
    await press("Enter");
    await animationFrame();
    expect.verifySteps(["search 861234567", "open 1"]);
    await edit("customer");
    await press("Enter");
    await animationFrame();
    expect.verifySteps(["search customer"]);
    await press("Enter");
    await animationFrame();
    expect.verifySteps(["open 3"]);
    await edit("only one");
    await press("Enter");
    await animationFrame();
    expect.verifySteps(["search only one", "open 5"]);
    await advanceTime(1000);
    expect.verifySteps([]);
});

test("an answer that comes late is not shown", async () => {
    const first = new Deferred();
    mockRows(first, [makeRow(2)]);
    await mountWithCleanup(FindCaller);
    await click(INPUT);
    await edit("jonas");
    await advanceTime(300);
    await edit("jonas p");
    await advanceTime(300);
    await animationFrame();
    first.resolve([makeRow(1)]);
    await animationFrame();
    expect(queryAllTexts(".o_find_caller_name")).toEqual(["Customer 2"]);
    expect.verifySteps(["search jonas", "search jonas p"]);
});

test("nobody found: a contact is begun with what is known", async () => {
    mockRows([]);
    await mountWithCleanup(FindCaller);
    await click(INPUT);
    await edit("+370 699 99999");
    await advanceTime(300);
    await animationFrame();
    expect(".o_find_caller_none").toHaveText(/No customer found/);
    expect(".o_find_caller_create").toHaveText("Create a contact with this phone number");
    await click(".o_find_caller_create");
    expect.verifySteps(["search +370 699 99999", 'form {"default_phone":"+370 699 99999"}']);
});

test("an error says what happened and can be retried", async () => {
    let fail = true;
    onRpc("res.partner", "find_caller", () => {
        if (fail) {
            throw makeServerError({ message: "Too busy." });
        }
        return [makeRow(1)];
    });
    await mountWithCleanup(FindCaller);
    await click(INPUT);
    await edit("jonas");
    await advanceTime(300);
    await animationFrame();
    expect(".o_find_caller_error[role=alert]").toHaveText(/Too busy\./);
    fail = false;
    await click(".o_find_caller_error button");
    await animationFrame();
    expect(".o_find_caller_error").toHaveCount(0);
    expect(ROW).toHaveCount(1);
});

test("text is text", async () => {
    mockRows([makeRow(1, { name: "<b>Bold</b> & %_" })]);
    await mountWithCleanup(FindCaller);
    await click(INPUT);
    await edit("<b>");
    await advanceTime(300);
    await animationFrame();
    expect(".o_find_caller_name").toHaveText("<b>Bold</b> & %_");
    expect.verifySteps(["search <b>"]);
});

test("a telephony system's number opens the customer in place of the page", async () => {
    mockRows([makeRow(7, { score: 1, match: "phone" })]);
    // As the router hands it over: a number, without its plus.
    const action = { type: "ir.actions.client", tag: "crm_find_caller", params: { phone: 37061234567 } };
    await mountWithCleanup(Page, { props: { action, actionId: 1 } });
    await animationFrame();
    expect(INPUT).toHaveValue("37061234567");
    expect.verifySteps(["search 37061234567", "open 7 replaceCurrentAction"]);
});

test("a number of several customers leaves the choice to the agent", async () => {
    mockRows([makeRow(7, { score: 1 }), makeRow(8, { score: 1 })]);
    const action = { type: "ir.actions.client", tag: "crm_find_caller", params: { phone: "+37061234567" } };
    await mountWithCleanup(Page, { props: { action, actionId: 1 } });
    await animationFrame();
    expect(ROW).toHaveCount(2);
    expect.verifySteps(["search +37061234567"]);
});

test("who is meant for certain, and what a new contact takes over", () => {
    expect(sureRow([makeRow(1, { score: 1 }), makeRow(2)]).partner_id).toBe(1);
    expect(sureRow([makeRow(1, { score: 1 }), makeRow(2, { score: 0.97 })])).toBe(false);
    expect(sureRow([makeRow(1, { score: 1, active: false })])).toBe(false);
    expect(sureRow([])).toBe(false);
    expect(newContactContext(" jonas@firma.lt ")).toEqual({ default_email: "jonas@firma.lt" });
    expect(newContactContext("8 612 34567")).toEqual({ default_phone: "8 612 34567" });
    expect(newContactContext("Jonas Petraitis")).toEqual({ default_name: "Jonas Petraitis" });
    expect(newContactContext("INV/2026/00042")).toEqual({});
});
