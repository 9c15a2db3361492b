import { describe, expect, test } from "@odoo/hoot";
import { click, queryAll, queryAllTexts, queryOne, select } from "@odoo/hoot-dom";
import { animationFrame } from "@odoo/hoot-mock";
import { Component, useSubEnv, xml } from "@odoo/owl";
import { PyramidPage } from "@crm_analytics/pyramid_page/pyramid_page";
import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import { mockService, mountWithCleanup, onRpc } from "@web/../tests/web_test_helpers";
import { getDefaultConfig } from "@web/views/view";

const PROPS = { action: { id: 1, type: "ir.actions.client", tag: "x", context: {} }, actionId: 1, className: "" };
const NAMES = ["top", "big", "medium", "small", "inactive", "prospect", "suspect"];
const COUNTS = [1, 4, 15, 80, 20, 3, 50];
const EMPTY = {
    months: [],
    month: false,
    compare: false,
    measure: "net",
    currency_id: 1,
    late: false,
    left_out: 0,
    layers: [],
    words: [],
    matrix: [],
    history: [],
    leads: 0,
    snapshot_id: false,
    compare_id: false,
};

/** A month of hundred active customers; the top one brought 500 more than the month before. */
function figures(values = {}) {
    return {
        ...EMPTY,
        months: ["2026-01", "2025-12", "2025-11"],
        month: "2026-01",
        compare: "2025-12",
        layers: NAMES.map((layer, index) => ({
            layer,
            label: layer.toUpperCase(),
            customers: COUNTS[index],
            amount: layer === "top" ? 9000 : 100,
            customers_before: layer === "small" ? 82 : COUNTS[index],
            amount_before: layer === "top" ? 8500 : 100,
            climbers: layer === "big" ? 2 : 0,
            potential: layer === "big" ? 1200 : 0,
        })),
        words: ["Top and big customers bring most."],
        matrix: [
            { from: "big", to: "top", customers: 1, amount_from: 2000, amount_to: 9000, direction: 1 },
            { from: "small", to: "inactive", customers: 2, amount_from: 150, amount_to: 0, direction: -1 },
            { from: "none", to: "small", customers: 3, amount_from: 0, amount_to: 90, direction: 1 },
        ],
        left_out: 2,
        leads: 6,
        snapshot_id: 12,
        compare_id: 11,
        ...values,
    };
}

/** The page as an action of the client mounts it; returns what it opened. */
async function mountPage() {
    const opened = [];
    mockService("action", { doAction: (action) => opened.push(action) });
    class Parent extends Component {
        static components = { PyramidPage };
        static props = ["*"];
        static template = xml`<PyramidPage t-props="pageProps"/>`;
        setup() {
            this.pageProps = PROPS;
            useSubEnv({ config: getDefaultConfig() });
        }
    }
    await mountWithCleanup(Parent);
    return opened;
}

describe.current.tags("desktop");
defineMailModels();

test("layers with counts, money and what changed", async () => {
    onRpc("crm.pyramid.page", "figures", () => figures());
    await mountPage();
    expect(queryAllTexts(".o_pyramid_name")).toEqual(NAMES.map((name) => name.toUpperCase()));
    expect(queryAllTexts(".o_pyramid_count")).toEqual(COUNTS.map(String));
    // Money is of active customers only.
    expect(".o_pyramid_money").toHaveCount(4);
    expect("[data-layer=top] .o_pyramid_facts").toHaveText(/9,000.*\+.*500/s);
    expect("[data-layer=small] .o_pyramid_facts").toHaveText(/−2/);
    expect("[data-layer=big] .btn-link").toHaveText(/2 can climb, worth .*1,200/);
    expect(".o_pyramid_card:first").toHaveText(/Left out, because they object: 2/);
});

