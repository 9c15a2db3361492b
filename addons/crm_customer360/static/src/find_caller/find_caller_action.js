import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { ControlPanel } from "@web/search/control_panel/control_panel";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";
import { FindCaller } from "./find_caller";

/** Parameters of the address that a telephony system may fill: /odoo/find-caller?phone=%2B37061234567 */
const PARAMETERS = ["phone", "email", "query"];

/** "Find the caller" as a page, also for telephony systems: a customer found for certain opens by itself. */
export class FindCallerAction extends Component {
    static template = "crm_customer360.FindCallerAction";
    static components = { ControlPanel, FindCaller };
    static props = { ...standardActionServiceProps };
    static path = "find-caller";
    static displayName = _t("Find the caller");

    setup() {
        const params = this.props.action.params || {};
        const found = PARAMETERS.map((name) => params[name]).find((value) => value || value === 0);
        // The router makes a number of what looks like one, and the + of an international number is lost.
        this.query = found === undefined ? "" : String(found).trim();
        // "Back" from the customer leads to where the user was, not to a page that opens the customer again.
        this.sureOptions = { stackPosition: "replaceCurrentAction" };
    }
}

registry.category("actions").add("crm_find_caller", FindCallerAction);
