import { afterEach, beforeEach, expect, test } from "@odoo/hoot";
import { mockDate } from "@odoo/hoot-mock";
import { callEarly } from "@crm_customer360/customer_page/early_answers";
import { TimelineModel } from "@crm_customer360/contact_timeline/timeline_model";

const HEADER = ["res.partner", "customer360", [7], {}];
const NATURES = ["information", "inquiry", "complaint", "praise", "need", "marketing", "transaction"];

const orm = {
    silent: {
        call(model, method, args, kwargs) {
            expect.step(`${method} asked`);
            return Promise.resolve(method === "facets" ? {} : { rows: [], cursor: false, late: true });
        },
    },
};

function early(asked, answer, at = Date.now()) {
    return { asked: JSON.stringify(asked), at, answer };
}

beforeEach(() => mockDate("2026-11-22 10:00:00"));
afterEach(() => delete odoo.crmEarlyAnswers);

test("an early answer is taken once", async () => {
    odoo.crmEarlyAnswers = [early(HEADER, Promise.resolve({ result: { name: "Ona" } }))];
    expect(await callEarly(orm, ...HEADER)).toEqual({ name: "Ona" });
    expect.verifySteps([]);
    expect((await callEarly(orm, ...HEADER)).late).toBe(true);
    expect.verifySteps(["customer360 asked"]);
});

test("another customer, an error, a lost connection or an old answer: the server is asked", async () => {
    const day = 24 * 60 * 60 * 1000;
    for (const answer of [
        early(["res.partner", "customer360", [8], {}], Promise.resolve({ result: {} })),
        early(HEADER, Promise.resolve({ error: { message: "No" } })),
        early(HEADER, Promise.reject(new TypeError("Failed to fetch"))),
        early(HEADER, Promise.resolve({ result: {} }), Date.now() - day),
    ]) {
        odoo.crmEarlyAnswers = [answer];
        expect((await callEarly(orm, ...HEADER)).late).toBe(true);
        expect.verifySteps(["customer360 asked"]);
    }
});

test("the first page of the timeline asks for what the page itself asked for", async () => {
    // As views/customer_page_templates.xml has it.
    const kwargs = { cursor: false, limit: 40, filters: { natures: NATURES } };
    odoo.crmEarlyAnswers = [
        early(["crm.touchpoint", "timeline", [7], kwargs], Promise.resolve({ result: { rows: [], cursor: false } })),
    ];
    await new TimelineModel(orm).open(7);
    expect.verifySteps(["facets asked"]);
});
