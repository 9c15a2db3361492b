import { describe, expect, test } from "@odoo/hoot";
import { click, queryAll, queryAllTexts, queryOne, select, waitFor } from "@odoo/hoot-dom";
import { advanceTime, animationFrame } from "@odoo/hoot-mock";
import { Component, useSubEnv, xml } from "@odoo/owl";
import { stepSpans } from "@crm_analytics/profit_overview/profit_chain";
import { percentChange, width } from "@crm_analytics/profit_overview/profit_format";
import { ProfitOverview } from "@crm_analytics/profit_overview/profit_overview";
import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import { getDefaultConfig } from "@web/views/view";
import { makeServerError, mockService, mountWithCleanup, onRpc, serverState } from "@web/../tests/web_test_helpers";

const CURRENCY = serverState.currencies[0].id;
const line = (key, now, before, total, kinds) => ({ key, label: key, now, before, total, kinds });
const CHAIN = [
    line("list", 1000, 900, false, ["revenue"]),
    line("discount", -100, -50, false, ["revenue"]),
    line("net", 900, 850, true, ["revenue"]),
    line("cogs", -400, -450, false, ["cogs"]),
    line("margin", 500, 400, true, ["revenue", "cogs"]),
    line("contribution", 500, 400, true, ["revenue", "cogs"]),
    line("service", -600, -100, false, ["service"]),
    line("profit", -100, 300, true, ["revenue", "cogs", "service"]),
];
const ALFA = { id: 7, row: 70, name: "Alfa", net: 600, now: 250, before: 100 };
const GAMMA = { id: 9, row: 90, name: "Gamma", net: 300, now: -350, before: 200 };

function makeFigures(values = {}) {
    return {
        run: { id: 3, as_of: "2026-11-25", finished: "2026-11-25 02:10:00", difference: 0 },
        waiting: false,
        company_id: 1,
        currency_id: CURRENCY,
        period: { name: "last_12", from: "2025-11-01", to: "2026-10-01", label: "Nov 2025 – Oct 2026" },
        than: { name: "year_before", from: "2024-11-01", to: "2025-10-01", label: "Nov 2024 – Oct 2025" },
        customers: 2,
        net: 900,
        margin: 500,
        profit: -100,
        unassigned: -40,
        before: { net: 850, margin: 400, profit: 300, unassigned: -10 },
        words: ["The best 20 % bring most.", "One customer costs more than they bring."],
        notes: ["Oct is not whole."],
        chain: CHAIN,
        months: [
            { month: "2025-11-01", profit: 50, net: 100, before_month: "2024-11-01", before_profit: 40, before_net: 90 },
            { month: "2025-12-01", profit: -150, net: 800, before_month: "2024-12-01", before_profit: 260, before_net: 760 },
        ],
        curve: [[0, 0], [0.5, 250], [1, -100]],
        curves: [
            { key: "customer", words: ["Customers in words."], points: [[0, 0], [0.5, 250], [1, -100]], count: 2 },
            { key: "product", words: ["Products in words."], points: [[0, 0], [1, 500]], count: 1 },
            { key: "channel", words: [], points: [], count: 0 },
        ],
        best: [ALFA],
        losing: [GAMMA],
        tables: [
            { key: "channel", rows: [{ id: 4, name: "Web", net: 900, now: 500, before: 400 }], more: 3 },
            { key: "seller", rows: [{ id: false, name: "Not told", net: 1, now: 1, before: 0 }], more: 0 },
        ],
        moved: [
            {
                key: "customer",
                words: "Gamma: 137 % of the change. Against it: Alfa.",
                share: 137,
                rows: [
                    { id: 9, row: 90, name: "Gamma", now: -350, before: 200, against: false },
                    { id: 7, row: 70, name: "Alfa", now: 250, before: 100, against: true },
                ],
            },
        ],
        ...values,
    };
}

const NOTHING = { run: false, waiting: false, company_id: 1, currency_id: CURRENCY, period: false, than: false };

