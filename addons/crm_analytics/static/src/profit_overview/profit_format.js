import { formatCurrency, getCurrency } from "@web/core/currency";
import { deserializeDate } from "@web/core/l10n/dates";
import { formatFloat } from "@web/core/utils/numbers";

/** Without cents, unless they are asked for: these pages are for the picture. */
export function money(amount, currencyId, cents = false) {
    return formatCurrency(amount, currencyId, cents ? {} : { digits: [69, 0] });
}

/** What an axis of money says: what it is, and in which currency. */
export function inCurrency(text, currencyId) {
    return [text, getCurrency(currencyId)?.symbol].filter(Boolean).join(", ");
}

/** The same with its sign, for changes. */
export function signed(amount, currencyId, cents = false) {
    return `${amount > 0 ? "+" : ""}${money(amount, currencyId, cents)}`;
}

/**
 * Change in per cent of what was; empty where that says nothing: from nothing or a loss, into a loss, or tenfold.
 *
 * @param {number} now
 * @param {number|false} before
 */
export function percentChange(now, before) {
    if (before === false || before <= 0 || now < 0) {
        return "";
    }
    const percent = (100 * (now - before)) / before;
    if (percent >= 1000) {
        return "";
    }
    return `${percent > 0 ? "+" : ""}${formatFloat(percent, { digits: [16, Math.abs(percent) < 10 ? 1 : 0] })} %`;
}

/** Month of a day `YYYY-MM-DD`, as people say it: "Nov 25" for November 2025. */
export function monthLabel(text) {
    return deserializeDate(text).toFormat("LLL yy");
}

/** How much of a bar of the whole width something takes, in per cent with one digit; what is there is seen. */
export function width(amount, most) {
    return amount && most ? Math.max(0.5, Math.round((1000 * Math.abs(amount)) / most) / 10) : 0;
}
