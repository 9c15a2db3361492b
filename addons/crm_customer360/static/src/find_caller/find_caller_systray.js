import { Component, onWillStart, useState } from "@odoo/owl";
import { useCommand } from "@web/core/commands/command_hook";
import { Dialog } from "@web/core/dialog/dialog";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { user } from "@web/core/user";
import { useService } from "@web/core/utils/hooks";
import { FindCaller } from "./find_caller";

/** "Find the caller" over whatever is on the screen. */
export class FindCallerDialog extends Component {
    static template = "crm_customer360.FindCallerDialog";
    static components = { Dialog, FindCaller };
    static props = { close: Function };
}

/** The button in the bar at the top, for agents, on every page; alt+shift+f does the same. */
export class FindCallerSystray extends Component {
    static template = "crm_customer360.FindCallerSystray";
    static props = {};

    setup() {
        this.dialog = useService("dialog");
        this.state = useState({ allowed: false });
        this.isOpen = false;
        onWillStart(async () => {
            this.state.allowed = await user.hasGroup("crm_customer360.group_agent");
        });
        useCommand(_t("Find the caller"), () => this.open(), {
            hotkey: "alt+shift+f",
            // Somebody who is just writing hears the telephone too.
            hotkeyOptions: { bypassEditableProtection: true },
            isAvailable: () => this.state.allowed,
            global: true,
        });
    }

    open() {
        if (!this.isOpen) {
            this.isOpen = true;
            this.dialog.add(FindCallerDialog, {}, { onClose: () => (this.isOpen = false) });
        }
    }
}

registry
    .category("systray")
    .add("crm_customer360.find_caller", { Component: FindCallerSystray }, { sequence: 45 });
