import { describe, expect, test } from "@odoo/hoot";
import { click, queryAllTexts } from "@odoo/hoot-dom";
import { advanceTime, animationFrame } from "@odoo/hoot-mock";
import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import { contains, defineModels, fields, makeServerError, mockService, models, mountView, onRpc } from "@web/../tests/web_test_helpers";

describe.current.tags("desktop");
defineMailModels();

class Scenario extends models.Model {
    _name = "scenario";
    price = fields.Float();
    lost = fields.Float();
    minimum_order = fields.Float();
    small_lost = fields.Float();
    edi = fields.Float();
    web = fields.Float();
    delivery_charge = fields.Float();
    pay_within = fields.Float();
    months = fields.Integer();
    domain = fields.Char();
    _records = [{ id: 1, price: 2, months: 12, domain: "[]" }];
    _views = { form: `<form><field name="price"/><widget name="crm_profit_scenario_result"/></form>` };
}
defineModels([Scenario]);

function answered(terms) {
    return {
        customers: 2,
        months: 12,
        currency: "USD",
        currency_id: 1,
        before: -40,
        after: 10,
        chain: [{ key: "profit", label: "Profit", before: -40, after: 10 * terms.price, total: true }],
        saved: 1,
        spoiled: 0,
        named: [{ id: 7, name: "Alfa", before: -40, after: 10, saved: true }],
        not_set: [],
        words: [`At ${terms.price} %`],
    };
}

test("it is asked when a term changes, and only then", async () => {
    onRpc("crm.profit.scenario", "compare", ({ args }) => {
        expect.step(`${args[0].price} ${args[0].domain}`);
        return answered(args[0]);
    });
    await mountView({ type: "form", resModel: "scenario", resId: 1 });
    await advanceTime(300);
    expect.verifySteps(["2 []"]);
    expect(queryAllTexts(".o_crm_scenario_result p")).toEqual(["At 2 %"]);
    await contains("[name=price] input").edit("5");
    await advanceTime(300);
    await animationFrame();
    expect.verifySteps(["5 []"]);
    expect(queryAllTexts(".o_crm_scenario_result p")).toEqual(["At 5 %"]);
    expect("tbody .text-success").toHaveCount(2);
});

test("what is wrong is told, and what was there stays", async () => {
    onRpc("crm.profit.scenario", "compare", ({ args }) => {
        if (args[0].price > 2) {
            throw makeServerError({ message: "Prices change by -100 to 1,000 %." });
        }
        return answered(args[0]);
    });
    await mountView({ type: "form", resModel: "scenario", resId: 1 });
    await contains("[name=price] input").edit("5000");
    await advanceTime(300);
    await animationFrame();
    expect(".alert-warning").toHaveText("Prices change by -100 to 1,000 %.");
    expect(queryAllTexts(".o_crm_scenario_result p")).toEqual(["At 2 %"]);
});

test("a customer who turns opens", async () => {
    mockService("action", {
        doAction: (action) => expect.step(JSON.stringify(action.domain)),
    });
    onRpc("crm.profit.scenario", "compare", ({ args }) => answered(args[0]));
    await mountView({ type: "form", resModel: "scenario", resId: 1 });
    await click("tbody button");
    expect.verifySteps(['[["customer_id","=",7]]']);
});
