import { describe, expect, test } from "@odoo/hoot";
import { click, edit, press, queryAllTexts } from "@odoo/hoot-dom";
import { animationFrame } from "@odoo/hoot-mock";
import { Component, useSubEnv, xml } from "@odoo/owl";
import { ValueCohorts } from "@crm_analytics/value/value_cohorts";
import { ValueWhatIf } from "@crm_analytics/value/value_what_if";
import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import { makeServerError, mountWithCleanup, onRpc } from "@web/../tests/web_test_helpers";
import { getDefaultConfig } from "@web/views/view";

const PROPS = { action: { id: 1, type: "ir.actions.client", tag: "x", context: {} }, actionId: 1, className: "" };
const COHORTS = {
    as_of: "2026-01-31",
    currency_id: 1,
    words: ["Bought then: 50 %"],
    rows: [
        { cohort: "2026-01-01", size: 4, cells: [{ customers: 4, amount: 100, share: 1 }] },
        {
            cohort: "2025-12-01",
            size: 2,
            cells: [
                { customers: 2, amount: 60, share: 1 },
                { customers: 1, amount: 30, share: 0.5 },
            ],
        },
    ],
};
const OWN = { margin: 100, kept: 80, low: 77, high: 82, of: 1000, discount: 10, raised: 5, new: 12, acquisition: false };

/** The server's formula, so that what is typed comes back in the figures. */
function whatIf([margin, kept, discount, raised]) {
    const used = { margin: margin || 100, kept: kept || 80, discount: discount || 10, raised: raised || 5 };
    const multiple = used.kept / (100 + used.discount - used.kept);
    return {
        own: OWN,
        ...used,
        multiple,
        value: used.margin * multiple,
        low: kept ? false : 240,
        high: kept ? false : 300,
        better_kept: used.kept * 1.05,
        better: 323,
        gain: 21.2,
        acquisition: false,
        currency_id: 1,
    };
}

/** The page as an action of the client mounts it. */
async function mountPage(Page) {
    class Parent extends Component {
        static components = { Page };
        static props = ["*"];
        static template = xml`<Page t-props="pageProps"/>`;
        setup() {
            this.pageProps = PROPS;
            useSubEnv({ config: getDefaultConfig() });
        }
    }
    await mountWithCleanup(Parent);
}

describe.current.tags("desktop");
defineMailModels();

test("cohorts: a cell says the share, and on demand customers", async () => {
    onRpc("crm.value.page", "cohorts", () => COHORTS);
    await mountPage(ValueCohorts);
    expect(queryAllTexts("tbody th")).toEqual(["2026-01", "2025-12"]);
    expect(queryAllTexts(".o_cohort_cell")).toEqual(["100 %", "100 %", "50 %"]);
    // The first column is plain; half of them is coloured so strongly that the figure is light.
    expect(queryAllTexts(".o_cohort_much")).toEqual(["50 %"]);
    await click(".btn-group:last-of-type .btn:contains(Customers)");
    await animationFrame();
    expect(queryAllTexts(".o_cohort_cell")).toEqual(["4", "2", "1"]);
});

test("cohorts: what winning a customer cost, and how far few customers carry", async () => {
    const few = { customers: 1, amount: 30, share: 0.5, low: 0.09, high: 0.91 };
    const rows = [COHORTS.rows[0], { ...COHORTS.rows[1], cells: [COHORTS.rows[1].cells[0], few] }];
    onRpc("crm.value.page", "cohorts", () => ({ ...COHORTS, rows, acquisition: 40 }));
    await mountPage(ValueCohorts);
    expect(".o_value_card:first").toHaveText(/Winning a customer cost .*40/);
    // 100 of four customers are 25 each, below 40; 90 of two are 45.
    expect(".o_cohort_each:first").toHaveText(/25/);
    expect(".o_cohort_each:first").toHaveClass("text-danger");
    expect(".o_cohort_each:last").toHaveText(/45/);
    expect(".o_cohort_each:last").toHaveClass("text-muted");
    expect(".o_cohort_cell:last").toHaveAttribute("title", /of many like these, 9 to 91 %/);
    expect(".o_cohort_cell:first").toHaveAttribute("title", /^4 of 4 bought, for \$\s100$/);
});

test("cohorts: an empty page says what will stand there", async () => {
    onRpc("crm.value.page", "cohorts", () => ({ ...COHORTS, rows: [], words: [] }));
    await mountPage(ValueCohorts);
    expect(".o_value_card").toHaveText(/Here will stand/);
    expect(".o_cohort_table").toHaveCount(0);
});

test("what if: a figure that is tried out, and the way back", async () => {
    onRpc("crm.value.page", "what_if", ({ args }) => whatIf(args));
    await mountPage(ValueWhatIf);
    expect(".o_value_words:first").toHaveText(/2\.67 times/);
    // Money says in which currency, a share does not.
    expect("label[for=what_if_margin]").toHaveText("Margin of a customer, a year, $");
    expect("label[for=what_if_kept]").toHaveText("Customers who stay another year, %");
    expect(queryAllTexts(".o_value_words").join(" ")).toMatch(/800 of 1000 customers stayed/);
    await click("#what_if_kept");
    await edit("90");
    await press("Tab");
    await animationFrame();
    expect(".o_value_words:first").toHaveText(/4\.50 times/);
    expect(queryAllTexts(".o_value_words").join(" ")).not.toMatch(/customers stayed/);
    await click("button:contains(Back to own figures)");
    await animationFrame();
    expect(".o_value_words:first").toHaveText(/2\.67 times/);
});

test("what if: what the server refuses stays as it was", async () => {
    expect.errors(1);
    onRpc("crm.value.page", "what_if", ({ args }) => {
        if (args[1] > 99) {
            throw makeServerError({ message: "kept: a number from 0 to 99 is wanted." });
        }
        return whatIf(args);
    });
    await mountPage(ValueWhatIf);
    await click("#what_if_kept");
    await edit("120");
    await press("Tab");
    await animationFrame();
    expect("#what_if_kept").toHaveValue("80.0");
    expect.verifyErrors([/kept/]);
});
