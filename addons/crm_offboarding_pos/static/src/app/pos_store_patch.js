import { AlertDialog } from "@web/core/confirmation_dialog/confirmation_dialog";
import { ConnectionLostError } from "@web/core/network/rpc";
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
        this.takeBackRefused(this.getOrder());
    },
    /** Customers also come by a loyalty card or an order that was put aside: the last place to refuse is before paying. */
    async pay() {
        if (await this.isOrderRefused()) {
            return;
        }
        return super.pay(...arguments);
    },
    async validateOrderFast() {
        if (await this.isOrderRefused()) {
            return;
        }
        return super.validateOrderFast(...arguments);
    },
    /** Sales the server has taken, for they were paid where it could not be asked: what became of them is said. */
    async postSyncAllOrders(orders) {
        const result = await super.postSyncAllOrders(...arguments);
        // With goods that come back comes the order they were sold with.
        const sold = orders.some(settles) ? [] : orders;
        for (const order of sold.filter((one) => ["paid", "done"].includes(one.state))) {
            const refusal = order.getPartner()?.offboarding_refusal;
            if (refusal && !order.uiState.offboardingTold) {
                order.uiState.offboardingTold = true;
                this.dialog.add(AlertDialog, {
                    title: _t("Sold to a customer whom the till does not take"),
                    body: _t(
                        "The sale is paid and stands; it is noted on the case. Nothing more is sold to this customer. %s",
                        refusal
                    ),
                });
            }
        }
        return result;
    },
    /** Whether the till does not take the customer of the order at hand, as the server has it now. */
    async isOrderRefused() {
        const partner = this.getOrder()?.getPartner();
        await this.askAboutPartner(partner);
        return this.isPartnerRefused(partner);
    },
    /** A customer chosen meanwhile is taken off the order again where the server knows better than the till. */
    async takeBackRefused(order) {
        const partner = order?.getPartner();
        await this.askAboutPartner(partner);
        if (order?.getPartner() === partner && this.isPartnerRefused(partner, order)) {
            order.setPartner(false);
        }
    },
    /** A till knows what was so when it was opened: one contact is read anew. Offline it goes by what it knows. */
    async askAboutPartner(partner) {
        if (!Number.isInteger(partner?.id) || this.data.network.offline) {
            return;
        }
        try {
            await this.data.read("res.partner", [partner.id]);
        } catch (error) {
            if (!(error instanceof ConnectionLostError)) {
                throw error;
            }
        }
    },
    /** Whether the till does not take a customer for an order; the cashier is told why and whom to ask. */
    isPartnerRefused(partner, order = this.getOrder()) {
        if (!partner?.offboarding_refusal || settles(order)) {
            return false;
        }
        this.dialog.add(AlertDialog, {
            title: _t("The till does not take this customer"),
            body: partner.offboarding_refusal,
        });
        return true;
    },
});
