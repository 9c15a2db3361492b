import { describe, expect, test } from "@odoo/hoot";
import { click, queryAllTexts } from "@odoo/hoot-dom";
import { advanceTime, animationFrame } from "@odoo/hoot-mock";
import { PAUSE_MS } from "@crm_customer360/duplicate/duplicate_warning";
import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import { FormViewDialog } from "@web/views/view_dialogs/form_view_dialog";
import { WebClient } from "@web/webclient/webclient";
import {
    contains,
    defineModels,
    fields,
    getService,
    makeServerError,
    mockService,
    models,
    mountView,
    mountWithCleanup,
    onRpc,
} from "@web/../tests/web_test_helpers";

const ARCH = `
    <form>
        <widget name="crm_duplicate_warning" invisible="id"/>
        <sheet><field name="name"/><field name="email"/></sheet>
    </form>`;

function row(id, name, reasons = ["same e-mail"]) {
    return { id, display_name: name, score: 0.9, reasons };
}

describe.current.tags("desktop");
defineMailModels();

class Customer extends models.Model {
    _name = "customer";
    name = fields.Char();
    email = fields.Char();
    phone = fields.Char();
    vat = fields.Char();
    company_registry = fields.Char();
    website = fields.Char();
    street = fields.Char();
    zip = fields.Char();
    city = fields.Char();
    is_company = fields.Boolean();
    parent_id = fields.Many2one({ relation: "res.partner" });
    country_id = fields.Many2one({ relation: "res.country" });
    _records = [{ id: 1, name: "Known" }];
    _views = { form: ARCH };
}
defineModels([Customer]);

function answer(...rows) {
    onRpc("res.partner", "find_duplicates", (params) => {
        const { name, email } = params.args[0];
        expect.step(`${name || "-"} ${email || "-"} ${params.args[1]}`);
        return rows;
    });
}

async function pause() {
    await advanceTime(PAUSE_MS + 1);
    await animationFrame();
}

test("names who it looks like while it is being typed, asked for once in a pause", async () => {
    answer(row(7, "Živilė <b>K.</b>", ["same e-mail", "same name"]), row(8, "Z. K.", []));
    await mountView({ type: "form", resModel: "customer", arch: ARCH });
    await pause();
    expect.verifySteps([]);
    await contains("[name=name] input").edit("Živ", { confirm: false });
    await contains("[name=name] input").edit("Živilė", { confirm: false });
    expect(".o_duplicate_warning_line").toHaveCount(0);
    await pause();
    expect.verifySteps(["Živilė - 3"]);
    expect(queryAllTexts(".o_duplicate_warning_one a")).toEqual(["Živilė <b>K.</b>", "Z. K."]);
    expect(".o_duplicate_warning_one:first .text-muted").toHaveText("same e-mail, same name");
    expect(".o_duplicate_warning_one:first a").toHaveAttribute("href", "/odoo/res.partner/7");
    expect(".o_duplicate_warning_one:first a").toHaveAttribute("target", "_blank");
});

test("nothing is asked for a known customer, nor of two letters", async () => {
    answer(row(7, "A"));
    await mountView({ type: "form", resModel: "customer", resId: 1, arch: ARCH });
    await pause();
    expect(".o_duplicate_warning").toHaveCount(0);
    expect.verifySteps([]);
});

test("it can be closed, and stays closed", async () => {
    answer(row(7, "A"));
    await mountView({ type: "form", resModel: "customer", arch: ARCH });
    await contains("[name=name] input").edit("Alfa");
    await pause();
    await click(".o_duplicate_warning .btn-close");
    await animationFrame();
    await contains("[name=name] input").edit("Alfa Beta");
    await pause();
    expect(".o_duplicate_warning_line").toHaveCount(0);
    expect.verifySteps(["Alfa - 3", "Alfa Beta - 3"]);
});

test("a failure keeps nobody from typing", async () => {
    onRpc("res.partner", "find_duplicates", () => {
        throw makeServerError({ message: "no" });
    });
    await mountView({ type: "form", resModel: "customer", arch: ARCH });
    await contains("[name=name] input").edit("Alfa");
    await pause();
    expect(".o_duplicate_warning_line, .o_notification, .o_error_dialog").toHaveCount(0);
});

test("using one drops what was typed and opens it", async () => {
    answer(row(7, "A"));
    mockService("action", {
        doAction: (action, options) => expect.step([action.res_model, action.res_id, options.stackPosition]),
    });
    onRpc("web_save", () => expect.step("saved"));
    await mountView({ type: "form", resModel: "customer", arch: ARCH });
    await contains("[name=name] input").edit("Alfa");
    await pause();
    expect.verifySteps(["Alfa - 3"]);
    await click(".o_duplicate_warning_use");
    await animationFrame();
    expect.verifySteps([["res.partner", 7, "replaceCurrentAction"]]);
});

test("in the dialog of another model there is only the look at it", async () => {
    answer(row(7, "A"));
    await mountWithCleanup(WebClient);
    getService("dialog").add(FormViewDialog, { resModel: "customer" });
    await animationFrame();
    await animationFrame();
    await contains(".modal [name=name] input").edit("Alfa");
    await pause();
    expect(".modal .o_duplicate_warning_one").toHaveCount(1);
    expect(".modal .o_duplicate_warning_use").toHaveCount(0);
    expect.verifySteps(["Alfa - 3"]);
});
