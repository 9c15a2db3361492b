import { _t } from "@web/core/l10n/translation";
import { ConnectionLostError } from "@web/core/network/rpc";

/** Channels a person may object to or agree to, one by one. */
export const CHANNELS = [
    { value: "email", label: _t("E-mail") },
    { value: "sms", label: _t("SMS") },
    { value: "phone", label: _t("Phone") },
    { value: "post", label: _t("Post") },
    { value: "messenger", label: _t("Messenger") },
];

/** Writes one row of the ledger: what the person just said on the phone. */
export function recordConsent(orm, partnerId, purpose, channel, state) {
    const row = { partner_id: partnerId, purpose, channel, state, source: "phone" };
    return orm.silent.call("crm.consent", "record", [[row]]);
}

/** The full form, for what came on paper, by letter or some time ago. */
export function openConsentForm(action, partnerId, onClose) {
    return action.doAction(
        {
            type: "ir.actions.act_window",
            name: _t("Consent or objection"),
            res_model: "crm.consent",
            views: [[false, "form"]],
            target: "new",
            context: { default_partner_id: partnerId, default_source: "form" },
        },
        { onClose }
    );
}

export async function sendConsentLink(action, orm, partnerId, onClose) {
    const dialog = await orm.call("res.partner", "action_send_consent_link", [[partnerId]]);
    return action.doAction(dialog, { onClose });
}

export function errorText(error) {
    if (error instanceof ConnectionLostError) {
        return _t("The server cannot be reached. Nothing was written down: try again.");
    }
    return error.data?.message || error.message || String(error);
}
