import { expect, test } from "@odoo/hoot";
import { ProfitCardsModel } from "@crm_analytics/profit_cards/profit_cards";
import { patchWithCleanup } from "@web/../tests/web_test_helpers";
import { kanbanView } from "@web/views/kanban/kanban_view";

test("cards come one below the other on a phone, in columns on a wide screen", async () => {
    const asked = [];
    patchWithCleanup(kanbanView.Model.prototype, {
        async load(params) {
            asked.push(params);
        },
    });
    for (const isSmall of [true, false]) {
        const model = Object.create(ProfitCardsModel.prototype);
        model.env = { isSmall };
        await model.load({ domain: [["id", ">", 3]], groupBy: ["product_id"] });
    }
    expect(asked).toEqual([
        { domain: [["id", ">", 3]], groupBy: [] },
        { domain: [["id", ">", 3]], groupBy: ["product_id"] },
    ]);
});
