import { Component, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

/** Why the rules chose a value, in words. */
const REASONS = {
    valid: _t("valid"),
    complete: _t("most complete"),
    survivor: _t("of the survivor"),
    recent: _t("most recent"),
    only: _t("the only one"),
    oldest: _t("oldest contact"),
};
/** Rows of the preview shown before one asks for more. */
const FEW = 6;

/**
 * Field by field: what each of the contacts has, and which value the survivor gets. Below it what will move. Only fields
 * in which they differ stand here; a click on a value chooses it, a click on a name everything of that contact.
 */
export class MergeChoices extends Component {
    static template = "crm_customer360.MergeChoices";
    static props = { ...standardFieldProps };

    setup() {
        this.state = useState({ all: false });
    }

    get preview() {
        return this.props.record.data.preview || { contacts: [], fields: [], moves: [] };
    }

    get choices() {
        return this.props.record.data[this.props.name] || {};
    }

    get moves() {
        const { moves } = this.preview;
        return this.state.all ? moves : moves.slice(0, FEW);
    }

    get more() {
        return this.state.all ? 0 : Math.max(this.preview.moves.length - FEW, 0);
    }

    get total() {
        return this.preview.moves.reduce((sum, move) => sum + move.count, 0);
    }

    chosen(row) {
        return this.choices[row.name] || row.pick;
    }

    reason(row) {
        return this.chosen(row) === row.pick ? REASONS[row.reason] || "" : _t("your choice");
    }

    valueOf(row, contact) {
        return row.values.find((value) => value.partner_id === contact.id)?.text || "";
    }

    choose(row, contact) {
        return this.update({ ...this.choices, [row.name]: contact.id });
    }

    /** Everything of one contact, as far as it has something. */
    chooseAll(contact) {
        const rows = this.preview.fields.filter((row) => this.valueOf(row, contact));
        return this.update({ ...this.choices, ...Object.fromEntries(rows.map((row) => [row.name, contact.id])) });
    }

    update(choices) {
        return this.props.record.update({ [this.props.name]: choices });
    }
}

registry.category("fields").add("crm_merge_choices", {
    component: MergeChoices,
    displayName: _t("Choices of a merge"),
    supportedTypes: ["json"],
    additionalClasses: ["w-100"],
    fieldDependencies: [{ name: "preview", type: "json" }],
});
