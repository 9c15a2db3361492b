import { beforeEach, describe, expect, test } from "@odoo/hoot";
import { click, queryAllAttributes, queryAllTexts, queryFirst, queryOne } from "@odoo/hoot-dom";
import { Deferred, advanceTime, animationFrame, mockDate } from "@odoo/hoot-mock";
import { Component, useState, xml } from "@odoo/owl";
import { FRESH_MS, forgetCustomerStrips } from "@crm_customer360/customer_strip/customer_strip_cache";
import { CustomerStrip } from "@crm_customer360/customer_strip/customer_strip";
import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import { FormViewDialog } from "@web/views/view_dialogs/form_view_dialog";
import { WebClient } from "@web/webclient/webclient";
import {
    defineModels,
    fields,
    getService,
    makeServerError,
    models,
    mockService,
    mountView,
    mountWithCleanup,
    onRpc,
} from "@web/../tests/web_test_helpers";

function item(values = {}) {
    return {
        count: 1,
        late: 0,
        title: "A title",
        date: "2026-11-24",
        amounts: [],
        tone: "info",
        text: "",
        res_model: "res.partner",
        res_id: 7,
        action: false,
        ...values,
    };
}

function answer(values = {}) {
    return {
        partner_id: 1,
        owner: { id: 5, name: "Rasa" },
        stand_in: false,
        complaints: false,
        promises: false,
        risk: false,
        late_deliveries: false,
        last_contact: false,
        tone: "info",
        ...values,
    };
}

/** Answers the calls in turn, the last one again and again, and notes them as steps. */
function mockAnswers(...answers) {
    onRpc("res.partner", "customer_strip", ({ args }) => {
        expect.step(`strip ${args[0]}`);
        return answers.length > 1 ? answers.shift() : answers[0];
    });
}

function mockActions() {
    mockService("action", {
        doAction: (action, options) => expect.step([action.res_model || action, action.res_id, action.domain, options]),
    });
}

async function mountStrip(props = {}) {
    await mountWithCleanup(CustomerStrip, { props: { partnerId: 1, ...props } });
    await animationFrame();
}

class Parent extends Component {
    static template = xml`<CustomerStrip partnerId="state.partnerId" revision="state.revision"/>`;
    static components = { CustomerStrip };
    static props = {};
    state = useState({ partnerId: 1, revision: 1 });
}

describe.current.tags("desktop");
defineMailModels();

beforeEach(() => {
    mockDate("2026-11-22 12:00:00", +2);
    forgetCustomerStrips();
});

test("its height is there before the answer and stays", async () => {
    const asked = new Deferred();
    onRpc("res.partner", "customer_strip", () => asked);
    await mountStrip();
    expect(".o_customer_strip[aria-busy=true] .o_customer_strip_bone").toHaveCount(2);
    const height = queryOne(".o_customer_strip").offsetHeight;
    expect(height).toBeGreaterThan(30);
    asked.resolve(answer({ risk: item({ amounts: [{ amount: 1240, currency: "EUR" }], tone: "danger" }) }));
    await animationFrame();
    await animationFrame();
    expect(".o_customer_strip_bone").toHaveCount(0);
    expect(".o_customer_strip[aria-busy=false] .o_customer_strip_chip").toHaveCount(1);
    expect(queryOne(".o_customer_strip").offsetHeight).toBe(height);
});

test("chips say what and how much, loud only where somebody is needed", async () => {
    mockAnswers(
        answer({
            complaints: item({ count: 2, tone: "warning" }),
            promises: item({ count: 3, late: 1, tone: "danger", text: "Call now." }),
            risk: item({ amounts: [{ amount: 350.5, currency: "XTS" }], tone: "danger" }),
            late_deliveries: item({ count: 4 }),
            last_contact: "2026-11-21 09:00:00",
        })
    );
    await mountStrip();
    const labels = ["Complaints", "Promises", "Overdue", "Late deliveries"];
    expect(queryAllTexts(".o_customer_strip_label")).toEqual(labels);
    expect(queryAllTexts(".o_customer_strip_value")).toEqual(["2", "3 · 1 late", "350.50 XTS", "4"]);
    expect(queryAllAttributes(".o_customer_strip_chip", "data-tone")).toEqual(["warning", "danger", "danger", "info"]);
    expect(".o_customer_strip_chip[data-key=promises]").toHaveAttribute("title", "Call now.");
    expect(".o_customer_strip_last").toHaveText("Last contact: yesterday");
    expect.verifySteps(["strip 1"]);
});

test("a promise still to come names its day; text is never markup", async () => {
    mockAnswers(
        answer({ owner: { id: 5, name: "<b>Rasa</b>" }, promises: item({ date: "2026-11-22", title: "<i>x</i>" }) })
    );
    await mountStrip();
    expect(".o_customer_strip_value").toHaveText("1 · today");
    expect(".o_customer_strip_name").toHaveText("<b>Rasa</b>");
    expect(".o_customer_strip b, .o_customer_strip i:not(.fa)").toHaveCount(0);
    expect.verifySteps(["strip 1"]);
});

