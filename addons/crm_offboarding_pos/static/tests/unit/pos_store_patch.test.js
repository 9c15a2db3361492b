import { expect, test } from "@odoo/hoot";
import { definePosModels } from "@point_of_sale/../tests/unit/data/generate_model_definitions";
import { getFilledOrder, setupPosEnv } from "@point_of_sale/../tests/unit/utils";
import { AlertDialog } from "@web/core/confirmation_dialog/confirmation_dialog";
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
