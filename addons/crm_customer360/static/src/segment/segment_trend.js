import { Component } from "@odoo/owl";
import { deserializeDate, formatDate } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

/** Who entered (up) and left (down) a segment in each of the last weeks, as two rows of columns; said in words too. */
export class SegmentTrend extends Component {
    static template = "crm_customer360.SegmentTrend";
    static props = { ...standardFieldProps, large: { type: Boolean, optional: true } };

    get weeks() {
        return this.props.record.data[this.props.name] || [];
    }

    get bars() {
        const most = Math.max(1, ...this.weeks.flatMap(({ entered, left }) => [entered, left]));
        // What is there is seen, be it ever so little beside the rest.
        const height = (count) => (count ? Math.max(8, Math.round((100 * count) / most)) : 0);
        return this.weeks.map(({ start, entered, left }) => ({
            key: start,
            up: height(entered),
            down: height(left),
            label: _t("Week of %(day)s: %(entered)s entered, %(left)s left", {
                day: formatDate(deserializeDate(start), { format: "dd MMM" }),
                entered,
                left,
            }),
        }));
    }

    get totals() {
        const sum = (name) => this.weeks.reduce((total, week) => total + week[name], 0);
        return { entered: sum("entered"), left: sum("left") };
    }

    get words() {
        return _t("%(weeks)s weeks: %(entered)s entered, %(left)s left", { weeks: this.weeks.length, ...this.totals });
    }
}

registry.category("fields").add("crm_segment_trend", {
    component: SegmentTrend,
    displayName: _t("Trend of a segment"),
    supportedTypes: ["json"],
    extractProps: ({ options }) => ({ large: Boolean(options.large) }),
});
