import { serializeDate } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";

/** Everything but "system": what the machinery notes is shown on request only. */
const HUMAN_NATURES = ["information", "inquiry", "complaint", "praise", "need", "transaction"];

export const DIRECTIONS = [
    { value: "in", label: _t("From the customer") },
    { value: "out", label: _t("From us") },
    { value: "internal", label: _t("Internal") },
];

export const PERIODS = [
    { value: "days30", label: _t("Last 30 days") },
    { value: "days90", label: _t("Last 90 days") },
    { value: "year", label: _t("This year") },
    { value: "custom", label: _t("From – to") },
];

/**
 * The filters as the user set them; `toServerFilters` turns them into the
 * argument of the server methods.
 */
export function emptyFilters() {
    return {
        channels: [],
        direction: false,
        period: false,
        dateFrom: false,
        dateTo: false,
        person: false,
        system: false,
        query: "",
    };
}

/** @returns {boolean} whether a filter hides rows (system rows only add some) */
export function isFiltered(filters) {
    return Boolean(
        filters.channels.length ||
        filters.direction ||
        filters.period ||
        filters.person ||
        filters.query.trim()
    );
}

/**
 * @param {ReturnType<typeof emptyFilters>} filters
 * @param {luxon.DateTime} [today]
 * @returns {Object} only the keys that are set
 */
export function toServerFilters(filters, today = luxon.DateTime.local()) {
    const { from, to } = periodBounds(filters, today);
    const query = filters.query.trim();
    return {
        ...(filters.channels.length && { channels: [...filters.channels] }),
        ...(filters.direction && { directions: [filters.direction] }),
        ...(!filters.system && { natures: [...HUMAN_NATURES] }),
        ...(filters.person && { partner_ids: [filters.person] }),
        ...(from && { date_from: serializeDate(from) }),
        ...(to && { date_to: serializeDate(to) }),
        ...(query && { query }),
    };
}

function periodBounds(filters, today) {
    switch (filters.period) {
        case "days30":
            return { from: today.minus({ days: 30 }), to: today };
        case "days90":
            return { from: today.minus({ days: 90 }), to: today };
        case "year":
            return { from: today.startOf("year"), to: today.endOf("year") };
        case "custom":
            return { from: filters.dateFrom, to: filters.dateTo };
        default:
            return { from: false, to: false };
    }
}
