import { serializeDate } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";
import { NATURES } from "./timeline_natures";

/** Everything but "system": what the machinery notes is shown on request only. */
const HUMAN_NATURES = NATURES.map(({ value }) => value);

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
        nature: false,
        period: false,
        dateFrom: false,
        dateTo: false,
        /** a contact of the customer */
        person: false,
        /** one of us */
        user: false,
        system: false,
        query: "",
        /** the day the list begins on; not a filter, it only skips what is newer */
        until: false,
    };
}

/** @returns {boolean} whether a filter hides rows (system rows only add some) */
export function isFiltered(filters) {
    return Boolean(
        filters.channels.length ||
        filters.direction ||
        filters.nature ||
        filters.period ||
        filters.person ||
        filters.user ||
        filters.query.trim()
    );
}

/**
 * @param {ReturnType<typeof emptyFilters>} filters
 * @param {luxon.DateTime} [today]
 * @returns {Object} only the keys that are set
 */
export function toServerFilters(filters, today = luxon.DateTime.local()) {
    const { from, to: periodEnd } = periodBounds(filters, today);
    const to = earlier(periodEnd, filters.until);
    const query = filters.query.trim();
    return {
        ...(filters.channels.length && { channels: [...filters.channels] }),
        ...(filters.direction && { directions: [filters.direction] }),
        ...naturesAsked(filters),
        ...(filters.person && { partner_ids: [filters.person] }),
        ...(filters.user && { user_ids: [filters.user] }),
        ...(from && { date_from: serializeDate(from) }),
        ...(to && { date_to: serializeDate(to) }),
        ...(query && { query }),
    };
}

function naturesAsked({ nature, system }) {
    if (nature) {
        return { natures: [nature] };
    }
    return system ? {} : { natures: [...HUMAN_NATURES] };
}

function earlier(one, other) {
    return one && other ? (one < other ? one : other) : one || other;
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
