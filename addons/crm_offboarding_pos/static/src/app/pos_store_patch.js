import { AlertDialog } from "@web/core/confirmation_dialog/confirmation_dialog";
import { _t } from "@web/core/l10n/translation";
import { PosStore } from "@point_of_sale/app/services/pos_store";
import { patch } from "@web/core/utils/patch";

/** What goes on whoever the customer is: giving goods back, and paying for an order that was agreed before. */
const settles = (order) =>
    Boolean(order?.refunded_order_id || order?.getHasRefundLines()) ||
    Boolean(order?.lines.some((line) => line.sale_order_origin_id));

patch(PosStore.prototype, {
    setPartnerToCurrentOrder(partner) {
        if (this.isPartnerRefused(partner)) {
            return;
        }
        super.setPartnerToCurrentOrder(...arguments);
    },
    /** Customers also come by a loyalty card or an order that was put aside: the last place to refuse is before paying. */
    async pay() {
        if (this.isPartnerRefused(this.getOrder()?.getPartner())) {
            return;
        }
        return super.pay(...arguments);
    },
    /** Whether the till does not take a customer for the order at hand; the cashier is told why and whom to ask. */
    isPartnerRefused(partner) {
        if (!partner?.offboarding_refusal || settles(this.getOrder())) {
            return false;
        }
        this.dialog.add(AlertDialog, {
            title: _t("The till does not take this customer"),
            body: partner.offboarding_refusal,
        });
        return true;
    },
});
