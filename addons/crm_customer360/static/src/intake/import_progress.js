import { Component, onWillUnmount, onWillUpdateProps } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";

export const PAUSE = 2000;

/** What is being done with an import and how far it has come; looks again by itself while something is done. */
export class ImportProgress extends Component {
    static template = "crm_customer360.ImportProgress";
    static props = { ...standardWidgetProps };

    setup() {
        this.timer = false;
        this.plan();
        onWillUpdateProps(() => this.plan());
        onWillUnmount(() => clearTimeout(this.timer));
    }

    get data() {
        return this.props.record.data;
    }

    get isWorking() {
        return Boolean(this.data.work) && this.data.state !== "stopped";
    }

    get percent() {
        return Math.round(this.data.progress || 0);
    }

    get text() {
        const words = {
            load: _t("The file is being read: %s rows so far.", this.data.loaded),
            preview: _t("Rows are being compared; %s are left.", this.data.left_count),
            run: _t("Rows are being imported; %s are left.", this.data.left_count),
            undo: _t("The import is being taken back; %s rows are left.", this.data.left_count),
        };
        if (this.data.state === "stopped") {
            return _t("Stopped; %s rows are left.", this.data.left_count);
        }
        return words[this.data.work] || "";
    }

    plan() {
        clearTimeout(this.timer);
        this.timer = setTimeout(() => this.look(), PAUSE);
    }

    async look() {
        const { record } = this.props;
        // What the user is typing is not taken away from them.
        if (this.isWorking && record.resId && !(await record.isDirty())) {
            await record.load();
        }
        if (this.isWorking) {
            this.plan();
        }
    }
}

registry.category("view_widgets").add("crm_import_progress", {
    component: ImportProgress,
    fieldDependencies: [
        { name: "work", type: "selection" },
        { name: "state", type: "selection" },
        { name: "progress", type: "float" },
        { name: "left_count", type: "integer" },
        { name: "loaded", type: "integer" },
    ],
    additionalClasses: ["w-100"],
});
