import { beforeEach, describe, expect, test } from "@odoo/hoot";
import { click, press, queryFirst } from "@odoo/hoot-dom";
import { Deferred, animationFrame, mockDate } from "@odoo/hoot-mock";
import { dateGroup, rowDate } from "@crm_customer360/contact_timeline/timeline_dates";
import { TimelineRow } from "@crm_customer360/contact_timeline/timeline_row";
import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import { makeServerError, mockService, mountWithCleanup, onRpc } from "@web/../tests/web_test_helpers";

const MAIL = {
    id: 5,
    date: "2026-11-19 11:42:00",
    all_day: false,
    channel: "email",
    event: "received",
    event_label: "E-mail received",
    direction: "in",
    nature: "information",
    title: "Racks",
    preview: "",
    amount: false,
    currency: false,
    partner: { id: 2, name: "Ona" },
    user: false,
    source: "mail.message",
    key_id: 50,
    res_model: "sale.order",
    res_id: 231,
};
const CONTENT = {
    html: '<p>Where are <a href="https://example.com">they</a>?</p>',
    attachments: [{ id: 9, name: "list.pdf", mimetype: "application/pdf", size: 2048 }],
    fields: [["From", "<ona@example.com>"]],
};

async function mountRow(values = {}, props = {}) {
    const row = { ...MAIL, ...values };
    row.date = rowDate(row);
    row.heading = dateGroup(row.date);
    await mountWithCleanup(TimelineRow, {
        props: { row, partnerId: 1, onOpen: () => expect.step("open"), ...props },
    });
}

async function unfold() {
    await click(".o_contact_timeline_toggle");
    await animationFrame();
    await animationFrame();
}

describe.current.tags("desktop");
defineMailModels();

beforeEach(() => mockDate("2026-11-19 12:00:00", +2));

test("a row opens in place, after a skeleton, and closes again", async () => {
    const answer = new Deferred();
    onRpc("crm.touchpoint", "content", ({ args }) => {
        expect.step(args[0]);
        return answer;
    });
    await mountRow();
    expect(".o_contact_timeline_toggle").toHaveAttribute("aria-expanded", "false");
    await unfold();
    expect(".o_contact_timeline_content .placeholder").toHaveCount(3);
    answer.resolve(CONTENT);
    await animationFrame();
    expect(".o_contact_timeline_words").toHaveText("Where are they?");
    expect(".o_contact_timeline_words a").toHaveAttribute("target", "_blank");
    expect(".o_contact_timeline_words a").toHaveAttribute("rel", "noopener noreferrer");
    expect(".o_contact_timeline_fields").toHaveText(/From\s*<ona@example.com>/);
    expect(".o_contact_timeline_file").toHaveText(/list\.pdf\s*2\.00 Kb/i);
    expect(".o_contact_timeline_file").toHaveAttribute("href", "/web/content/9?download=true");
    await click(".o_contact_timeline_toggle");
    await animationFrame();
    expect(".o_contact_timeline_content").toHaveCount(0);
    // the record was not opened
    expect.verifySteps([5]);
});

test("space opens in place, the link still opens the record", async () => {
    onRpc("crm.touchpoint", "content", () => CONTENT);
    await mountRow();
    queryFirst(".o_contact_timeline_row").focus();
    await press(" ");
    await animationFrame();
    await animationFrame();
    expect(".o_contact_timeline_words").toHaveCount(1);
    await click("a.o_contact_timeline_row");
    expect.verifySteps(["open"]);
});

test("an error can be retried", async () => {
    let fail = true;
    onRpc("crm.touchpoint", "content", () => {
        if (fail) {
            throw makeServerError({ message: "Not for you." });
        }
        return CONTENT;
    });
    await mountRow();
    await unfold();
    expect(".o_contact_timeline_content_error[role=alert]").toHaveText(/Not for you\./);
    fail = false;
    await click(".o_contact_timeline_content_error button");
    await animationFrame();
    expect(".o_contact_timeline_words").toHaveCount(1);
});

test("a row without more to tell says so", async () => {
    onRpc("crm.touchpoint", "content", () => ({ html: "", attachments: [], fields: [] }));
    await mountRow({ channel: "telex", source: "telex" });
    await unfold();
    expect(".o_contact_timeline_content").toHaveText(/There is nothing more to show here\./);
    expect(".o_contact_timeline_reply").toHaveCount(0);
});

test("a reply opens the composer for the document with its recipient", async () => {
    onRpc("crm.touchpoint", "content", () => CONTENT);
    onRpc("crm.touchpoint", "reply", () => ({
        model: "sale.order",
        res_id: 231,
        partner_ids: [2],
        parent_id: 77,
        subject: "Re: Racks",
    }));
    mockService("action", {
        doAction(action, { onClose }) {
            expect.step(action.res_model);
            expect.step(action.context);
            onClose();
        },
    });
    await mountRow({}, { onChanged: () => expect.step("changed") });
    await unfold();
    await click(".o_contact_timeline_reply");
    await animationFrame();
    expect.verifySteps([
        "mail.compose.message",
        {
            default_composition_mode: "comment",
            default_model: "sale.order",
            default_res_ids: [231],
            default_partner_ids: [2],
            default_subtype_xmlid: "mail.mt_comment",
            default_parent_id: 77,
            default_subject: "Re: Racks",
        },
        "changed",
    ]);
});

test("a reply that is refused says why", async () => {
    onRpc("crm.touchpoint", "content", () => CONTENT);
    onRpc("crm.touchpoint", "reply", () => {
        throw makeServerError({ message: "Gone." });
    });
    await mountRow();
    await unfold();
    await click(".o_contact_timeline_reply");
    await animationFrame();
    expect(".o_contact_timeline_content [role=alert]").toHaveText("Gone.");
});

test("note and plan are for the contact of the row", async () => {
    onRpc("crm.touchpoint", "content", () => CONTENT);
    mockService("action", {
        doAction({ res_model: model, context }) {
            expect.step([model, context.default_res_ids || context.active_ids, context.default_subtype_xmlid]);
        },
    });
    await mountRow({ channel: "call", source: "mail.activity" });
    await unfold();
    await click(".o_contact_timeline_note");
    await click(".o_contact_timeline_plan");
    expect.verifySteps([
        ["mail.compose.message", [2], "mail.mt_note"],
        ["mail.activity.schedule", [2], undefined],
    ]);
});
