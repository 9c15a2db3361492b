import { describe, expect, test } from "@odoo/hoot";
import { click, queryAllAttributes, queryAllTexts } from "@odoo/hoot-dom";
import { animationFrame } from "@odoo/hoot-mock";
import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import {
    defineModels,
    fields,
    makeServerError,
    mockService,
    models,
    mountView,
    onRpc,
} from "@web/../tests/web_test_helpers";

function customer(id, name) {
    return { id, name, is_company: false, owner: "", created: "2026-01-02 10:00:00", last_contact: false };
}

function answer(values = {}) {
    return {
        id: 1,
        state: "new",
        level: "sure",
        probability: 99.6,
        returned: false,
        later_until: false,
        decision: false,
        customers: [customer(10, "<b>Ana</b>"), customer(11, "Anna")],
        fields: [
            {
                field: "email",
                label: "E-mail",
                cells: [
                    { value: "a@b.lt", verdict: "" },
                    { value: "", verdict: "missing" },
                ],
            },
            {
                field: "name",
                label: "Name",
                cells: [
                    { value: "<b>Ana</b>", verdict: "" },
                    { value: "Anna", verdict: "similar", text: "similar name" },
                ],
            },
        ],
        pairs: [{ id: 1, left: 10, right: 11, probability: 99.6, level: "sure", reasons: "same name", against: "" }],
        more: 0,
        ...values,
    };
}

class Duplicate extends models.Model {
    _name = "crm.duplicate";
    name = fields.Char();
    _records = [{ id: 1 }, { id: 2 }];
}

describe.current.tags("desktop");
defineMailModels();
defineModels([Duplicate]);

const arch = `<form><sheet><widget name="crm_duplicate_compare"/></sheet></form>`;

async function mount() {
    mockService("action", {
        doAction: (action, options) => {
            expect.step(["action", action.res_model || action]);
            return options?.onClose?.();
        },
    });
    await mountView({ type: "form", resModel: "crm.duplicate", resId: 1, arch });
    await animationFrame();
}

test("says in words and colours what agrees", async () => {
    onRpc("crm.duplicate", "compare", () => answer());
    await mount();
    expect(".o_duplicate_headline").toHaveText("Almost surely one customer: 99 %");
    expect(queryAllTexts("thead .o_duplicate_open")).toEqual(["<b>Ana</b>", "Anna"]);
    expect(queryAllAttributes("tr[data-field=email] td", "data-verdict")).toEqual(["", "missing"]);
    expect(queryAllTexts("tr[data-field=name] .o_duplicate_verdict")).toEqual(["similar name"]);
    expect(".o_duplicate_pairs").toHaveCount(0);
});

test("merges only who is chosen", async () => {
    const group = [customer(10, "A"), customer(11, "B"), customer(12, "C")];
    onRpc("crm.duplicate", "compare", () => answer({ customers: group, fields: [] }));
    onRpc("crm.duplicate", "merge_action", ({ args }) => {
        expect.step(["merge", args[0]]);
        return { type: "ir.actions.act_window", res_model: "merge.wizard" };
    });
    await mount();
    expect(queryAllAttributes("thead input", "aria-label")).toEqual(["A", "B", "C"]);
    await click("thead input:eq(2)");
    await click("thead input:eq(1)");
    await animationFrame();
    await click(".o_duplicate_merge");
    await animationFrame();
    expect.verifySteps([
        ["merge", [10, 12]],
        ["action", "merge.wizard"],
    ]);
    await click("thead input:eq(2)");
    await animationFrame();
    expect(".o_duplicate_merge").not.toBeEnabled();
});

test("later goes on with the next pair", async () => {
    onRpc("crm.duplicate", "compare", ({ args }) => {
        expect.step(["compare", args[0]]);
        return answer({ id: args[0] });
    });
    onRpc("crm.duplicate", "put_off", () => "2026-12-24");
    onRpc("crm.duplicate", "next_open", () => 2);
    await mount();
    await click(".o_duplicate_later");
    await animationFrame();
    await animationFrame();
    expect.verifySteps([
        ["compare", 1],
        ["compare", 2],
    ]);
    expect(".o_notification").toHaveCount(1);
});

test("closing the question without an answer decides nothing", async () => {
    onRpc("crm.duplicate", "compare", () => answer());
    onRpc("crm.duplicate", "action_apart", () => ({ type: "ir.actions.act_window", res_model: "crm.duplicate.apart" }));
    onRpc("crm.duplicate", "next_open", () => expect.step("next"));
    await mount();
    await click(".o_duplicate_apart");
    await animationFrame();
    await animationFrame();
    expect.verifySteps([["action", "crm.duplicate.apart"]]);
    expect(".o_duplicate_merge").toHaveCount(1);
});

test("a decided pair says by whom, and can be opened again", async () => {
    const decision = { by: "Rasa", on: "2026-01-05 09:00:00", reason: "Members of one family", note: "" };
    onRpc("crm.duplicate", "compare", () => answer({ state: "apart", decision }));
    await mount();
    expect(".o_duplicate_merge").toHaveCount(0);
    expect(".o_duplicate_reopen").toHaveCount(1);
    expect(".o_duplicate_sentence").toHaveText(/Members of one family \(Rasa/);
});

test("an error says what happened", async () => {
    onRpc("crm.duplicate", "compare", () => {
        throw makeServerError({ message: "This pair is gone." });
    });
    await mount();
    expect(".o_duplicate_compare .alert-danger").toHaveText("This pair is gone.");
});
