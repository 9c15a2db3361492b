import { parseFloat } from "@web/views/fields/parsers";
import { serializeDate, serializeDateTime } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";
import { uuid } from "@web/core/utils/strings";

const { DateTime } = luxon;

/** What the server knows our entries by, so that one sent twice stands there once. */
const SYSTEM = "quick_log";

/** The channels with a button, and who usually begins. */
export const CHANNELS = [
    { value: "call", label: _t("Phone"), direction: "in" },
    { value: "visit", label: _t("Visit"), direction: "out" },
    { value: "letter", label: _t("Letter"), direction: "in" },
    { value: "fax", label: _t("Fax"), direction: "in" },
    { value: "shop", label: _t("Counter"), direction: "in" },
    { value: "other", label: _t("Other"), direction: "in" },
];

export const DIRECTIONS = [
    { value: "in", label: _t("From the customer"), icon: "fa-arrow-left" },
    { value: "out", label: _t("From us"), icon: "fa-arrow-right" },
];

export const NATURES = [
    { value: "information", label: _t("Information") },
    { value: "inquiry", label: _t("Enquiry") },
    { value: "complaint", label: _t("Complaint") },
    { value: "praise", label: _t("Praise") },
    { value: "need", label: _t("Need or plan") },
    { value: "marketing", label: _t("Marketing") },
];

export const FOLLOWUPS = [
    { value: "tomorrow", label: _t("Tomorrow") },
    { value: "week", label: _t("In a week") },
    { value: "date", label: _t("On a day") },
];

/** An entry nobody has written anything into yet. */
export function emptyEntry() {
    return {
        ref: uuid(),
        channel: false,
        direction: "in",
        nature: "information",
        text: "",
        contactId: false,
        /** false: now */
        date: false,
        followup: false,
        followupDate: false,
        needWhat: "",
        needDate: false,
        needQuantity: "",
        needValue: "",
    };
}

/**
 * @param {ReturnType<typeof emptyEntry>} entry
 * @returns {string} what is missing or cannot be read; empty if nothing
 */
export function problemOf(entry) {
    if (!entry.text.trim()) {
        return _t("Write one line: what was it about?");
    }
    if (entry.followup === "date" && !entry.followupDate) {
        return _t("Choose the day of the follow-up.");
    }
    const figures = entry.nature === "need" ? [entry.needQuantity, entry.needValue] : [];
    const wrong = figures.find((figure) => Number.isNaN(numberOf(figure)));
    return wrong === undefined ? "" : _t("“%s” is no number.", wrong);
}

/**
 * @param {ReturnType<typeof emptyEntry>} entry without a problem
 * @param {number} partnerId the customer, unless a contact of theirs was chosen
 * @returns {Object} a row of `crm.touchpoint.log`
 */
export function toRow(entry, partnerId) {
    return {
        partner_id: entry.contactId || partnerId,
        channel: entry.channel,
        direction: entry.direction,
        nature: entry.nature,
        name: entry.text.trim(),
        external_system: SYSTEM,
        external_ref: entry.ref,
        ...(entry.date && { date: serializeDateTime(entry.date) }),
        ...(entry.followup && { followup: { date: serializeDate(followupDay(entry)) } }),
        ...(entry.nature === "need" && needOf(entry)),
    };
}

function needOf({ needWhat, needDate, needQuantity, needValue }) {
    return {
        ...(needWhat.trim() && { need_what: needWhat.trim() }),
        ...(needDate && { need_date: serializeDate(needDate) }),
        ...(needQuantity.trim() && { need_quantity: numberOf(needQuantity) }),
        ...(needValue.trim() && { need_value: numberOf(needValue) }),
    };
}

function followupDay({ followup, followupDate }) {
    const today = DateTime.local().startOf("day");
    return { tomorrow: today.plus({ days: 1 }), week: today.plus({ weeks: 1 }), date: followupDate }[
        followup
    ];
}

/** A figure as the user's language writes it; NaN if it is none. */
function numberOf(text) {
    if (!text.trim()) {
        return 0;
    }
    try {
        return parseFloat(text.trim());
    } catch {
        return NaN;
    }
}
