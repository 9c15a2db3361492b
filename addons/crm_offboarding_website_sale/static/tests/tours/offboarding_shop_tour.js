import { registry } from "@web/core/registry";

const tours = registry.category("web_tour.tours");
const words = ":contains(cannot be done online):contains(contact us)";

tours.add("crm_offboarding_shop_refused", {
    steps: () => [
        { content: "the page says it beforehand", trigger: `.o_offboarding_refusal${words}` },
        { content: "put it into the cart", trigger: "#add_to_cart", run: "click" },
        { content: "pressing the button says it, too", trigger: `.toast-body .alert-warning${words}` },
    ],
});

tours.add("crm_offboarding_shop_cart", {
    steps: () => [
        { content: "a cart from before says it", trigger: `#shop_cart .o_offboarding_refusal${words}` },
        { content: "the way to the checkout is closed", trigger: "a[name=website_sale_main_button].disabled" },
        { content: "one more of it", trigger: "#cart_products a[title='Add one']", run: "click" },
        { content: "is not taken, and why", trigger: "#cart_products .fa-warning[title*='cannot be done online']" },
        { content: "there is one as before", trigger: "#cart_products input.js_quantity:value(1)" },
    ],
});
