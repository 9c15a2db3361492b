// What is changed here has to be there before.
import "@pos_loyalty/app/models/pos_order";
import "@pos_loyalty/app/models/pos_order_line";
import "@pos_loyalty/app/services/pos_store";
import { PosOrder } from "@point_of_sale/app/models/pos_order";
import { PosOrderline } from "@point_of_sale/app/models/pos_order_line";
import { PosStore } from "@point_of_sale/app/services/pos_store";
import { patch } from "@web/core/utils/patch";

/** A line as seen by a program that counts without taxes. */
function untaxedLine(line) {
    return new Proxy(line, {
        get(target, name) {
            if (name === "prices") {
                return { ...target.prices, total_included: target.prices.total_excluded };
            }
            if (name === "comboTotalPrice") {
                const lines = target.getAllLinesInCombo();
                return lines.reduce((sum, one) => sum + one.prices.total_excluded, 0);
            }
            return Reflect.get(target, name);
        },
    });
}

/** An order as seen by a program that counts without taxes. What lines cost is cached, so the lines are wrapped. */
function untaxedOrder(order) {
    return new Proxy(order, {
        get(target, name) {
            return name === "lines" ? target.lines.map(untaxedLine) : Reflect.get(target, name);
        },
    });
}

function countsWithoutTaxes(program) {
    return program.use_ledger && program.earn_untaxed;
}

patch(PosOrderline.prototype, {
    /** What comes back is taken back from the order it was sold with, not from what is sold beside it. */
    ignoreLoyaltyPoints({ program }) {
        const returned = program.use_ledger && this.refunded_orderline_id;
        return Boolean(returned) || super.ignoreLoyaltyPoints(...arguments);
    },
});

patch(PosOrder.prototype, {
    pointsForPrograms(programs) {
        const without = programs.filter(countsWithoutTaxes);
        if (!without.length) {
            return super.pointsForPrograms(...arguments);
        }
        const found = super.pointsForPrograms.call(untaxedOrder(this), without);
        const others = programs.filter((program) => !without.includes(program));
        return others.length ? { ...found, ...super.pointsForPrograms(others) } : found;
    },
    _getPointsCorrection(program) {
        const order = countsWithoutTaxes(program) ? untaxedOrder(this) : this;
        return super._getPointsCorrection.call(order, program);
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
    /** With whom a contact shares its card: its company. False: with nobody. */
    cardOwner(partnerId) {
        const owner = this.models["res.partner"].get(partnerId)?.raw.commercial_partner_id;
        return owner && owner !== partnerId ? owner : false;
    },
    async fetchLoyaltyCard(programId, partnerId) {
        const owner = this.cardOwner(partnerId);
        if (owner && this.models["loyalty.program"].get(programId)?.use_ledger) {
            const shared =
                this.models["loyalty.card"].find(
                    (card) => card.raw.partner_id === owner && card.program_id?.id === programId
                ) ||
                (
                    await this.fetchCoupons([
                        ["partner_id", "=", owner],
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
