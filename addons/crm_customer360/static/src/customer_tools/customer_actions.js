import { _t } from "@web/core/l10n/translation";

/**
 * What a user starts for a customer: Odoo's own dialogs, filled in. Each
 * takes the action service and a function to call once the dialog is closed.
 */

function openDialog(action, name, resModel, context, onClose) {
    return action.doAction(
        { type: "ir.actions.act_window", name, res_model: resModel, views: [[false, "form"]], target: "new", context },
        { onClose }
    );
}

function openComposer(action, name, values, onClose) {
    const { model, resId, partnerIds, subtype = "mail.mt_comment", parentId, subject } = values;
    const context = {
        default_composition_mode: "comment",
        default_model: model,
        default_res_ids: [resId],
        default_partner_ids: partnerIds,
        default_subtype_xmlid: subtype,
        ...(parentId && { default_parent_id: parentId }),
        ...(subject && { default_subject: subject }),
    };
    return openDialog(action, name, "mail.compose.message", context, onClose);
}

export function writeMessage(action, partnerId, onClose) {
    const values = { model: "res.partner", resId: partnerId, partnerIds: [partnerId] };
    return openComposer(action, _t("Write a message"), values, onClose);
}

export function writeNote(action, partnerId, onClose) {
    const values = { model: "res.partner", resId: partnerId, partnerIds: [], subtype: "mail.mt_note" };
    return openComposer(action, _t("Log a note"), values, onClose);
}

/** @param {Object} answer what `crm.touchpoint.reply` returns */
export function writeReply(action, answer, onClose) {
    const values = {
        model: answer.model,
        resId: answer.res_id,
        partnerIds: answer.partner_ids,
        parentId: answer.parent_id,
        subject: answer.subject,
    };
    return openComposer(action, _t("Reply"), values, onClose);
}

export function planActivity(action, partnerId, onClose) {
    const context = { active_model: "res.partner", active_ids: [partnerId], active_id: partnerId, dialog_size: "large" };
    return openDialog(action, _t("Plan an activity"), "mail.activity.schedule", context, onClose);
}
