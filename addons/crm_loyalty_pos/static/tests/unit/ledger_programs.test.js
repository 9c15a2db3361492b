import { describe, expect, test } from "@odoo/hoot";
import { definePosModels } from "@point_of_sale/../tests/unit/data/generate_model_definitions";
import { getFilledOrder, setupPosEnv } from "@point_of_sale/../tests/unit/utils";
import { LoyaltyProgram } from "@pos_loyalty/../tests/unit/data/loyalty_program.data";
import { addProductLineToOrder } from "@pos_loyalty/../tests/unit/utils";
import { patch } from "@web/core/utils/patch";

// What the server sends besides; its records say nothing of it, so that Odoo's own tests stay as they are.
patch(LoyaltyProgram.prototype, {
    _load_pos_data_fields() {
        return [...super._load_pos_data_fields(), ...Object.keys(LEDGER)];
    },
});

const LEDGER = { use_ledger: true, earn_untaxed: true, return_days: 0, redeem_min: 0, redeem_max: 0 };

definePosModels();

function withLedger(store, values = {}) {
    store.models["loyalty.program"].get(1).update({ ...LEDGER, ...values });
}

function sum(order, name) {
    return order.lines.reduce((total, line) => total + line.prices[name], 0);
}

describe("programs with a ledger", () => {
    test("amounts count without taxes", async () => {
        const store = await setupPosEnv();
        const order = await getFilledOrder(store);
        const program = store.models["loyalty.program"].get(1);
        program.rule_ids[0].reward_point_mode = "money";
        const [included, excluded] = [sum(order, "total_included"), sum(order, "total_excluded")];
        expect(included).toBeGreaterThan(excluded);

        expect(order.pointsForPrograms([program])[1][0].points).toBeCloseTo(included);
        withLedger(store);
        expect(order.pointsForPrograms([program])[1][0].points).toBeCloseTo(excluded);
        expect(sum(order, "total_included")).toBe(included);
        withLedger(store, { earn_untaxed: false });
        expect(order.pointsForPrograms([program])[1][0].points).toBeCloseTo(included);
    });

    test("what can be spent", async () => {
        const store = await setupPosEnv();
        const order = store.addNewOrder();
        const card = store.models["loyalty.card"].get(1);
        order.uiState.couponPointChanges = { 1: { coupon_id: 1, program_id: 1, points: 25 } };
        await addProductLineToOrder(store, order, {
            is_reward_line: true,
            coupon_id: card,
            points_cost: 5,
        });

        withLedger(store);
        expect(order._getRealCouponPoints(1)).toBe(30); // 10 on the card, 25 of this order, 5 spent
        withLedger(store, { return_days: 14 });
        expect(order._getRealCouponPoints(1)).toBe(5);
        withLedger(store, { redeem_max: 12 });
        expect(order._getRealCouponPoints(1)).toBe(7);
        withLedger(store, { redeem_min: 36 });
        expect(order._getRealCouponPoints(1)).toBe(0);
        withLedger(store, { redeem_min: 35 });
        expect(order._getRealCouponPoints(1)).toBe(30);
        withLedger(store, { use_ledger: false, return_days: 14, redeem_max: 1 });
        expect(order._getRealCouponPoints(1)).toBe(30);
    });

    test("goods that come back earn nothing here", async () => {
        const store = await setupPosEnv();
        const order = await getFilledOrder(store);
        const [line, other] = order.lines;
        line.update({ refunded_orderline_id: other });
        const program = store.models["loyalty.program"].get(1);
        expect(Boolean(line.ignoreLoyaltyPoints({ program }))).toBe(false);
        withLedger(store);
        expect(Boolean(line.ignoreLoyaltyPoints({ program }))).toBe(true);
        expect(Boolean(other.ignoreLoyaltyPoints({ program }))).toBe(false);
    });

    test("a contact uses the card of its company", async () => {
        const store = await setupPosEnv();
        expect(store.cardOwner(3)).toBe(false);
        store.cardOwner = () => 1;
        withLedger(store);
        expect((await store.fetchLoyaltyCard(1, 3)).id).toBe(1);
        withLedger(store, { use_ledger: false });
        expect((await store.fetchLoyaltyCard(1, 3)).id).not.toBe(1);
    });
});
