import { Component, useState } from "@odoo/owl";
import { router } from "@web/core/browser/router";
import { currencies, formatCurrency } from "@web/core/currency";
import { toLocaleDateString, toLocaleDateTimeString } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";
import { channelLook } from "./channels";
import { TimelineContent } from "./timeline_content";
import { momentLabels } from "./timeline_dates";
import { DIRECTIONS } from "./timeline_filters";
import { badgeOf } from "./timeline_natures";

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

/** One touchpoint: a link to the record behind it, and a button that opens it in place. */
export class TimelineRow extends Component {
    static template = "crm_customer360.TimelineRow";
    static components = { TimelineContent };
    static props = {
        row: Object,
        /** the contact whose history it is */
        partnerId: Number,
        onOpen: Function,
        /** something was written or planned from here */
        onChanged: { type: Function, optional: true },
        /** the heading above it is that of another row */
        withDay: { type: Boolean, optional: true },
    };

    setup() {
        this.state = useState({ isOpen: false });
    }

    get contentId() {
        return `o_contact_timeline_content_${this.props.row.id}`;
    }

    get toggleLabel() {
        return this.state.isOpen ? _t("Hide the content") : _t("Show the content");
    }

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
        return badgeOf(this.props.row);
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
        const { date, all_day: allDay } = this.props.row;
        const heading = this.props.withDay ? { key: "", exact: false } : this.props.row.heading;
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
            this.toggle();
            return;
        }
        if (ev.ctrlKey || ev.metaKey || ev.shiftKey || ev.altKey) {
            return;
        }
        ev.preventDefault();
        this.props.onOpen(this.props.row);
    }

    /** Enter follows the link, as everywhere; space would only scroll. */
    onKeydown(ev) {
        if (ev.key === " ") {
            ev.preventDefault();
            this.toggle();
        }
    }

    toggle() {
        this.state.isOpen = !this.state.isOpen;
    }
}
