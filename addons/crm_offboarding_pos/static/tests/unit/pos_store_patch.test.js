import { expect, test } from "@odoo/hoot";
import { definePosModels } from "@point_of_sale/../tests/unit/data/generate_model_definitions";
import { getFilledOrder, setupPosEnv } from "@point_of_sale/../tests/unit/utils";
import { animationFrame } from "@odoo/hoot-mock";
import { AlertDialog } from "@web/core/confirmation_dialog/confirmation_dialog";
import { ConnectionLostError } from "@web/core/network/rpc";
import { patchWithCleanup } from "@web/../tests/web_test_helpers";

definePosModels();

const WHY = "A sale at the till: not possible with Alfa any more (case PA/1). Please ask Ona.";

/** A till with an order, one contact it may take and one it may not; what the cashier is told is collected. */
async function setup() {
    const store = await setupPosEnv();
    const order = await getFilledOrder(store);
    const told = [];
    patchWithCleanup(store.dialog, {
        add: (component, props) => told.push([component, props.body]),
    });
    const [taken, refused] = [3, 4].map((id) => store.models["res.partner"].get(id));
    refused.offboarding_refusal = WHY;
    return { store, order, told, taken, refused };
}

test("a customer parted with is not chosen, and the cashier is told why", async () => {
    const { store, order, told, taken, refused } = await setup();
    store.setPartnerToCurrentOrder(taken);
    expect(order.getPartner().id).toBe(3);
    expect(told).toEqual([]);
    store.setPartnerToCurrentOrder(refused);
    expect(order.getPartner().id).toBe(3);
    expect(told).toEqual([[AlertDialog, WHY]]);
    // Nobody can still be chosen.
    store.setPartnerToCurrentOrder(false);
    expect(order.getPartner()).toBe(undefined);
});

test("whoever came to the order another way is refused before paying", async () => {
    const { store, order, told, taken, refused } = await setup();
    const screens = [];
    patchWithCleanup(store, { navigate: (name) => screens.push(name) });
    order.setPartner(refused);
    await store.pay();
    expect(screens).toEqual([]);
    expect(told).toEqual([[AlertDialog, WHY]]);
    order.setPartner(taken);
    await store.pay();
    expect(screens).toEqual(["PaymentScreen"]);
});

test("goods are given back to anybody", async () => {
    const { store, order, told, refused } = await setup();
    patchWithCleanup(order, { getHasRefundLines: () => true });
    store.setPartnerToCurrentOrder(refused);
    expect(order.getPartner().id).toBe(4);
    expect(told).toEqual([]);
});

/** The server says now that a customer is not taken; the till was opened before. */
function learns(store, partner) {
    const asked = [];
    patchWithCleanup(store.data, {
        async read(model, ids) {
            asked.push([model, ids]);
            partner.offboarding_refusal = WHY;
            return [partner];
        },
    });
    return asked;
}

test("a till opened before the notice asks before it takes money", async () => {
    const { store, order, told, taken } = await setup();
    order.setPartner(taken);
    const asked = learns(store, taken);
    const screens = [];
    patchWithCleanup(store, { navigate: (name) => screens.push(name) });
    await store.pay();
    expect(asked).toEqual([["res.partner", [3]]]);
    expect(screens).toEqual([]);
    expect(told).toEqual([[AlertDialog, WHY]]);
    await store.validateOrderFast(store.models["pos.payment.method"].getFirst());
    expect(order.payment_ids.length).toBe(0);
    expect(told.length).toBe(2);
});

test("a customer chosen by a till that did not know is taken off again", async () => {
    const { store, order, told, taken } = await setup();
    learns(store, taken);
    store.setPartnerToCurrentOrder(taken);
    expect(order.getPartner().id).toBe(3);
    await animationFrame();
    expect(order.getPartner()).toBe(undefined);
    expect(told).toEqual([[AlertDialog, WHY]]);
});

test("without a connection the till goes by what it knows", async () => {
    const { store, order, told, taken } = await setup();
    order.setPartner(taken);
    const asked = learns(store, taken);
    const screens = [];
    patchWithCleanup(store, { navigate: (name) => screens.push(name) });
    store.data.network.offline = true;
    await store.pay();
    expect(asked).toEqual([]);
    expect(screens).toEqual(["PaymentScreen"]);
    store.data.network.offline = false;
    patchWithCleanup(store.data, {
        async read() {
            throw new ConnectionLostError();
        },
    });
    await store.pay();
    expect(screens).toEqual(["PaymentScreen", "PaymentScreen"]);
    expect(told).toEqual([]);
});

test("what was sold all the same stands, and the cashier is told once", async () => {
    const { store, order, told, refused } = await setup();
    order.setPartner(refused);
    await store.postSyncAllOrders([order]);
    expect(told).toEqual([]);
    order.state = "paid";
    await store.postSyncAllOrders([order]);
    await store.postSyncAllOrders([order]);
    expect(told.length).toBe(1);
    expect(told[0][1]).toInclude(WHY);
    expect(told[0][1]).toInclude("noted on the case");
});
