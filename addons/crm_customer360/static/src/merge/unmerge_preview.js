import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

/** What an un-merge would bring back, and what stays because somebody changed it since. */
export class UnmergePreview extends Component {
    static template = "crm_customer360.UnmergePreview";
    static props = { ...standardFieldProps };

    get preview() {
        return this.props.record.data[this.props.name] || { moves: [], values: [] };
    }

    get back() {
        return this.preview.moves.filter((move) => move.back);
    }

    get staying() {
        return this.preview.moves.filter((move) => move.back < move.moved);
    }

    get values() {
        return this.preview.values.filter((value) => value.back);
    }

    get changed() {
        return this.preview.values.filter((value) => !value.back);
    }
}

registry.category("fields").add("crm_unmerge_preview", {
    component: UnmergePreview,
    displayName: _t("What an un-merge brings back"),
    supportedTypes: ["json"],
    additionalClasses: ["w-100"],
});