test("without owner the stand-in is named, without either it is said", async () => {
    mockAnswers(answer({ owner: false, stand_in: { id: 6, name: "Jonas" } }), answer({ owner: false, partner_id: 2 }));
    const parent = await mountWithCleanup(Parent);
    await animationFrame();
    expect(".o_customer_strip_name").toHaveText("Stand-in: Jonas");
    parent.state.partnerId = 2;
    await animationFrame();
    await animationFrame();
    expect(".o_customer_strip_name").toHaveText("No owner yet");
    expect.verifySteps(["strip 1", "strip 2"]);
});

test("a chip opens its record, the list of several, or the customer", async () => {
    mockActions();
    mockAnswers(
        answer({
            complaints: item({ count: 2 }),
            promises: item({ res_id: 9 }),
            risk: item({
                count: 2,
                amounts: [{ amount: 1, currency: "EUR" }],
                action: { res_model: "account.move", domain: [["id", ">", 0]] },
            }),
        })
    );
    await mountStrip();
    expect.verifySteps(["strip 1"]);
    const page = ["crm_customer360.customer_page_action", undefined, undefined, { additionalContext: { active_id: 1 } }];
    await click("[data-key=complaints]");
    await click("[data-key=promises]");
    await click("[data-key=risk]");
    await click(".o_customer_strip_owner");
    expect.verifySteps([
        page,
        ["res.partner", 9, undefined, undefined],
        ["account.move", undefined, [["id", ">", 0]], undefined],
        page,
    ]);
});

test("every part is reached by the keyboard", async () => {
    mockAnswers(answer({ complaints: item(), promises: item() }));
    await mountStrip();
    expect("button.o_customer_strip_chip, button.o_customer_strip_owner").toHaveCount(3);
    queryFirst(".o_customer_strip_owner").focus();
    expect(".o_customer_strip_owner").toBeFocused();
    expect.verifySteps(["strip 1"]);
});

test("asked for once in a few seconds, again after a change", async () => {
    mockAnswers(answer());
    await mountStrip();
    await mountStrip();
    expect.verifySteps(["strip 1"]);
    await advanceTime(FRESH_MS + 1);
    const parent = await mountWithCleanup(Parent);
    await animationFrame();
    expect.verifySteps(["strip 1"]);
    parent.state.revision = 2;
    await animationFrame();
    expect.verifySteps(["strip 1"]);
});

test("the answer for a customer that is gone does not overwrite the next one's", async () => {
    const slow = new Deferred();
    onRpc("res.partner", "customer_strip", ({ args }) =>
        args[0] === 1 ? slow : answer({ partner_id: 2, owner: { id: 8, name: "Second" } })
    );
    const parent = await mountWithCleanup(Parent);
    parent.state.partnerId = 2;
    await animationFrame();
    await animationFrame();
    slow.resolve(answer({ owner: { id: 5, name: "First" } }));
    await animationFrame();
    expect(".o_customer_strip_name").toHaveText("Second");
});

test("a failure stays quiet, says why on hover, and is asked for again", async () => {
    let failing = true;
    onRpc("res.partner", "customer_strip", () => {
        if (failing) {
            throw makeServerError({ message: "You may not see this customer." });
        }
        return answer();
    });
    await mountStrip();
    expect(".o_customer_strip[data-status=error]").toHaveCount(1);
    expect(".o_customer_strip_error").toHaveAttribute("title", "You may not see this customer.");
    expect(".o_notification, .o_error_dialog").toHaveCount(0);
    failing = false;
    await mountStrip();
    expect(".o_customer_strip[data-status=ready]").toHaveCount(1);
});

describe("on a form", () => {
    class Document extends models.Model {
        _name = "document";
        customer_id = fields.Many2one({ relation: "res.partner" });
        write_date = fields.Datetime();
        _records = [
            { id: 1, customer_id: 1, write_date: "2026-11-01 10:00:00" },
            { id: 2, customer_id: false, write_date: "2026-11-01 10:00:00" },
        ];
    }
    defineModels([Document]);
    const arch = `
        <form>
            <widget name="crm_customer_strip" partner="customer_id" invisible="not customer_id"/>
            <sheet><field name="customer_id"/></sheet>
        </form>`;

    test("of the record's customer", async () => {
        mockAnswers(answer());
        await mountView({ type: "form", resModel: "document", resId: 1, arch });
        await animationFrame();
        expect(".o_form_sheet_bg > .o_widget_crm_customer_strip .o_customer_strip_name").toHaveText("Rasa");
        expect.verifySteps(["strip 1"]);
    });

    test("of the customer of a new document", async () => {
        mockAnswers(answer());
        const context = { default_customer_id: 1 };
        await mountView({ type: "form", resModel: "document", arch, context });
        await animationFrame();
        expect(".o_customer_strip_name").toHaveText("Rasa");
        expect.verifySteps(["strip 1"]);
    });

    test("not in a dialog", async () => {
        mockAnswers(answer());
        Document._views = { form: arch };
        await mountWithCleanup(WebClient);
        getService("dialog").add(FormViewDialog, { resModel: "document", resId: 1 });
        await animationFrame();
        await animationFrame();
        expect(".modal .o_field_widget[name=customer_id]").toHaveCount(1);
        expect(".o_customer_strip").toHaveCount(0);
        expect.verifySteps([]);
    });

    test("not without a customer", async () => {
        mockAnswers(answer());
        await mountView({ type: "form", resModel: "document", resId: 2, arch });
        await animationFrame();
        expect(".o_customer_strip").toHaveCount(0);
        expect.verifySteps([]);
    });
});
