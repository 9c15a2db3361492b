import { PosOrder } from "@point_of_sale/app/models/pos_order";
import { PosOrderline } from "@point_of_sale/app/models/pos_order_line";
import { PosStore } from "@point_of_sale/app/services/pos_store";
import { patch } from "@web/core/utils/patch";

/** While true, amounts of lines are told without taxes: programs with a ledger may count so. */
let untaxed = false;

function withoutTaxes(run) {
    untaxed = true;
    try {
        return run();
    } finally {
        untaxed = false;
    }
}

function countsWithoutTaxes(program) {
    return program.use_ledger && program.earn_untaxed;
}

patch(PosOrderline.prototype, {
    get prices() {
        const prices = super.prices;
        return untaxed ? { ...prices, total_included: prices.total_excluded } : prices;
    },
    get comboTotalPrice() {
        if (!untaxed) {
            return super.comboTotalPrice;
        }
        return this.getAllLinesInCombo().reduce((sum, line) => sum + line.prices.total_excluded, 0);
    },
    /** What comes back is taken back from the order it was sold with, not from what is sold beside it. */
    ignoreLoyaltyPoints({ program }) {
        const returned = program.use_ledger && this.refunded_orderline_id;
        return Boolean(returned) || super.ignoreLoyaltyPoints(...arguments);
    },
});

patch(PosOrder.prototype, {
    pointsForPrograms(programs) {
        const without = programs.filter(countsWithoutTaxes);
        const found = without.length
            ? withoutTaxes(() => super.pointsForPrograms(without))
            : {};
        return { ...found, ...super.pointsForPrograms(programs.filter((one) => !without.includes(one))) };
    },
    _getPointsCorrection(program) {
        return countsWithoutTaxes(program)
            ? withoutTaxes(() => super._getPointsCorrection(program))
            : super._getPointsCorrection(program);
    },
    /** What can be spent now: not what waits for the return window, and within the limits per order. */
    _getRealCouponPoints(coupon_id) {
        let points = super._getRealCouponPoints(coupon_id);
        const program = this.models["loyalty.card"].get(coupon_id)?.program_id;
        if (!program?.use_ledger) {
            return points;
        }
        if (program.return_days > 0) {
            points -= this.uiState.couponPointChanges[coupon_id]?.points || 0;
        }
        const spent = this._get_reward_lines()
            .filter((line) => line.coupon_id?.id === coupon_id)
            .reduce((sum, line) => sum + line.points_cost, 0);
        if (program.redeem_max > 0) {
            points = Math.min(points, Math.max(program.redeem_max - spent, 0));
        }
        return points > 0 && points + spent < program.redeem_min ? 0 : points;
    },
});

patch(PosStore.prototype, {
    /** A contact shares the card of its company. */
    async fetchLoyaltyCard(programId, partnerId) {
        const program = this.models["loyalty.program"].get(programId);
        const customer = this.models["res.partner"].get(partnerId)?.raw.commercial_partner_id;
        if (program?.use_ledger && customer && customer !== partnerId) {
            const shared =
                this.models["loyalty.card"].find(
                    (card) =>
                        card.raw.partner_id === customer && card.program_id?.id === programId
                ) ||
                (
                    await this.fetchCoupons([
                        ["partner_id", "=", customer],
                        ["program_id", "=", programId],
                    ])
                )[0];
            if (shared) {
                return shared;
            }
        }
        return super.fetchLoyaltyCard(...arguments);
    },
});
