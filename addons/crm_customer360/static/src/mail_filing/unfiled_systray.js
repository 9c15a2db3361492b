import { Component, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useBus, useService } from "@web/core/utils/hooks";
import { session } from "@web/session";

const ACTION = "crm_customer360.crm_mail_unfiled_action";

/** E-mails to be filed: how many wait for the user, one click from anywhere. Nothing is shown when none does. */
export class UnfiledSystray extends Component {
    static template = "crm_customer360.UnfiledSystray";
    static props = {};

    setup() {
        this.action = useService("action");
        this.orm = useService("orm");
        this.state = useState({ count: session.crm_mail_unfiled || 0 });
        // Filing an e-mail ends with the view being shown anew; who has none to file costs no question.
        useBus(this.env.bus, "ACTION_MANAGER:UI-UPDATED", () => this.state.count && this.recount());
    }

    get title() {
        return _t("E-mails to Be Filed");
    }

    async recount() {
        this.state.count = await this.orm.silent.call("crm.mail.unfiled", "count_open", []);
    }

    open() {
        return this.action.doAction(ACTION, { clearBreadcrumbs: true });
    }
}

registry.category("systray").add("crm_customer360.UnfiledSystray", { Component: UnfiledSystray }, { sequence: 60 });
