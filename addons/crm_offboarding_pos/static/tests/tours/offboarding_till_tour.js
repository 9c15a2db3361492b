import { registry } from "@web/core/registry";

const click = (content, trigger) => ({ content, trigger, run: "click" });
const words = ":contains(The cooperation is ending):contains(Complaints that could not be solved)";

registry.category("web_tour.tours").add("crm_offboarding_till_refused", {
    steps: () => [
        click("open the till", ".screen-login .btn.open-register-btn"),
        click("goods", ".product-list .product:contains(Advice)"),
        click("whose are they?", ".product-screen .set-partner"),
        click("the customer's", ".modal .partner-list .partner-line:contains(Ana)"),
        { content: "why not, and whom to ask", trigger: `.modal:contains(does not take this customer) .modal-body${words}` },
        click("understood", ".modal .modal-footer .btn-primary"),
        { content: "the customer is not on it", trigger: ".product-screen .set-partner:not(:contains(Ana))" },
        click("somebody else's", ".product-screen .set-partner"),
        click("theirs", ".modal .partner-list .partner-line:contains(Beta)"),
        { content: "they are", trigger: ".product-screen .set-partner:contains(Beta)" },
        click("pay", ".product-screen .pay-order-button"),
        { content: "and pay", trigger: ".payment-screen" },
    ],
});
