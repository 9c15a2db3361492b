import { describe, expect, test } from "@odoo/hoot";
import { click } from "@odoo/hoot-dom";
import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import { Component, xml } from "@odoo/owl";
import { mockService, mountWithCleanup } from "@web/../tests/web_test_helpers";
import { registry } from "@web/core/registry";

/** The tool row of a page about the customer 4. */
class Page extends Component {
    static template = xml`
        <t t-foreach="tools" t-as="tool" t-key="tool_index">
            <t t-component="tool" partnerId="4" onDone="() => this.done()"/>
        </t>
    `;
    static props = {};

    setup() {
        const tools = registry.category("crm_customer_page_tools");
        this.tools = ["write", "note", "plan"].map((name) => tools.get(name).Component);
    }

    done() {
        expect.step("done");
    }
}

describe.current.tags("desktop");
defineMailModels();

test("write, note and plan open Odoo's dialogs for the customer, then the page is loaded again", async () => {
    mockService("action", {
        doAction({ res_model: model, target, context }, { onClose }) {
            expect.step([model, target, context]);
            onClose();
        },
    });
    await mountWithCleanup(Page);
    const composer = { default_composition_mode: "comment", default_model: "res.partner", default_res_ids: [4] };
    await click(".o_customer_tool_write");
    expect.verifySteps([
        [
            "mail.compose.message",
            "new",
            { ...composer, default_partner_ids: [4], default_subtype_xmlid: "mail.mt_comment" },
        ],
        "done",
    ]);
    await click(".o_customer_tool_note");
    expect.verifySteps([
        ["mail.compose.message", "new", { ...composer, default_partner_ids: [], default_subtype_xmlid: "mail.mt_note" }],
        "done",
    ]);
    await click(".o_customer_tool_plan");
    expect.verifySteps([
        [
            "mail.activity.schedule",
            "new",
            { active_model: "res.partner", active_ids: [4], active_id: 4, dialog_size: "large" },
        ],
        "done",
    ]);
});
