import { deserializeDate, deserializeDateTime } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";
import { formatFloat, formatPercentage } from "@web/views/fields/formatters";
import { formatAmount } from "../contact_timeline/timeline_row";

const { DateTime } = luxon;

/**
 * @param {string} text `YYYY-MM-DD`, or a moment in UTC
 * @returns {luxon.DateTime} in the user's time zone
 */
export function toDate(text) {
    return text.length === 10 ? deserializeDate(text) : deserializeDateTime(text);
}

/** Calendar days from `date` to today; negative for what is still to come. */
export function daysSince(date, now = DateTime.local()) {
    return Math.round(now.startOf("day").diff(date.startOf("day"), "days").days);
}

/** A day as people say it: without the year while that is this one. */
export function dayLabel(date, now = DateTime.local()) {
    const days = daysSince(date, now);
    if (days === 0) {
        return _t("today");
    }
    if (days === 1) {
        return _t("yesterday");
    }
    const format = { day: "numeric", month: "short" };
    return date.toLocaleString(date.year === now.year ? format : { ...format, year: "numeric" });
}

/** "1 850 € + 200 $": sums are never mixed over currencies. */
export function sumLabel(amounts) {
    return amounts.map(({ amount, currency }) => formatAmount(amount, currency)).join(" + ");
}

/** The value of an item of a panel. */
export function itemLabel({ kind, value, currency }) {
    switch (kind) {
        case "money":
            return formatAmount(value, currency);
        case "date":
            return value ? dayLabel(toDate(value)) : "";
        case "number":
            return formatFloat(value, Number.isInteger(value) ? { digits: [16, 0] } : {});
        case "percent":
            return formatPercentage(value);
        default:
            return String(value);
    }
}
