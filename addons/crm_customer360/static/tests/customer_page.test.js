import { beforeEach, describe, expect, test } from "@odoo/hoot";
import { click, queryAllTexts, queryText } from "@odoo/hoot-dom";
import { Deferred, animationFrame, mockDate } from "@odoo/hoot-mock";
import { Component, onWillStart, useSubEnv, xml } from "@odoo/owl";
import { CustomerPage } from "@crm_customer360/customer_page/customer_page";
import { toolRegistry } from "@crm_customer360/customer_page/customer_page_tools";
import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import { getDefaultConfig } from "@web/views/view";
import {
    makeServerError,
    mockService,
    mountWithCleanup,
    onRpc,
    patchWithCleanup,
} from "@web/../tests/web_test_helpers";

function makePage(values = {}) {
    return {
        partner: {
            id: 7,
            name: "UAB Pavyzdys",
            is_company: true,
            active: true,
            parent: false,
            function: "",
            email: "info@example.com",
            phone: "+370 612 34567",
            vat: "LT100",
            ref: "",
            lang: "Lithuanian",
            city: "Kaunas",
            country: "Lithuania",
            categories: ["Furniture"],
            avatar: "data:image/gif;base64,R0lGODlhAQABAAAAACw=",
        },
        contacts: {
            rows: [{ id: 8, name: "Ona", function: "Director", email: "ona@example.com", phone: "" }],
            count: 1,
        },
        owner: { id: 2, name: "Jonas" },
        stand_in: false,
        open: [],
        last: { in: false, out: false },
        say_next: [],
        panels: [],
        ...values,
    };
}

function makeMatter(values = {}) {
    const row = { detail: "", currency: "USD", promise: false, res_model: "account.move" };
    return {
        key: "invoice",
        label: "Unpaid invoices",
        icon: "fa-file-text-o",
        count: 5,
        amounts: [{ amount: 1250.5, currency: "USD" }],
        late: 4,
        late_amounts: [{ amount: 950.5, currency: "USD" }],
        alert: true,
        rows: [
            { ...row, title: "INV/1", date: "2026-11-10", amount: 900, alert: true, res_id: 31 },
            { ...row, title: "INV/2", date: "2026-12-04", amount: 300, alert: false, res_id: 32 },
        ],
        action: { res_model: "account.move", domain: [["state", "=", "posted"]] },
        ...values,
    };
}

/** Answers in turn; an error or a promise may stand for an answer. */
function mockHeader(...pages) {
    onRpc("res.partner", "customer360", ({ args }) => {
        expect.step(`header of ${args[0]}`);
        const page = pages.shift();
        if (page instanceof Error) {
            throw page;
        }
        return page;
    });
}

class Parent extends Component {
    static template = xml`<CustomerPage t-props="props"/>`;
    static components = { CustomerPage };
    static props = ["*"];

    setup() {
        const setDisplayName = (name) => expect.step(`named ${name}`);
        useSubEnv({ config: { ...getDefaultConfig(), setDisplayName } });
    }
}

async function mountPage(props = {}) {
    await mountWithCleanup(Parent, {
        props: {
            action: { context: { active_id: 7 } },
            actionId: 1,
            updateActionState: ({ resId }) => expect.step(`address of ${resId}`),
            ...props,
        },
    });
    await animationFrame();
    await animationFrame();
}

/** Header and timeline are asked for independently; which of the answers comes first is no matter. */
function verifyOpened(id = 7, name = "UAB Pavyzdys") {
    const steps = [`address of ${id}`, `header of ${id}`, `timeline of ${id}`, `named ${name}`];
    expect.verifySteps(steps, { ignoreOrder: true });
}

function mockActions() {
    mockService("action", {
        doAction(action, options = {}) {
            expect.step({ ...action, ...options });
        },
    });
}

defineMailModels();

function mockTools(tools) {
    patchWithCleanup(toolRegistry, { getEntries: () => Object.entries(tools) });
}

beforeEach(() => {
    mockTools({});
    mockDate("2026-11-22 10:00:00");
    onRpc("crm.touchpoint", "timeline", ({ args }) => {
        expect.step(`timeline of ${args[0]}`);
        return { rows: [], cursor: false };
    });
    onRpc("crm.touchpoint", "facets", () => ({}));
});

