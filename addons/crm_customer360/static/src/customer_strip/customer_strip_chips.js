import { _t } from "@web/core/l10n/translation";
import { dayLabel, sumLabel, toDate } from "../customer_page/customer_page_format";

/** What each chip says; a label with a number, so that no language needs plural forms. */
const CHIPS = {
    complaints: {
        icon: "fa-exclamation-circle",
        label: ({ count }) => _t("Complaints: %s", count),
    },
    promises: {
        icon: "fa-clock-o",
        label: ({ count, late, date }) => {
            if (late) {
                return _t("Promises: %(count)s · %(late)s late", { count, late });
            }
            return date
                ? _t("Promises: %(count)s · %(date)s", { count, date: dayLabel(toDate(date)) })
                : _t("Promises: %s", count);
        },
    },
    risk: {
        icon: "fa-file-text-o",
        label: ({ amounts }) => _t("Overdue: %s", sumLabel(amounts)),
    },
    late_deliveries: {
        icon: "fa-truck",
        label: ({ count }) => _t("Late deliveries: %s", count),
    },
};

/**
 * @param {Object} data answer of `res.partner.customer_strip`
 * @returns {{ key: string, icon: string, label: string, hint: string, tone: string, item: Object }[]}
 */
export function stripChips(data) {
    return Object.entries(CHIPS)
        .filter(([key]) => data[key])
        .map(([key, { icon, label }]) => {
            const item = data[key];
            return { key, icon, label: label(item), hint: item.text || item.title, tone: item.tone, item };
        });
}
