import { Component, onWillStart, onWillUpdateProps, useState } from "@odoo/owl";
import { browser } from "@web/core/browser/browser";
import { Dropdown } from "@web/core/dropdown/dropdown";
import { DropdownItem } from "@web/core/dropdown/dropdown_item";
import { _t } from "@web/core/l10n/translation";
import { KeepLast } from "@web/core/utils/concurrency";
import { useService } from "@web/core/utils/hooks";
import { CHANNELS, errorText, openConsentForm, recordConsent, sendConsentLink } from "./consent_actions";

/**
 * Where a contact stands, purpose by purpose, in words; what they say on the
 * phone is written down with two clicks.
 */
export class ConsentPanel extends Component {
    static template = "crm_customer360.ConsentPanel";
    static components = { Dropdown, DropdownItem };
    static props = { partnerId: Number, onDone: { type: Function, optional: true } };
    static defaultProps = { onDone: () => {} };

    setup() {
        this.action = useService("action");
        this.orm = useService("orm");
        this.notification = useService("notification");
        this.keepLast = new KeepLast();
        this.channels = CHANNELS;
        this.state = useState({ data: false, error: "", saving: false, link: "" });
        this.load = this.load.bind(this);
        onWillStart(() => this.load());
        onWillUpdateProps((next) => next.partnerId !== this.props.partnerId && this.load(next.partnerId));
    }

    async load(partnerId = this.props.partnerId) {
        const id = typeof partnerId === "number" ? partnerId : this.props.partnerId;
        Object.assign(this.state, { error: "", link: "" });
        try {
            const call = this.orm.silent.call("res.partner", "consent_summary", [id]);
            this.state.data = await this.keepLast.add(call);
        } catch (error) {
            this.state.error = errorText(error);
        }
    }

    async record(purpose, channel, state) {
        if (this.state.saving) {
            return;
        }
        Object.assign(this.state, { saving: true, error: "" });
        try {
            await recordConsent(this.orm, this.props.partnerId, purpose.code, channel, state);
        } catch (error) {
            this.state.error = errorText(error);
            return;
        } finally {
            this.state.saving = false;
        }
        await this.load();
        this.props.onDone();
    }

    openForm() {
        return openConsentForm(this.action, this.props.partnerId, () => this.finish());
    }

    async finish() {
        await this.load();
        this.props.onDone();
    }

    openAll() {
        return this.action.doAction("crm_customer360.crm_consent_action", {
            additionalContext: {
                search_default_partner_id: this.props.partnerId,
                default_partner_id: this.props.partnerId,
            },
        });
    }

    sendLink() {
        return sendConsentLink(this.action, this.orm, this.props.partnerId, () => this.props.onDone());
    }

    async copyLink() {
        try {
            const link = await this.orm.call("res.partner", "consent_link", [this.props.partnerId]);
            // Where the browser gives no clipboard, the link stands there to be copied by hand.
            this.state.link = link;
            await browser.navigator.clipboard.writeText(link);
            this.notification.add(_t("Link copied. Give it to this person only."), { type: "success" });
        } catch (error) {
            if (!this.state.link) {
                this.state.error = errorText(error);
            }
        }
    }

    get limitText() {
        const { count, days, over } = this.state.data.limit;
        if (!count) {
            return "";
        }
        return over
            ? _t("Has had %(count)s marketing contacts or more within %(days)s days: no more for now.", { count, days })
            : _t("At most %(count)s marketing contacts within %(days)s days.", { count, days });
    }
}