describe("loading", () => {
    test("header and timeline are asked for at once, the address names the customer", async () => {
        const header = new Deferred();
        mockHeader(header);
        await mountPage();
        expect.verifySteps(["address of 7", "header of 7", "timeline of 7"]);
        expect(".o_customer_page_skeleton").toHaveCount(3);
        expect(".o_contact_timeline_empty").toHaveCount(1);
        header.resolve(makePage());
        await animationFrame();
        expect.verifySteps(["named UAB Pavyzdys"]);
        expect(".o_customer_page_skeleton").toHaveCount(0);
        expect("h1").toHaveText("UAB Pavyzdys");
    });

    test("the address wins over the action it was opened with", async () => {
        mockHeader(makePage());
        await mountPage({ resId: 9 });
        verifyOpened(9);
    });

    test("without a customer it says what to do", async () => {
        await mountPage({ action: { context: {} } });
        expect(".o_customer_page_empty button").toHaveText("All customers");
        expect(".o_contact_timeline").toHaveCount(0);
        expect.verifySteps(["address of false"]);
    });

    test("a failure leaves the timeline usable and can be tried again", async () => {
        mockHeader(new Error("boom"), makePage());
        await mountPage();
        expect(".o_customer_page_error").toHaveCount(1);
        expect(".o_contact_timeline").toHaveCount(1);
        await click(".o_customer_page_error button");
        await animationFrame();
        await animationFrame();
        expect(".o_customer_page_error").toHaveCount(0);
        expect("h1").toHaveText("UAB Pavyzdys");
        expect.verifySteps(["address of 7", "header of 7", "timeline of 7", "header of 7", "named UAB Pavyzdys"], { ignoreOrder: true });
    });

    test("a refusal is final: its reason and the way out", async () => {
        mockHeader(makeServerError({ type: "AccessError", message: "Not yours." }));
        await mountPage();
        expect(".o_customer_page_error").toHaveText(/Not yours\./);
        expect(".o_contact_timeline").toHaveCount(0);
        expect(".o_customer_page_form").toHaveCount(0);
        expect.verifySteps(["address of 7", "header of 7"]);
    });
});

describe("content", () => {
    test("who it is and who looks after them", async () => {
        mockHeader(makePage());
        await mountPage();
        expect(".o_customer_who").toHaveText(/LT100 · Kaunas · Lithuania/);
        expect(".o_customer_phone").toHaveAttribute("href", "tel:+370 612 34567");
        expect(".o_customer_email").toHaveAttribute("href", "mailto:info@example.com");
        expect(queryAllTexts(".o_customer_who dl > div").map((text) => text.replace(/\s+/g, " "))).toEqual([
            "Owner Jonas",
            "Language Lithuanian",
        ]);
        expect(".o_customer_say").toHaveText(/Nothing is pressing/);
        expect(".o_customer_open").toHaveText(/Nothing is open/);
        verifyOpened();
    });

    test("texts are shown as they are, never as markup", async () => {
        const text = "<img src=x onerror=alert(1)>";
        const page = makePage({ say_next: [{ kind: "claim", severity: "danger", text, res_model: "a", res_id: 1 }] });
        mockHeader({ ...page, partner: { ...page.partner, name: text } });
        await mountPage();
        expect("h1").toHaveText(text);
        expect(".o_customer_advice_danger button").toHaveText(text);
        verifyOpened(7, text);
    });

    test("open matters: sums, what is late, and every line opens", async () => {
        mockActions();
        mockHeader(makePage({ open: [makeMatter()] }));
        await mountPage();
        verifyOpened();
        expect(queryText(".o_customer_matter_head").replace(/\s+/g, " ")).toBe("Unpaid invoices 5 $ 1,250.50 4 late");
        expect(queryAllTexts(".o_customer_row_end").map((text) => text.replace(/\s+/g, " "))).toEqual([
            "$ 900 12 d late",
            "$ 300 Dec 4",
        ]);
        await click(".o_customer_matter_row:first");
        await click(".o_customer_matter_head");
        expect.verifySteps([
            { type: "ir.actions.act_window", res_model: "account.move", res_id: 31, views: [[false, "form"]], target: "current" },
            {
                type: "ir.actions.act_window",
                name: "Unpaid invoices",
                res_model: "account.move",
                domain: [["state", "=", "posted"]],
                views: [
                    [false, "list"],
                    [false, "form"],
                ],
                target: "current",
            },
        ]);
    });

    test("figures of a panel open what is behind them", async () => {
        mockActions();
        const item = { label: "Invoiced this year", value: 90, kind: "money", currency: "USD", action: makeMatter().action };
        const text = { label: "Usually through", value: "E-mail", kind: "text", currency: false, action: false };
        mockHeader(makePage({ panels: [{ key: "sales", label: "Sales", sequence: 1, items: [item, text], note: "Net" }] }));
        await mountPage();
        expect(queryAllTexts(".o_customer_panel dd")).toEqual(["$ 90", "E-mail"]);
        expect(".o_customer_panel dd button").toHaveCount(1);
        verifyOpened();
        await click(".o_customer_panel dd button");
        expect.verifySteps([
            {
                type: "ir.actions.act_window",
                name: "Invoiced this year",
                res_model: "account.move",
                domain: [["state", "=", "posted"]],
                views: [
                    [false, "list"],
                    [false, "form"],
                ],
                target: "current",
            },
        ]);
    });

    test("a contact of the company takes the place of the page", async () => {
        mockActions();
        mockHeader(makePage());
        await mountPage();
        verifyOpened();
        await click(".o_customer_contact");
        expect.verifySteps([
            {
                type: "ir.actions.client",
                tag: "crm_customer_page",
                name: "Ona",
                context: { active_id: 8 },
                stackPosition: "replaceCurrentAction",
            },
        ]);
    });
});

