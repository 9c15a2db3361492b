import { beforeEach, describe, expect, test } from "@odoo/hoot";
import { mockDate } from "@odoo/hoot-mock";
import { dateGroup, momentLabels, rowDate } from "@crm_customer360/contact_timeline/timeline_dates";
import { allowTranslations } from "@web/../tests/web_test_helpers";
import {
    emptyFilters,
    isFiltered,
    toServerFilters,
} from "@crm_customer360/contact_timeline/timeline_filters";

const { DateTime } = luxon;

describe.current.tags("headless");

function groupOf(date, allDay = false) {
    const { key, label } = dateGroup(rowDate({ date, all_day: allDay }));
    return { key, label: String(label) };
}

// A Thursday, 14:00 in Vilnius.
beforeEach(() => {
    allowTranslations();
    mockDate("2026-11-19 12:00:00", +2);
});

test("a moment is put under the day it has in the user's time zone", () => {
    expect(groupOf("2026-11-19 22:30:00").label).toBe("Upcoming");
    expect(groupOf("2026-11-19 21:59:00").label).toBe("Today");
    expect(groupOf("2026-11-18 22:00:00").label).toBe("Today");
    expect(groupOf("2026-11-18 21:59:59").label).toBe("Yesterday");
    expect(groupOf("2026-11-17 09:00:00").label).toBe("Tuesday, November 17");
    expect(groupOf("2026-11-13 09:00:00").label).toBe("Friday, November 13");
    expect(groupOf("2026-11-12 09:00:00").label).toBe("November 2026");
    expect(groupOf("2025-12-31 09:00:00").label).toBe("December 2025");
});

test("a date without a time is not moved by the time zone", () => {
    mockDate("2026-11-19 12:00:00", -8);
    expect(groupOf("2026-11-19 00:00:00", true).label).toBe("Today");
    expect(groupOf("2026-11-19 00:00:00", false).label).toBe("Yesterday" /* 16:00 */);
    mockDate("2026-11-19 12:00:00", +10);
    expect(groupOf("2026-11-19 23:59:59", true).label).toBe("Today");
});

test("days stay apart when the clocks change", () => {
    mockDate("2026-10-27 12:00:00", "Europe/Vilnius");
    expect(groupOf("2026-10-25 10:00:00").label).toBe("Sunday, October 25");
    expect(groupOf("2026-10-21 10:00:00").label).toBe("Wednesday, October 21");
    expect(groupOf("2026-10-20 10:00:00").label).toBe("October 2026");
});

test("keys of groups sort newest first", () => {
    const dates = [
        "2026-12-01",
        "2026-11-19",
        "2026-11-13",
        "2026-11-12",
        "2026-10-31",
        "2025-12-01",
    ];
    const keys = dates.map((date) => groupOf(`${date} 10:00:00`).key);
    expect([...keys].sort().reverse()).toEqual(keys);
    expect(new Set(keys).size).toBe(6);
});

test("what stands at the right of a row", () => {
    const labels = (text, allDay = false) => {
        const date = rowDate({ date: text, all_day: allDay });
        return momentLabels(date, dateGroup(date), allDay).map((label) =>
            label.replace("\u202f", " ")
        );
    };
    expect(labels("2026-11-19 11:42:00")).toEqual(["1:42 PM"]);
    expect(labels("2026-11-19 00:00:00", true)).toEqual([]);
    expect(labels("2026-10-13 06:00:00")).toEqual(["Oct 13"]);
    expect(labels("2026-10-13 00:00:00", true)).toEqual(["Oct 13"]);
    expect(labels("2026-11-24 07:00:00")).toEqual(["Nov 24", "9:00 AM"]);
    expect(labels("2027-01-05 00:00:00", true)).toEqual(["Jan 5, 2027"]);
});

test("no filter asks for everything but system rows", () => {
    const natures = ["information", "inquiry", "complaint", "praise", "need", "marketing", "transaction"];
    expect(toServerFilters(emptyFilters())).toEqual({ natures });
    expect(toServerFilters({ ...emptyFilters(), system: true })).toEqual({});
    expect(isFiltered(emptyFilters())).toBe(false);
    expect(isFiltered({ ...emptyFilters(), system: true })).toBe(false);
});

test("each filter becomes its argument", () => {
    const filters = {
        ...emptyFilters(),
        system: true,
        channels: ["order", "invoice"],
        direction: "in",
        person: 7,
        query: "  S00231 ",
    };
    expect(toServerFilters(filters)).toEqual({
        channels: ["order", "invoice"],
        directions: ["in"],
        partner_ids: [7],
        query: "S00231",
    });
    expect(isFiltered(filters)).toBe(true);
    expect(isFiltered({ ...emptyFilters(), query: "   " })).toBe(false);
});

test("periods become dates", () => {
    const dates = (changes) => toServerFilters({ ...emptyFilters(), system: true, ...changes });
    expect(dates({ period: "days30" })).toEqual({ date_from: "2026-10-20", date_to: "2026-11-19" });
    expect(dates({ period: "days90" })).toEqual({ date_from: "2026-08-21", date_to: "2026-11-19" });
    expect(dates({ period: "year" })).toEqual({ date_from: "2026-01-01", date_to: "2026-12-31" });
    expect(dates({ period: "custom" })).toEqual({});
    expect(dates({ period: "custom", dateFrom: DateTime.local(2026, 2, 3) })).toEqual({
        date_from: "2026-02-03",
    });
    expect(dates({ period: "custom", dateTo: DateTime.local(2026, 2, 3) })).toEqual({
        date_to: "2026-02-03",
    });
});
