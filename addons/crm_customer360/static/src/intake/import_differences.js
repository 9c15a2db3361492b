import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

const SHOWN = 6;

/** What a row of an import changes: field, old and new value, and why a value was not taken. */
export class ImportDifferences extends Component {
    static template = "crm_customer360.ImportDifferences";
    static props = { ...standardFieldProps };

    get all() {
        return this.props.record.data[this.props.name] || [];
    }

    get isShort() {
        // A form has the room for all of them.
        return this.env.config?.viewType !== "form" || this.props.record.resModel !== "crm.import.row";
    }

    get shown() {
        return this.isShort ? this.all.slice(0, SHOWN) : this.all;
    }

    get more() {
        const count = this.all.length - this.shown.length;
        return count ? _t("and %s more", count) : "";
    }
}

registry.category("fields").add("crm_import_differences", {
    component: ImportDifferences,
    displayName: _t("Differences"),
    supportedTypes: ["json"],
});
