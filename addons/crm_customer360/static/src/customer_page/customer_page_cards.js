import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { formatAmount } from "../contact_timeline/timeline_row";
import { channelLook } from "../contact_timeline/channels";
import { dayLabel, daysSince, itemLabel, sumLabel, toDate } from "./customer_page_format";

/** Who it is, who looks after them, and when either side was last in touch. */
export class CustomerWho extends Component {
    static template = "crm_customer360.CustomerWho";
    static props = { data: Object, openCustomer: Function, openRecord: Function };

    get line() {
        const { vat, ref, city, country } = this.props.data.partner;
        return [vat, ref, city, country].filter(Boolean).join(" · ");
    }

    get people() {
        const { owner, stand_in: standIn, partner } = this.props.data;
        return [
            { key: "owner", label: _t("Owner"), value: owner ? owner.name : "", empty: _t("nobody yet") },
            { key: "stand_in", label: _t("Stand-in"), value: standIn ? standIn.name : "" },
            { key: "lang", label: _t("Language"), value: partner.lang },
        ].filter(({ value, empty }) => value || empty);
    }

    get contacts() {
        const { in: incoming, out: outgoing } = this.props.data.last;
        return [
            { key: "in", label: _t("Last from them"), row: incoming },
            { key: "out", label: _t("Last from us"), row: outgoing },
        ]
            .filter(({ row }) => row)
            .map((contact) => ({
                ...contact,
                icon: channelLook(contact.row.channel).icon,
                channel: channelLook(contact.row.channel).label,
                when: dayLabel(toDate(contact.row.all_day ? contact.row.date.slice(0, 10) : contact.row.date)),
            }));
    }
}

/** What to say next, each sentence with the record it comes from. */
export class CustomerSayNext extends Component {
    static template = "crm_customer360.CustomerSayNext";
    static props = { advice: Array, partnerId: Number, openRecord: Function };

    opens(advice) {
        return !(advice.res_model === "res.partner" && advice.res_id === this.props.partnerId);
    }
}

/** What is open with the customer; every line and every figure opens. */
export class CustomerOpenMatters extends Component {
    static template = "crm_customer360.CustomerOpenMatters";
    static props = { groups: Array, openRecord: Function, openList: Function };

    sum(group) {
        return sumLabel(group.amounts);
    }

    amount(row) {
        return row.amount === false ? "" : formatAmount(row.amount, row.currency);
    }

    /** When a row is due, in a badge if it needs somebody. */
    due(row) {
        if (!row.date) {
            return row.alert ? { label: _t("late"), alert: true } : { label: "", alert: false };
        }
        const date = toDate(row.date);
        const days = daysSince(date);
        const late = days > 0 ? _t("%s d late", days) : _t("late");
        return { label: row.alert ? late : dayLabel(date), alert: row.alert };
    }

    /** How many are late, when the rows below do not show it already. */
    lateLabel(group) {
        const shown = group.rows.filter((row) => row.alert).length;
        return group.late > shown ? _t("%s late", group.late) : "";
    }
}

/** The contacts of the company, each one click from their own page. */
export class CustomerContacts extends Component {
    static template = "crm_customer360.CustomerContacts";
    static props = { contacts: Object, partnerId: Number, openCustomer: Function, openAll: Function };

    get more() {
        return this.props.contacts.count - this.props.contacts.rows.length;
    }

    get moreLabel() {
        return _t("%s more", this.more);
    }
}

/** Figures that this and other addons contribute. */
export class CustomerPanels extends Component {
    static template = "crm_customer360.CustomerPanels";
    static props = { panels: Array, openRecord: Function, openList: Function };

    value(item) {
        return itemLabel(item);
    }

    /** A sentence is broken into lines; an amount, a date or a word stays in one piece. */
    look(item) {
        const wrap = this.value(item).length > 20 ? "text-wrap" : "text-nowrap";
        return item.tone ? `${wrap} text-${item.tone}` : wrap;
    }

    opens(item) {
        return Boolean(item.action || item.res_model);
    }

    open(item) {
        return item.action ? this.props.openList(item.label, item.action) : this.props.openRecord(item);
    }
}
