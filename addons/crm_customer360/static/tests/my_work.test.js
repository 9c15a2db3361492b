import { describe, expect, test } from "@odoo/hoot";
import { click, queryAllTexts, queryOne } from "@odoo/hoot-dom";
import { animationFrame } from "@odoo/hoot-mock";
import { Component, useSubEnv, xml } from "@odoo/owl";
import { MyWork } from "@crm_customer360/my_work/my_work";
import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import { getDefaultConfig } from "@web/views/view";
import { makeServerError, mockService, mountWithCleanup, onRpc } from "@web/../tests/web_test_helpers";

const STEP = {
    key: "overdue",
    text: "Promises overdue: 2.",
    action: { type: "ir.actions.act_window", res_model: "mail.activity" },
};

function makeFigures(values = {}) {
    return {
        contacts: {
            week: 3,
            month: 7,
            weeks: [
                { start: "2026-02-23", count: 4 },
                { start: "2026-03-02", count: 3 },
            ],
        },
        promises: { done: 3, kept: 2, days: 90 },
        customers: { owned: 5, quiet: 1, days: 90 },
        next: [STEP],
        ...values,
    };
}

class Parent extends Component {
    static template = xml`<MyWork action="{}" actionId="1" updateActionState="() => {}"/>`;
    static components = { MyWork };
    static props = {};

    setup() {
        useSubEnv({ config: getDefaultConfig() });
    }
}

async function open() {
    await mountWithCleanup(Parent);
}

describe.current.tags("desktop");
defineMailModels();

test("figures in words, a share, the chart said in words", async () => {
    onRpc("crm.adoption.report", "my_figures", ({ args }) => {
        expect.step(args);
        return makeFigures();
    });
    await open();
    expect.verifySteps([[]]);
    expect(queryAllTexts(".o_my_work_value")).toEqual(["3", "67 %", "5"]);
    expect("[data-card=promises]").toHaveText(/2 of 3 in 90 days/);
    expect("[data-card=customers]").toHaveText(/1 without contact for 90 days/);
    expect(queryOne("canvas").getAttribute("aria-label")).toMatch(/23 Feb: 4, 02 Mar: 3/);
});

test("what to do next opens its records", async () => {
    onRpc("crm.adoption.report", "my_figures", () => makeFigures());
    mockService("action", { doAction: (action) => expect.step(action) });
    await open();
    await click("[data-step=overdue]");
    expect.verifySteps([STEP.action]);
});

test("nothing yet: a share of nothing is no 0 %, and the page says how to begin", async () => {
    onRpc("crm.adoption.report", "my_figures", () =>
        makeFigures({
            contacts: { week: 0, month: 0, weeks: [{ start: "2026-03-02", count: 0 }] },
            promises: { done: 0, kept: 0, days: 90 },
            customers: { owned: 0, quiet: 0, days: 90 },
            next: [],
        })
    );
    await open();
    expect(queryAllTexts(".o_my_work_value")).toEqual(["0", "–", "0"]);
    expect("canvas").toHaveCount(0);
    expect(".o_my_work_empty").toHaveText(/Log your first contact/);
});

test("an error is shown, trying again helps", async () => {
    let broken = true;
    onRpc("crm.adoption.report", "my_figures", () => {
        if (broken) {
            throw makeServerError({ message: "Only employees" });
        }
        return makeFigures();
    });
    await open();
    expect(".alert-danger").toHaveText(/Only employees/);
    broken = false;
    await click(".alert-danger button");
    await animationFrame();
    expect(".alert-danger").toHaveCount(0);
    expect(".o_my_work_value:first").toHaveText("3");
});