class Parent extends Component {
    static template = xml`<ProfitOverview action="{}" actionId="1" updateActionState="() => {}"/>`;
    static components = { ProfitOverview };
    static props = {};

    setup() {
        useSubEnv({ config: getDefaultConfig() });
    }
}

async function open() {
    await mountWithCleanup(Parent);
    await waitFor(".o_profit_cards button, .o_profit_empty, [role=alert]");
}

/** Remember what is opened. */
function noteActions() {
    const opened = [];
    mockService("action", { doAction: (action) => opened.push(action) });
    return opened;
}

describe.current.tags("desktop");
defineMailModels();

test("words, figures and what changed", async () => {
    onRpc("crm.profit.overview", "figures", ({ args }) => {
        expect.step(args);
        return makeFigures();
    });
    await open();
    expect.verifySteps([[false, false]]);
    expect(queryAllTexts(".o_profit_said p")).toEqual([
        "The best 20 % bring most.",
        "One customer costs more than they bring.",
        "Oct is not whole.",
    ]);
    expect("[data-card=net]").toHaveText(/900.*\+.*50.*\+5\.9 %/s);
    // Of a loss there is no percentage, and from a profit into a loss it is red.
    expect("[data-card=profit] .text-danger").toHaveCount(2);
    expect(queryAllTexts("[data-list] .o_profit_row_name")).toEqual(["Alfa", "Gamma"]);
    // A table that tells nothing apart is not shown; what is not shown of one is counted.
    expect(queryAll("[data-table]")).toHaveCount(1);
    expect("[data-table=channel] .btn-link").toHaveText("3 more");
    expect(queryAllTexts("[data-moved=customer] .o_profit_moved_side")[0]).toMatch(/Gamma.*137 % of the change/s);
    expect(queryAllTexts("[data-moved=customer] .o_profit_moved_side")[1]).toMatch(/Against it.*Alfa/s);
    for (const canvas of queryAll("canvas")) {
        expect(canvas.getAttribute("aria-label")).not.toBe("");
    }
});

test("the bars of the chain hang where the sum stands", () => {
    expect(stepSpans(CHAIN)).toEqual([
        [0, 1000],
        [1000, 900],
        [0, 900],
        [900, 500],
        [0, 500],
        [0, 500],
        [500, -100],
        [0, -100],
    ]);
});

test("a bar is seen, be it ever so short", () => {
    expect(width(1, 1000000)).toBe(0.5);
    expect(width(0, 100)).toBe(0);
    expect(width(-50, 100)).toBe(50);
    expect(width(5, 0)).toBe(0);
});

test("per cent only of what was more than nothing", () => {
    expect(percentChange(110, 100)).toBe("+10 %");
    expect(percentChange(99.5, 100)).toBe("-0.5 %");
    expect(percentChange(5, 0)).toBe("");
    expect(percentChange(5, -10)).toBe("");
    expect(percentChange(5, false)).toBe("");
    expect(percentChange(-5, 10)).toBe("");
    expect(percentChange(11, 1)).toBe("");
});

test("every figure opens what it adds up", async () => {
    const opened = noteActions();
    onRpc("crm.profit.overview", "figures", () => makeFigures());
    await open();
    const months = [
        ["run_id", "=", 3],
        ["company_id", "=", 1],
        ["month", ">=", "2025-11-01"],
        ["month", "<=", "2026-10-01"],
    ];
    await click("[data-step=cogs] button");
    expect(opened.at(-1).domain).toEqual([...months, ["customer_id", "!=", false], ["kind", "in", ["cogs"]]]);
    await click("[data-card=unassigned]");
    expect(opened.at(-1).domain).toEqual([...months, ["customer_id", "=", false]]);
    await click("[data-table=channel] .o_profit_row");
    expect(opened.at(-1).domain).toEqual([
        ...months,
        ["customer_id", "!=", false],
        ["channel_id", "=", 4],
        ["kind", "in", ["revenue", "cogs"]],
    ]);
    await click("[data-list=losing] .o_profit_row");
    expect(opened.at(-1)).toMatchObject({ res_model: "crm.profit.change", res_id: 90 });
    expect(opened.at(-1).context).toEqual({
        profit_now: ["2025-11-01", "2026-10-01"],
        profit_than: ["2024-11-01", "2025-10-01"],
    });
    await click("[data-list=losing] .btn-link");
    expect(opened.at(-1).context.search_default_losing).toBe(1);
    await click("[data-moved=customer] button");
    expect(opened.at(-1).res_id).toBe(90);
});

