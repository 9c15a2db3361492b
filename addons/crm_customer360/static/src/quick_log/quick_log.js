import { Component, onWillStart, onWillUpdateProps, useEffect, useRef, useState } from "@odoo/owl";
import { DateTimeInput } from "@web/core/datetime/datetime_input";
import { _t } from "@web/core/l10n/translation";
import { ConnectionLostError } from "@web/core/network/rpc";
import { RecordSelector } from "@web/core/record_selectors/record_selector";
import { registry } from "@web/core/registry";
import { user } from "@web/core/user";
import { useService } from "@web/core/utils/hooks";
import { channelLook } from "../contact_timeline/channels";
import {
    CHANNELS,
    DIRECTIONS,
    FOLLOWUPS,
    NATURES,
    emptyEntry,
    problemOf,
    toRow,
} from "./quick_log_values";

/**
 * Writes a contact with the customer down: a click on how it was, one line,
 * Enter. What was typed stays until it is saved, whatever happens in between.
 */
export class QuickLog extends Component {
    static template = "crm_customer360.QuickLog";
    static components = { DateTimeInput, RecordSelector };
    static props = {
        partnerId: Number,
        onDone: { type: Function, optional: true },
    };
    static defaultProps = { onDone: () => {} };

    setup() {
        this.orm = useService("orm");
        this.channels = CHANNELS.map((channel) => ({
            ...channel,
            icon: channelLook(channel.value).icon,
        }));
        this.directions = DIRECTIONS;
        this.natures = NATURES;
        this.followups = FOLLOWUPS;
        this.root = useRef("root");
        this.line = useRef("line");
        this.entry = useState(emptyEntry());
        this.state = useState({
            allowed: false,
            open: false,
            backdated: false,
            hasContacts: false,
            saving: false,
            error: "",
            done: "",
        });
        onWillStart(async () => {
            this.state.allowed = await user.checkAccessRight("crm.contact.log", "create");
        });
        onWillUpdateProps(({ partnerId }) => partnerId !== this.props.partnerId && this.reset());
        useEffect(
            (open) => open && this.line.el?.focus(),
            () => [this.state.open, this.entry.channel]
        );
    }

    get now() {
        return luxon.DateTime.local();
    }

    get contactDomain() {
        return [["id", "child_of", this.props.partnerId]];
    }

    reset() {
        Object.assign(this.entry, emptyEntry());
        Object.assign(this.state, {
            open: false,
            backdated: false,
            hasContacts: false,
            saving: false,
            error: "",
            done: "",
        });
    }

    /** Opens the line; on an open one it changes the channel and nothing else. */
    async choose({ value, direction }) {
        if (this.entry.channel !== value) {
            Object.assign(this.entry, { channel: value, direction });
        }
        if (this.state.open) {
            this.line.el?.focus();
            return;
        }
        Object.assign(this.state, { open: true, done: "" });
        await this.lookForContacts();
    }

    async lookForContacts() {
        const { partnerId } = this.props;
        try {
            const domain = this.contactDomain;
            const count = await this.orm.silent.searchCount("res.partner", domain, { limit: 2 });
            if (partnerId === this.props.partnerId) {
                this.state.hasContacts = count > 1;
            }
        } catch {
            // Without the choice of a contact the entry is the customer's; saving tells if the server is away.
            this.state.hasContacts = false;
        }
    }

    /** Folds the line away with what was typed. */
    close() {
        Object.assign(this.state, { open: false, error: "" });
        this.root.el.querySelector(`[data-log-channel="${this.entry.channel}"]`)?.focus();
    }

    toggleFollowup(value) {
        this.entry.followup = this.entry.followup === value ? false : value;
    }

    toggleBackdated() {
        this.state.backdated = !this.state.backdated;
        this.entry.date = false;
    }

    /** Neither key may reach the form or the dialog around us. */
    onKeydown(ev) {
        if (ev.key === "Enter" && ev.target.matches("input.o_quick_log_input")) {
            ev.preventDefault();
            ev.stopPropagation();
            this.save();
        } else if (ev.key === "Escape") {
            ev.preventDefault();
            ev.stopPropagation();
            this.close();
        }
    }

    async save() {
        if (this.state.saving) {
            return;
        }
        this.state.error = problemOf(this.entry);
        if (this.state.error) {
            this.line.el.focus();
            return;
        }
        const { partnerId } = this.props;
        this.state.saving = true;
        try {
            await this.orm.silent.call("crm.touchpoint", "log", [[toRow(this.entry, partnerId)]]);
        } catch (error) {
            if (partnerId === this.props.partnerId) {
                this.state.error = errorText(error);
                this.state.saving = false;
            }
            return;
        }
        this.finish(partnerId);
    }

    finish(partnerId) {
        // Who has gone on to another customer meanwhile is not disturbed there.
        if (partnerId === this.props.partnerId) {
            const { label } = this.channels.find(({ value }) => value === this.entry.channel);
            this.close();
            this.reset();
            this.state.done = _t("Logged: %s", label);
            this.props.onDone();
        }
    }
}

function errorText(error) {
    if (error instanceof ConnectionLostError) {
        return _t("The server cannot be reached. What you wrote is still here: save it again.");
    }
    return error.data?.message || error.message || String(error);
}

registry.category("crm_customer_page_tools").add("quick_log", { Component: QuickLog, sequence: 10 });
