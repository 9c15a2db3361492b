import { Component, onWillStart, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { ControlPanel } from "@web/search/control_panel/control_panel";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";

/** What became of the company's partings, in words and figures that open the cases behind them. */
export class OffboardingFigures extends Component {
    static template = "crm_offboarding.OffboardingFigures";
    static components = { ControlPanel };
    static props = { ...standardActionServiceProps };
    static path = "parting-figures";
    static displayName = _t("Figures on Partings");

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.state = useState({ figures: false });
        onWillStart(async () => {
            this.state.figures = await this.orm.call("crm.offboarding.figures", "figures", []);
        });
    }

    get cards() {
        const total = this.state.figures.total;
        const share = total.kept_share === false ? "–" : `${Math.round(100 * total.kept_share)} %`;
        return [
            { key: "kept_share", label: _t("Customers kept"), value: share, domain: [["outcome", "=", "kept"]] },
            { key: "open", label: _t("Under way"), value: total.open, domain: [["outcome", "=", "open"]] },
            { key: "parted", label: _t("Parted"), value: total.parted, domain: [["outcome", "=", "parted"]] },
            { key: "won_back", label: _t("Won back"), value: total.won_back, domain: [["won_back", "=", true]] },
            { key: "refused", label: _t("Sent back by approvers"), value: total.refused, domain: [["refused_count", ">", 0]] },
            { key: "complaints", label: _t("Complaints after notice"), value: total.complaints, domain: [["served_at", "!=", false]] },
        ];
    }

    open(name, domain) {
        return this.action.doAction({
            type: "ir.actions.act_window",
            name,
            res_model: "crm.offboarding.case",
            views: [
                [false, "list"],
                [false, "form"],
            ],
            domain,
        });
    }
}

registry.category("actions").add("crm_offboarding_figures", OffboardingFigures);
