import { _t } from "@web/core/l10n/translation";
import { ConnectionLostError } from "@web/core/network/rpc";
import { registry } from "@web/core/registry";

/** From this score on it is that customer and no other; see crm.caller.search. */
export const SURE = 0.95;

/** What agreed, in words and as an icon. */
export const MATCHES = {
    phone: { label: _t("Phone"), icon: "fa-phone" },
    email: { label: _t("E-mail"), icon: "fa-envelope-o" },
    domain: { label: _t("Same e-mail domain"), icon: "fa-at" },
    vat: { label: _t("VAT number"), icon: "fa-institution" },
    company_code: { label: _t("Company code"), icon: "fa-institution" },
    ref: { label: _t("Customer number"), icon: "fa-id-card-o" },
    name: { label: _t("Name"), icon: "fa-user-o" },
    order: { label: _t("Order"), icon: "fa-shopping-cart" },
    invoice: { label: _t("Invoice"), icon: "fa-file-text-o" },
    delivery: { label: _t("Delivery"), icon: "fa-truck" },
};

/** The one row that is meant for certain, or false. */
export function sureRow(rows) {
    const sure = rows.filter((row) => row.active && row.score >= SURE);
    return sure.length === 1 ? sure[0] : false;
}

/** What a new contact can take over from the query: `{ default_… }`. */
export function newContactContext(query) {
    const text = query.trim();
    if (/^[^\s@]+@[^\s@]+$/.test(text)) {
        return { default_email: text };
    }
    if (/^[+(]?[\d\s().\-/]{5,}$/.test(text)) {
        return { default_phone: text };
    }
    return /\d{4,}|@/.test(text) ? {} : { default_name: text };
}

/** Opens the 360 page of a customer, or the form of the contact where there is none. */
export function openCustomer(action, { id, name }, options = {}) {
    if (registry.category("actions").contains("crm_customer_page")) {
        const page = { type: "ir.actions.client", tag: "crm_customer_page", name, context: { active_id: id } };
        return action.doAction(page, options);
    }
    return openForm(action, { res_id: id }, options);
}

export function openForm(action, values, options = {}) {
    return action.doAction(
        { type: "ir.actions.act_window", res_model: "res.partner", views: [[false, "form"]], target: "current", ...values },
        options
    );
}

export function errorText(error) {
    if (error instanceof ConnectionLostError) {
        return _t("The server cannot be reached. Check the connection and try again.");
    }
    return error.data?.message || error.message || String(error);
}
