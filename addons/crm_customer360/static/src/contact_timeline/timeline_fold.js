import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { badgeOf } from "./timeline_natures";
import { TimelineRow } from "./timeline_row";

/** Rows that stand as one: the head, and the others behind a button. */
export class TimelineFold extends Component {
    static template = "crm_customer360.TimelineFold";
    static components = { TimelineRow };
    static props = {
        kind: String,
        row: Object,
        /** the rows behind the head */
        more: Array,
        isOpen: Boolean,
        /** the contact whose history it is */
        partnerId: Number,
        onToggle: Function,
        onOpen: Function,
        onChanged: { type: Function, optional: true },
    };

    get label() {
        const { kind, more } = this.props;
        const count = more.length;
        if (kind === "campaign") {
            return _t("Before that: %s", more.map((row) => row.event_label).join(", "));
        }
        if (kind === "conversation") {
            return count === 1
                ? _t("1 more message of this conversation")
                : _t("%s more messages of this conversation", count);
        }
        return count === 1 ? _t("1 more change") : _t("%s more changes", count);
    }

    /** A complaint must not vanish behind a calmer answer to it. */
    get badge() {
        const { row, more } = this.props;
        const [own, all] = [badgeOf(row), badgeOf(row, ...more)];
        return all.label !== own.label && all;
    }
}
