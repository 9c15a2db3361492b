import { _t } from "@web/core/l10n/translation";
import { dayLabel, sumLabel, toDate } from "../customer_page/customer_page_format";

/** What each chip says: a label and a value, so that no language needs plural forms and a narrow line keeps the value. */
const CHIPS = {
    complaints: {
        icon: "fa-exclamation-circle",
        label: () => _t("Complaints"),
        value: ({ count }) => String(count),
    },
    promises: {
        icon: "fa-clock-o",
        label: () => _t("Promises"),
        value: ({ count, late, date }) => {
            if (late) {
                return _t("%(count)s · %(late)s late", { count, late });
            }
            return date ? `${count} · ${dayLabel(toDate(date))}` : String(count);
        },
    },
    risk: {
        icon: "fa-file-text-o",
        label: () => _t("Overdue"),
        value: ({ amounts }) => sumLabel(amounts),
    },
    late_deliveries: {
        icon: "fa-truck",
        label: () => _t("Late deliveries"),
        value: ({ count }) => String(count),
    },
};

/**
 * @param {Object} data answer of `res.partner.customer_strip`
 * @returns {{ key: string, icon: string, label: string, value: string, hint: string, tone: string, item: Object }[]}
 */
export function stripChips(data) {
    return Object.entries(CHIPS)
        .filter(([key]) => data[key])
        .map(([key, { icon, label, value }]) => {
            const item = data[key];
            const hint = item.text || item.title;
            return { key, icon, label: label(), value: value(item), hint, tone: item.tone, item };
        });
}
