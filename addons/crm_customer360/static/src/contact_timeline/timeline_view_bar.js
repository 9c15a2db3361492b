import { Component } from "@odoo/owl";
import { DateTimeInput } from "@web/core/datetime/datetime_input";
import { toLocaleDateString } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";

/** How the history is looked at: from which day on, what is folded, what is left out. */
export class TimelineViewBar extends Component {
    static template = "crm_customer360.TimelineViewBar";
    static components = { DateTimeInput };
    static props = {
        /** the day the list begins on, or false */
        until: { type: [Object, Boolean] },
        system: Boolean,
        conversations: Boolean,
        onChange: Function,
        onConversations: Function,
    };

    get today() {
        return luxon.DateTime.local();
    }

    get untilLabel() {
        return _t("Up to %s", toLocaleDateString(this.props.until));
    }

    jump(until) {
        this.props.onChange({ until: until || false });
    }
}
