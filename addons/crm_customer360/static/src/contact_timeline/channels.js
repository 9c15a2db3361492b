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
    .add("visit", { label: _t("Visits"), icon: "fa-map-marker" }, { sequence: 40 })
    .add("activity", { label: _t("Activities"), icon: "fa-check" }, { sequence: 50 })
    .add("chat", { label: _t("Live chats"), icon: "fa-comments-o" }, { sequence: 60 })
    .add("messenger", { label: _t("Messengers"), icon: "fa-commenting-o" }, { sequence: 70 })
    .add("sms", { label: _t("SMS"), icon: "fa-mobile" }, { sequence: 80 })
    .add("letter", { label: _t("Letters"), icon: "fa-envelope-square" }, { sequence: 90 })
    .add("fax", { label: _t("Faxes"), icon: "fa-fax" }, { sequence: 100 })
    .add("claim", { label: _t("Complaints"), icon: "fa-exclamation-circle" }, { sequence: 110 })
    .add("service", { label: _t("Service and repairs"), icon: "fa-wrench" }, { sequence: 120 })
    .add("lead", { label: _t("Opportunities"), icon: "fa-handshake-o" }, { sequence: 130 })
    .add("order", { label: _t("Orders"), icon: "fa-shopping-cart" }, { sequence: 140 })
    .add("shop", { label: _t("Shop"), icon: "fa-shopping-bag" }, { sequence: 150 })
    .add("delivery", { label: _t("Deliveries"), icon: "fa-truck" }, { sequence: 160 })
    .add("invoice", { label: _t("Invoices"), icon: "fa-file-text-o" }, { sequence: 170 })
    .add("payment", { label: _t("Payments"), icon: "fa-credit-card" }, { sequence: 180 })
    .add("rating", { label: _t("Ratings"), icon: "fa-star-o" }, { sequence: 190 })
    .add("survey", { label: _t("Surveys"), icon: "fa-list-ol" }, { sequence: 200 })
    .add("event", { label: _t("Events"), icon: "fa-ticket" }, { sequence: 210 })
    .add("loyalty", { label: _t("Loyalty"), icon: "fa-gift" }, { sequence: 220 })
    .add("campaign", { label: _t("Campaigns"), icon: "fa-bullhorn" }, { sequence: 230 })
    .add("web", { label: _t("Website"), icon: "fa-globe" }, { sequence: 240 })
    .add("portal", { label: _t("Portal"), icon: "fa-user-circle-o" }, { sequence: 250 })
    .add("note", { label: _t("Notes"), icon: "fa-sticky-note-o" }, { sequence: 260 })
    .add("other", { label: _t("Other"), icon: "fa-ellipsis-h" }, { sequence: 270 });

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