test("the matrix has only rows and columns in which somebody stands", async () => {
    onRpc("crm.pyramid.page", "figures", () => figures());
    await mountPage();
    expect(queryAllTexts(".o_pyramid_matrix thead th").slice(1)).toEqual(["TOP", "SMALL", "INACTIVE"]);
    expect(queryAllTexts(".o_pyramid_matrix tbody th")).toEqual(["BIG", "SMALL", "New"]);
    expect("[data-cell='big:top'] button").toHaveClass("text-success");
    expect("[data-cell='small:inactive'] button").toHaveClass("text-danger");
    expect("[data-cell='small:inactive'] .o_pyramid_moved").toHaveText(/−.*150/);
    expect("[data-cell='small:top'] button").toHaveCount(0);
});

test("on a phone the moves come one below the other, the most money first", async () => {
    const stayed = { from: "small", to: "small", customers: 60, amount_from: 5000, amount_to: 100, direction: 0 };
    const values = figures();
    onRpc("crm.pyramid.page", "figures", () => ({ ...values, matrix: [...values.matrix, stayed] }));
    onRpc("crm.pyramid.page", "open_cell", ({ args }) => ({ cell: args }));
    const opened = await mountPage();
    expect([...queryAll(".o_pyramid_moves button .me-auto")].map((label) => label.textContent)).toEqual([
        "BIG → TOP",
        "SMALL → INACTIVE",
        "New → SMALL",
    ]);
    expect([...queryAll(".o_pyramid_moves .o_pyramid_moved")].map((money) => money.textContent.replace(/[^\d−+]/g, ""))).toEqual([
        "+7000",
        "−150",
        "+90",
    ]);
    // Not shown on a wide screen, where the matrix stands.
    expect(".o_pyramid_moves").not.toBeVisible();
    queryAll(".o_pyramid_moves button")[1].click();
    await animationFrame();
    expect(opened).toEqual([{ cell: [11, 12, "small", "inactive"] }]);
});

test("what is behind a figure opens", async () => {
    onRpc("crm.pyramid.page", "figures", () => figures());
    onRpc("crm.pyramid.page", "open_layer", ({ args }) => ({ layer: args }));
    onRpc("crm.pyramid.page", "open_cell", ({ args }) => ({ cell: args }));
    const opened = await mountPage();
    await click("[data-layer=medium] .o_pyramid_bar");
    await animationFrame();
    await click("[data-layer=big] .btn-link");
    await animationFrame();
    await click("[data-cell='none:small'] button");
    await animationFrame();
    expect(opened).toEqual([
        { layer: [12, "medium", false] },
        { layer: [12, "big", true] },
        { cell: [11, 12, "none", "small"] },
    ]);
    await click("button:contains(Open leads without a contact)");
    await animationFrame();
    expect(opened[3].res_model).toBe("crm.lead");
});

test("another month, beside another one", async () => {
    const asked = [];
    onRpc("crm.pyramid.page", "figures", ({ args }) => {
        asked.push(args);
        return figures({ month: args[0] || "2026-01", compare: args[1] || "2025-12" });
    });
    await mountPage();
    await click(".o_pyramid_month");
    await select("2025-11");
    await animationFrame();
    await click(".o_pyramid_compare");
    await select("2026-01");
    await animationFrame();
    expect(asked).toEqual([
        [false, false],
        ["2025-11", false],
        ["2025-11", "2026-01"],
    ]);
});

test("the months as a chart, in money or customers", async () => {
    const sums = Object.fromEntries(NAMES.map((name) => [name, 1]));
    const history = ["2025-12", "2026-01"].map((month) => ({ month, amounts: sums, customers: sums }));
    onRpc("crm.pyramid.page", "figures", () => figures({ history }));
    await mountPage();
    await animationFrame();
    expect(queryOne(".o_pyramid_chart canvas").getAttribute("aria-label")).toBe("Top and big customers bring most.");
    await click(".btn-group .btn:contains(Customers)");
    await animationFrame();
    expect(".btn-group .btn.active").toHaveText("Customers");
});

test("an empty page says what will stand there, and how to begin", async () => {
    onRpc("crm.pyramid.page", "figures", () => EMPTY);
    const opened = await mountPage();
    expect(".o_pyramid_card").toHaveText(/will stand here/);
    expect(".o_pyramid_matrix").toHaveCount(0);
    await click("button:contains(Count the profit now)");
    await animationFrame();
    expect(opened).toEqual(["crm_analytics.crm_score_run_action"]);
});
