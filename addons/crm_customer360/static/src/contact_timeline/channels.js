import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";

/**
 * How each touchpoint channel looks: a plural label for its filter and a Font
 * Awesome icon. An addon that adds a channel on the server adds its look here;
 * a channel without one is still shown, with its technical name.
 */
export const channelRegistry = registry.category("crm_touchpoint_channels");

channelRegistry
    .add("email", { label: _t("E-mails"), icon: "fa-envelope-o" }, { sequence: 10 })
    .add("call", { label: _t("Calls"), icon: "fa-phone" }, { sequence: 20 })
    .add("meeting", { label: _t("Meetings"), icon: "fa-calendar" }, { sequence: 30 })
    .add("activity", { label: _t("Activities"), icon: "fa-check" }, { sequence: 40 })
    .add("lead", { label: _t("Opportunities"), icon: "fa-handshake-o" }, { sequence: 50 })
    .add("order", { label: _t("Orders"), icon: "fa-shopping-cart" }, { sequence: 60 })
    .add("invoice", { label: _t("Invoices"), icon: "fa-file-text-o" }, { sequence: 70 })
    .add("payment", { label: _t("Payments"), icon: "fa-credit-card" }, { sequence: 80 })
    .add("note", { label: _t("Notes"), icon: "fa-sticky-note-o" }, { sequence: 90 });

/**
 * @param {string} channel technical name
 * @returns {{ label: string, icon: string }}
 */
export function channelLook(channel) {
    return channelRegistry.get(channel, { label: channel, icon: "fa-circle-o" });
}

/**
 * @param {Iterable<string>} channels
 * @returns {string[]} known channels in their order, then the others by name
 */
export function sortChannels(channels) {
    const known = channelRegistry.getEntries().map(([name]) => name);
    const given = [...new Set(channels)];
    return [
        ...known.filter((name) => given.includes(name)),
        ...given.filter((name) => !known.includes(name)).sort(),
    ];
}