test("another period, months of one's own", async () => {
    onRpc("crm.profit.overview", "figures", ({ args: [period, than] }) => {
        expect.step([period, than]);
        const own = Array.isArray(period);
        return makeFigures(own ? { period: { name: "own", from: "2025-11-01", to: "2026-10-01", label: "" } } : {});
    });
    await open();
    expect.verifySteps([[false, false]]);
    await click("#o_profit_than");
    await select("before");
    await animationFrame();
    expect.verifySteps([["last_12", "before"]]);
    await click("#o_profit_period");
    await select("own");
    await animationFrame();
    await animationFrame();
    expect.verifySteps([[["2025-11", "2026-10"], "year_before"]]);
    expect("input[type=month]").toHaveCount(2);
    // The last month moved before the first takes that along.
    const last = queryAll("input[type=month]")[1];
    last.value = "2025-03";
    last.dispatchEvent(new Event("change"));
    await animationFrame();
    expect.verifySteps([[["2025-03", "2025-03"], "year_before"]]);
});

test("the other curves", async () => {
    onRpc("crm.profit.overview", "figures", () => makeFigures());
    await open();
    expect(queryAllTexts("[data-curve]")).toEqual(["Customers", "Products"]);
    expect(".o_profit_curves .o_profit_words").toHaveText("Customers in words.");
    await click("[data-curve=product]");
    await animationFrame();
    expect(".o_profit_curves .o_profit_words").toHaveText("Products in words.");
    expect("[data-curve=product]").toHaveAttribute("aria-selected", "true");
});

test("a run under way is followed until its figures are there", async () => {
    const answers = [makeFigures({ waiting: 10 }), makeFigures()];
    onRpc("crm.profit.overview", "figures", () => answers.shift());
    const runs = [[{ id: 4, progress: 60 }], []];
    onRpc("crm.score.run", "search_read", () => runs.shift());
    await open();
    expect(".o_profit_progress").toHaveText(/10 %/);
    await advanceTime(4000);
    await animationFrame();
    expect(".progress").toHaveAttribute("aria-valuenow", "60");
    await advanceTime(4000);
    await animationFrame();
    await animationFrame();
    expect(".o_profit_progress").toHaveCount(0);
    expect(".o_profit_refresh").toHaveCount(1);
});

test("the first look has one sentence and one button", async () => {
    onRpc("crm.profit.overview", "figures", () => NOTHING);
    onRpc("crm.score.run", "refresh", () => {
        expect.step("refresh");
        return 1;
    });
    await open();
    expect(queryAll(".o_profit_empty button")).toHaveCount(1);
    await click(".o_profit_empty button");
    await animationFrame();
    expect.verifySteps(["refresh"]);
});

test("an error says what to do", async () => {
    let broken = true;
    onRpc("crm.profit.overview", "figures", () => {
        if (broken) {
            throw makeServerError({ message: "The overview of profit is for analysts.", type: "AccessError" });
        }
        return makeFigures();
    });
    await open();
    expect(queryOne("[role=alert]")).toHaveText(/The overview of profit is for analysts/);
    broken = false;
    await click("[role=alert] button");
    await animationFrame();
    await animationFrame();
    expect("[data-card=profit]").toHaveCount(1);
});
