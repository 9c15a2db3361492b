import { Component } from "@odoo/owl";
import { router } from "@web/core/browser/router";
import { currencies, formatCurrency } from "@web/core/currency";
import { toLocaleDateString, toLocaleDateTimeString } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";
import { channelLook } from "./channels";
import { momentLabels } from "./timeline_dates";
import { DIRECTIONS } from "./timeline_filters";

const DIRECTION_ICONS = { in: "fa-arrow-left", out: "fa-arrow-right", internal: "fa-building-o" };

/**
 * An amount as Odoo writes it, without decimals when there are none to tell.
 *
 * @param {number} amount
 * @param {string | false} code ISO code of the currency
 * @returns {string}
 */
export function formatAmount(amount, code) {
    const [id] = Object.entries(currencies).find(([, { name }]) => name === code) || [];
    const whole = Number.isInteger(amount) ? { digits: [69, 0] } : {};
    const formatted = formatCurrency(amount, id && Number(id), whole);
    return id || !code ? formatted : `${formatted}\u00a0${code}`;
}

/** One touchpoint: a link to the record behind it. */
export class TimelineRow extends Component {
    static template = "crm_customer360.TimelineRow";
    static props = {
        row: Object,
        /** the contact whose history it is */
        partnerId: Number,
        onOpen: Function,
    };

    get icon() {
        return channelLook(this.props.row.channel).icon;
    }

    get channelLabel() {
        return channelLook(this.props.row.channel).label;
    }

    get amount() {
        const { amount, currency } = this.props.row;
        return amount === false ? "" : formatAmount(amount, currency);
    }

    get badge() {
        return {
            complaint: { label: _t("Complaint"), class: "text-bg-danger" },
            praise: { label: _t("Praise"), class: "text-bg-success" },
        }[this.props.row.nature];
    }

    get direction() {
        const { direction } = this.props.row;
        return {
            icon: DIRECTION_ICONS[direction],
            label: DIRECTIONS.find(({ value }) => value === direction)?.label,
        };
    }

    /** The contact, unless the history is their own, and who of us is responsible. */
    get people() {
        const { partner, user } = this.props.row;
        const names = [];
        if (partner.id !== this.props.partnerId) {
            names.push(partner.name);
        }
        if (user) {
            names.push(user.name);
        }
        return names.join(" · ");
    }

    get moment() {
        const { date, heading, all_day: allDay } = this.props.row;
        return {
            labels: momentLabels(date, heading, allDay),
            full: allDay ? toLocaleDateString(date) : toLocaleDateTimeString(date),
            iso: allDay ? date.toISODate() : date.toISO(),
        };
    }

    /** Link to the record; false when that is the contact on the screen. */
    get url() {
        const { res_model: model, res_id: resId } = this.props.row;
        if (model === "res.partner" && resId === this.props.partnerId) {
            return false;
        }
        return router.stateToUrl({ model, resId });
    }

    /** With a modifier key the browser opens the link itself, as any other. */
    onClick(ev) {
        if (!this.url) {
            return;
        }
        if (ev.ctrlKey || ev.metaKey || ev.shiftKey || ev.altKey) {
            return;
        }
        ev.preventDefault();
        this.props.onOpen(this.props.row);
    }
}
