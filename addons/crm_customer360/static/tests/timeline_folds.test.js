import { describe, expect, test } from "@odoo/hoot";
import { foldRows } from "@crm_customer360/contact_timeline/timeline_folds";

let nextId = 1;

function row(date, values = {}) {
    return {
        id: nextId++,
        date: `2026-11-${date}`,
        all_day: false,
        channel: "lead",
        event: "stage",
        nature: "transaction",
        title: "",
        partner: { id: 1, name: "UAB Pavyzdys" },
        source: "crm.lead.stage",
        key_id: nextId,
        res_model: "crm.lead",
        res_id: 7,
        ...values,
    };
}

const mailing = (date, event, values = {}) =>
    row(date, {
        channel: "campaign",
        event,
        nature: "information",
        source: "mailing.trace",
        key_id: 5,
        res_model: "res.partner",
        res_id: 1,
        ...values,
    });

const message = (date, title, values = {}) =>
    row(date, {
        channel: "email",
        event: "received",
        nature: "information",
        title,
        source: "mail.message",
        res_model: "res.partner",
        res_id: 1,
        ...values,
    });

/** Each item as its kind and the dates of its head and of the rows behind it. */
const shape = (rows, options) =>
    foldRows(rows, options).map(({ kind, row: head, more }) => [kind, head.date.slice(8), ...more.map((one) => one.date.slice(8))]);

/** Every row must be somewhere, exactly once. */
function expectComplete(rows, options) {
    const ids = foldRows(rows, options).flatMap((item) => [item.row, ...item.more].map(({ id }) => id));
    expect(ids.sort((a, b) => a - b)).toEqual(rows.map(({ id }) => id).sort((a, b) => a - b));
}

describe.current.tags("headless");

test("a campaign mail is one row that shows how far it went", () => {
    const rows = [
        mailing("19 12:00:00", "opened"),
        row("19 11:00:00"),
        mailing("19 10:00:00", "clicked"),
        mailing("18 10:00:00", "sent"),
    ];
    expect(shape(rows)).toEqual([
        ["row", "19 11:00:00"],
        ["campaign", "19 10:00:00", "19 12:00:00", "18 10:00:00"],
    ]);
    expectComplete(rows);
});

test("campaign mails of another recipient or mailing stay apart", () => {
    const rows = [
        mailing("19 12:00:00", "opened"),
        mailing("19 11:00:00", "sent", { partner: { id: 2, name: "Ona" } }),
        mailing("19 10:00:00", "sent", { key_id: 6 }),
        mailing("19 09:00:00", "sent"),
    ];
    expect(shape(rows).map(([kind]) => kind)).toEqual(["campaign", "row", "row"]);
    expectComplete(rows);
});

test("an event nobody described is folded with the others of its mail", () => {
    const rows = [mailing("19 12:00:00", "printed"), mailing("19 10:00:00", "opened")];
    expect(shape(rows)).toEqual([["campaign", "19 10:00:00", "19 12:00:00"]]);
});

test("changes of one document within an hour are one row", () => {
    const rows = [row("19 12:00:00"), row("19 11:30:00"), row("19 10:45:00"), row("19 08:00:00")];
    expect(shape(rows)).toEqual([
        ["changes", "19 12:00:00", "19 11:30:00", "19 10:45:00"],
        ["row", "19 08:00:00"],
    ]);
    expectComplete(rows);
});

test("what comes between, another document or a complaint ends a run of changes", () => {
    const rows = [
        row("19 12:00:00"),
        message("19 11:59:00", "Racks"),
        row("19 11:58:00"),
        row("19 11:57:00", { res_id: 8 }),
        row("19 11:56:00", { res_id: 8, nature: "complaint" }),
        row("19 11:55:00", { res_id: 8 }),
    ];
    expect(shape(rows).map(([kind]) => kind)).toEqual(Array(6).fill("row"));
});

test("events about a contact are one matter only when one source tells them", () => {
    const visit = { res_model: "res.partner", res_id: 1, channel: "web", source: "website.track" };
    const rows = [
        row("19 12:00:00", visit),
        row("19 11:59:00", visit),
        row("19 11:58:00", { ...visit, channel: "portal", source: "portal" }),
    ];
    expect(shape(rows).map(([kind]) => kind)).toEqual(["changes", "row"]);
});

test("messages of one subject are one conversation, whatever stands between", () => {
    const rows = [
        message("19 12:00:00", "Re: Ats: Racks"),
        row("19 11:00:00"),
        message("18 12:00:00", "RE: racks"),
        message("17 12:00:00", "Shelves"),
        message("16 12:00:00", "Racks"),
    ];
    expect(shape(rows)).toEqual([
        ["conversation", "19 12:00:00", "18 12:00:00", "16 12:00:00"],
        ["row", "19 11:00:00"],
        ["row", "17 12:00:00"],
    ]);
    expectComplete(rows);
    expect(shape(rows, { conversations: false }).map(([kind]) => kind)).toEqual(Array(5).fill("row"));
});

test("messages on one document are one conversation, without a subject on a contact they are none", () => {
    const order = { res_model: "sale.order", res_id: 3 };
    const rows = [
        message("19 12:00:00", "", order),
        message("19 11:00:00", "Another", { ...order, channel: "note" }),
        message("19 10:00:00", ""),
        message("19 09:00:00", ""),
    ];
    expect(shape(rows).map(([kind]) => kind)).toEqual(["conversation", "row", "row"]);
    expectComplete(rows);
});

test("the same subject after a long silence is another conversation", () => {
    const rows = [
        message("19 12:00:00", "Racks"),
        message("18 12:00:00", "Racks"),
        message("01 12:00:00", "Racks", { date: "2026-09-01 12:00:00" }),
    ];
    expect(shape(rows).map(([kind]) => kind)).toEqual(["conversation", "row"]);
});

test("a fold that goes on with the next page grows and keeps its key", () => {
    const rows = [message("19 12:00:00", "Racks"), message("18 12:00:00", "Racks"), message("17 12:00:00", "Racks")];
    const [first] = foldRows(rows.slice(0, 2));
    const [whole] = foldRows(rows);
    expect(first.more).toHaveLength(1);
    expect(whole.more).toHaveLength(2);
    expect(whole.key).toBe(first.key);
});

test("system entries of one record are folded, chats and mails are not taken for changes", () => {
    const log = { channel: "note", nature: "system", source: "mail.message", res_model: "res.partner", res_id: 1 };
    const rows = [
        row("19 12:00:00", log),
        row("19 11:59:00", log),
        message("19 11:58:00", "a", { channel: "sms" }),
        message("19 11:57:00", "b", { channel: "sms" }),
    ];
    expect(shape(rows).map(([kind]) => kind)).toEqual(["changes", "row", "row"]);
});
