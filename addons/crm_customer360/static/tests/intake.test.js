import { describe, expect, test } from "@odoo/hoot";
import { queryAllTexts, waitFor } from "@odoo/hoot-dom";
import { advanceTime, animationFrame } from "@odoo/hoot-mock";
import { PAUSE } from "@crm_customer360/intake/import_progress";
import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import { defineModels, fields, MockServer, models, mountView, onRpc } from "@web/../tests/web_test_helpers";

const DIFFERENCES = [
    { field: "City", old: "Kaunas", new: "Vilnius", taken: true, why: "" },
    { field: "Phone", old: "+370 612 34567", new: "+370 612 00000", taken: false, why: "entered by hand" },
    { field: "Name", old: "", new: "UAB Alfa", taken: true, why: "" },
];

class Batch extends models.Model {
    _name = "batch";

    file = fields.Binary();
    filename = fields.Char();
    work = fields.Char();
    state = fields.Char();
    progress = fields.Float();
    left_count = fields.Integer();
    loaded = fields.Integer();
    differences = fields.Json();

    _records = [
        { id: 1, work: "run", state: "running", progress: 25, left_count: 75, loaded: 100, differences: DIFFERENCES },
        { id: 2, work: false, state: "draft", differences: false },
    ];
}

describe.current.tags("desktop");
defineMailModels();
defineModels([Batch]);

function open(resId, arch) {
    return mountView({ type: "form", resModel: "batch", resId, arch: `<form>${arch}</form>` });
}

test("differences: old, new, and why a value was not taken", async () => {
    await open(1, `<field name="differences" widget="crm_import_differences"/>`);
    expect(queryAllTexts(".o_crm_import_differences li")).toEqual([
        "City: Kaunas Vilnius",
        "Phone: +370 612 34567 +370 612 00000 (entered by hand)",
        "Name: UAB Alfa",
    ]);
    expect(".o_not_taken").toHaveCount(1);
    expect(".o_crm_import_differences del").toHaveCount(2);
});

test("a row without differences shows none", async () => {
    await open(2, `<field name="differences" widget="crm_import_differences"/>`);
    expect(".o_crm_import_differences li").toHaveCount(0);
});

test("the bar looks again by itself until the work is done", async () => {
    onRpc("batch", "web_read", () => expect.step("read"));
    await open(1, `<widget name="crm_import_progress"/>`);
    expect.verifySteps(["read"]);
    expect(".o_crm_import_progress").toHaveText(/75 are left/);
    expect(".progress-bar").toHaveText("25 %");
    MockServer.env["batch"].write([1], { left_count: 10, progress: 90 });
    await advanceTime(PAUSE);
    await animationFrame();
    expect.verifySteps(["read"]);
    expect(".progress-bar").toHaveText("90 %");
    MockServer.env["batch"].write([1], { work: false });
    await advanceTime(PAUSE);
    await animationFrame();
    expect.verifySteps(["read"]);
    await advanceTime(5 * PAUSE);
    expect.verifySteps([]);
});

test("what is stopped is not looked at again", async () => {
    Batch._records[0].state = "stopped";
    onRpc("batch", "web_read", () => expect.step("read"));
    await open(1, `<widget name="crm_import_progress"/>`);
    await advanceTime(5 * PAUSE);
    expect.verifySteps(["read"]);
    expect(".o_crm_import_progress").toHaveText(/Stopped; 75/);
});

test("a file may be dropped or chosen", async () => {
    await open(2, `<field name="filename" invisible="1"/><field name="file" widget="crm_import_file" filename="filename"/>`);
    await waitFor(".o_crm_import_drop");
    expect(".o_crm_import_drop").toHaveText(/Choose a file or drop it here/);
    expect(".o_crm_import_drop input[type=file]").toHaveCount(1);
});