test("tools stand in their order and have everything loaded again", async () => {
    class Tool extends Component {
        static template = xml`<button class="tool" t-on-click="() => props.onDone()" t-esc="label + props.partnerId"/>`;
        static props = { partnerId: Number, onDone: Function };
        label = "Late ";
    }
    class First extends Tool {
        label = "First ";
    }
    mockTools({ late: { Component: Tool, sequence: 20 }, first: { Component: First, sequence: 10 } });
    mockHeader(makePage(), makePage({ owner: { id: 3, name: "Rasa" } }));
    await mountPage();
    expect(queryAllTexts(".tool")).toEqual(["First 7", "Late 7"]);
    verifyOpened();
    await click(".tool:first");
    await animationFrame();
    await animationFrame();
    expect.verifySteps(["header of 7", "timeline of 7", "named UAB Pavyzdys"], { ignoreOrder: true });
    expect(".o_customer_who dl").toHaveText(/Rasa/);
});

test("a tool that never starts keeps nothing waiting", async () => {
    class Slow extends Component {
        static template = xml`<button class="tool">Slow</button>`;
        static props = ["*"];
        setup() {
            onWillStart(() => new Deferred());
        }
    }
    mockTools({ slow: { Component: Slow } });
    mockHeader(makePage());
    await mountPage();
    expect("h1").toHaveText("UAB Pavyzdys");
    expect(".o_contact_timeline").toHaveCount(1);
    expect(".tool").toHaveCount(0);
    verifyOpened();
});

test("a tool that fails is left out, with its error shown", async () => {
    expect.errors(1);
    class Broken extends Component {
        static template = xml`<button class="tool">Broken</button>`;
        static props = ["*"];
        setup() {
            onWillStart(() => Promise.reject(new Error("out of order")));
        }
    }
    mockTools({ broken: { Component: Broken } });
    mockHeader(makePage());
    await mountPage();
    await animationFrame();
    expect.verifyErrors(["out of order"]);
    expect("h1").toHaveText("UAB Pavyzdys");
    expect(".tool").toHaveCount(0);
    verifyOpened();
});

test("a merged contact says where everything is now", async () => {
    mockActions();
    const page = makePage();
    mockHeader({ ...page, partner: { ...page.partner, active: false, merged_into: { id: 9, name: "UAB Tikrasis" } } });
    await mountPage();
    verifyOpened();
    expect(queryText(".o_customer_merged").replace(/\s+/g, " ")).toBe("Merged into UAB Tikrasis");
    await click(".o_customer_merged button");
    expect.verifySteps([
        {
            type: "ir.actions.client",
            tag: "crm_customer_page",
            name: "UAB Tikrasis",
            context: { active_id: 9 },
            stackPosition: "replaceCurrentAction",
        },
    ]);
});
