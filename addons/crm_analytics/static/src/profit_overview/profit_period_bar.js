import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";

/** First and last month of one's own. */
export class ProfitMonths extends Component {
    static template = "crm_analytics.ProfitMonths";
    static props = { from: String, to: String, change: Function };

    onChange(end, value) {
        if (!value) {
            return;
        }
        const months = monthsOf(this.props);
        months[end] = value;
        if (months[1] < months[0]) {
            // The other end comes along.
            months[1 - end] = value;
        }
        this.props.change(months);
    }

    month(text) {
        return text.slice(0, 7);
    }
}

/** Which months one looks at, and what they are compared with. */
export class ProfitPeriodBar extends Component {
    static template = "crm_analytics.ProfitPeriodBar";
    static components = { ProfitMonths };
    static props = {
        period: Object,
        than: { type: [Object, Boolean] },
        change: Function,
    };

    get periods() {
        return [
            { name: "last_12", label: _t("Last 12 whole months") },
            { name: "this_year", label: _t("This year") },
            { name: "last_year", label: _t("Last year") },
            { name: "this_quarter", label: _t("This quarter") },
            { name: "last_quarter", label: _t("Last quarter") },
            { name: "all", label: _t("All years") },
            { name: "own", label: _t("Months of my own…") },
        ];
    }

    get ways() {
        return [
            { name: "year_before", label: _t("The same months a year before") },
            { name: "before", label: _t("The months right before") },
            { name: "nothing", label: _t("Nothing") },
            { name: "own", label: _t("Months of my own…") },
        ];
    }

    get way() {
        return this.props.than ? this.props.than.name : "nothing";
    }

    /** What the server is asked for: a name, or first and last month. */
    asked(told) {
        return told.name === "own" ? monthsOf(told) : told.name;
    }

    get than() {
        return this.props.than ? this.asked(this.props.than) : "nothing";
    }

    onPeriod(name) {
        const { period } = this.props;
        // The months shown are where one's own begin.
        const asked = name === "own" ? monthsOf(period) : name;
        // All years are compared with nothing, by themselves; so are months that belong to another period.
        const usual = name === "all" || this.way === "own" || (this.way === "nothing" && period.name === "all");
        this.props.change(asked, usual ? false : this.way);
    }

    onWay(name) {
        const { period, than } = this.props;
        this.props.change(this.asked(period), name === "own" ? monthsOf(than || period) : name);
    }

    onMonths(which, months) {
        const { period } = this.props;
        return which === "period" ? this.props.change(months, this.than) : this.props.change(this.asked(period), months);
    }
}

function monthsOf({ from, to }) {
    return [from.slice(0, 7), to.slice(0, 7)];
}
