import { expect, test } from "@odoo/hoot";
import { animationFrame, click } from "@odoo/hoot-dom";
import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import { mockService, mountWithCleanup, onRpc, patchWithCleanup } from "@web/../tests/web_test_helpers";
import { session } from "@web/session";
import { UnfiledSystray } from "@crm_customer360/mail_filing/unfiled_systray";

defineMailModels();

test("nothing is shown, and nothing asked, when no e-mail waits", async () => {
    onRpc("crm.mail.unfiled", "count_open", () => expect.step("count"));
    const systray = await mountWithCleanup(UnfiledSystray);
    systray.env.bus.trigger("ACTION_MANAGER:UI-UPDATED");
    await animationFrame();
    expect(".o_crm_unfiled").toHaveCount(0);
    expect.verifySteps([]);
});

test("the number of waiting e-mails leads to them and follows what is filed", async () => {
    patchWithCleanup(session, { crm_mail_unfiled: 3 });
    let left = 2;
    onRpc("crm.mail.unfiled", "count_open", () => left);
    mockService("action", { doAction: (action) => expect.step(action) });
    const systray = await mountWithCleanup(UnfiledSystray);
    expect(".o_crm_unfiled .badge").toHaveText("3");
    await click(".o_crm_unfiled");
    expect.verifySteps(["crm_customer360.crm_mail_unfiled_action"]);
    for (const text of ["2", "0"]) {
        left = Number(text);
        systray.env.bus.trigger("ACTION_MANAGER:UI-UPDATED");
        await animationFrame();
        await animationFrame();
        expect(".o_crm_unfiled .badge").toHaveCount(left ? 1 : 0);
    }
});
