import { beforeEach, describe, expect, test } from "@odoo/hoot";
import { click, queryAllTexts } from "@odoo/hoot-dom";
import { animationFrame } from "@odoo/hoot-mock";
import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import { contains, defineModels, fields, models, mountView } from "@web/../tests/web_test_helpers";

const PREVIEW = {
    contacts: [
        { id: 1, name: "Alfa" },
        { id: 2, name: "Alfa UAB" },
    ],
    fields: [
        {
            name: "city",
            label: "City",
            pick: 1,
            reason: "survivor",
            values: [
                { partner_id: 1, value: "Kaunas", text: "Kaunas" },
                { partner_id: 2, value: "Vilnius", text: "Vilnius" },
            ],
        },
        {
            name: "phone",
            label: "Phone",
            pick: 2,
            reason: "only",
            values: [
                { partner_id: 1, value: false, text: "" },
                { partner_id: 2, value: "+370", text: "+370" },
            ],
        },
    ],
    moves: [1, 2, 3, 4, 5, 6, 7].map((count) => ({ model: "", label: `Kind ${count}`, count })),
};

class MergeWizard extends models.Model {
    _name = "crm.merge.wizard";
    preview = fields.Json();
    choices = fields.Json();
    _records = [{ id: 1, preview: PREVIEW, choices: { city: 1, phone: 2 } }];
}

class UnmergeWizard extends models.Model {
    _name = "crm.unmerge.wizard";
    preview = fields.Json();
    _records = [
        {
            id: 1,
            preview: {
                moves: [
                    { label: "Order", back: 2, moved: 3 },
                    { label: "Note", back: 1, moved: 1 },
                ],
                values: [
                    { label: "City", partner: "Alfa", back: true },
                    { label: "Phone", partner: "Alfa", back: false },
                ],
            },
        },
    ];
}

describe.current.tags("desktop");
defineMailModels();
defineModels([MergeWizard, UnmergeWizard]);

describe("choices of a merge", () => {
    beforeEach(() =>
        mountView({
            resModel: "crm.merge.wizard",
            resId: 1,
            type: "form",
            arch: `<form><field name="preview" invisible="1"/><field name="choices" widget="crm_merge_choices"/></form>`,
        })
    );

    const chosen = () => queryAllTexts(".o_merge_chosen");

    test("the values the rules chose are marked, with the reason", async () => {
        expect(chosen()).toEqual(["Kaunas", "+370"]);
        expect(queryAllTexts("tbody th .small")).toEqual(["of the survivor", "the only one"]);
    });

    test("a click on a value chooses it", async () => {
        await click("tr[data-field=city] td:last .o_merge_value");
        await animationFrame();
        expect(chosen()).toEqual(["Vilnius", "+370"]);
        expect("tr[data-field=city] th .small").toHaveText("your choice");
        await click("tr[data-field=phone] td:first .o_merge_value");
        await animationFrame();
        expect(chosen()).toEqual(["Vilnius", "–"]);
    });

    test("a click on a name chooses all that the contact has", async () => {
        await click("thead button:contains(/^Alfa$/)");
        await animationFrame();
        // It has no phone to give.
        expect(chosen()).toEqual(["Kaunas", "+370"]);
        await click("thead button:contains(Alfa UAB)");
        await animationFrame();
        expect(chosen()).toEqual(["Vilnius", "+370"]);
    });

    test("what will move is counted, the rest on demand", async () => {
        expect(".o_merge_moves h3").toHaveText("28 rows will move to the survivor");
        expect(".o_merge_moves li").toHaveCount(6);
        await contains(".o_merge_moves button").click();
        expect(".o_merge_moves li").toHaveCount(7);
        expect(".o_merge_moves button").toHaveCount(0);
    });
});

test("an un-merge says what goes back and what stays", async () => {
    await mountView({
        resModel: "crm.unmerge.wizard",
        resId: 1,
        type: "form",
        arch: `<form><field name="preview" widget="crm_unmerge_preview"/></form>`,
    });
    const [back, staying] = [...document.querySelectorAll(".o_unmerge_preview ul")].map((list) =>
        [...list.querySelectorAll("li")].map((item) => item.textContent.replace(/\s+/g, " ").trim())
    );
    expect(back).toEqual(["Order2", "Note1", "Alfa: City"]);
    expect(staying).toEqual(["Order1", "Alfa: Phone"]);
});
