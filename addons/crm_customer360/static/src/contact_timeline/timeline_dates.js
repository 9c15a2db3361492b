import { deserializeDate, deserializeDateTime } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";

const { DateTime } = luxon;

/** Days that stand under a heading of their own, today included. */
const DAYS_APART = 7;

export const UPCOMING = "upcoming";

/**
 * The moment of a row in the user's time zone. When only the date is known it
 * is a calendar date: shifting it by the time zone would move it to another day.
 *
 * @param {{ date: string, all_day: boolean }} row
 * @returns {luxon.DateTime}
 */
export function rowDate(row) {
    return row.all_day ? deserializeDate(row.date.slice(0, 10)) : deserializeDateTime(row.date);
}

/**
 * The heading a date belongs under. Keys of past groups sort as strings, newest
 * first; `exact` says whether the heading already names the day.
 *
 * @param {luxon.DateTime} date
 * @param {luxon.DateTime} [now]
 * @returns {{ key: string, label: string, exact: boolean }}
 */
export function dateGroup(date, now = DateTime.local()) {
    const daysAgo = now.startOf("day").diff(date.startOf("day"), "days").days;
    if (daysAgo < 0) {
        return { key: UPCOMING, label: _t("Upcoming"), exact: false };
    }
    if (Math.round(daysAgo) >= DAYS_APART) {
        return {
            key: date.toFormat("yyyy-MM", { locale: "en", numberingSystem: "latn" }),
            label: date.toLocaleString({ month: "long", year: "numeric" }),
            exact: false,
        };
    }
    return {
        key: date.toFormat("yyyy-MM-dd", { locale: "en", numberingSystem: "latn" }),
        label: dayLabel(date, Math.round(daysAgo)),
        exact: true,
    };
}

function dayLabel(date, daysAgo) {
    if (daysAgo === 0) {
        return _t("Today");
    }
    if (daysAgo === 1) {
        return _t("Yesterday");
    }
    return date.toLocaleString({ weekday: "long", day: "numeric", month: "long" });
}

/**
 * What stands at the right of a row: the time under a heading that names the
 * day, else the day, with the time below it for what is still to come.
 *
 * @param {luxon.DateTime} date
 * @param {{ key: string, exact: boolean }} group
 * @param {boolean} allDay
 * @returns {string[]} none, one or two short texts
 */
export function momentLabels(date, group, allDay) {
    const time = allDay ? [] : [date.toLocaleString(DateTime.TIME_SIMPLE)];
    if (group.exact) {
        return time;
    }
    const day = { day: "numeric", month: "short" };
    if (group.key === UPCOMING && date.year !== DateTime.local().year) {
        day.year = "numeric";
    }
    return group.key === UPCOMING
        ? [date.toLocaleString(day), ...time]
        : [date.toLocaleString(day)];
}
