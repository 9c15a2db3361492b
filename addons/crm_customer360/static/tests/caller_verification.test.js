import { describe, expect, test } from "@odoo/hoot";
import { click, edit, press, queryAllTexts } from "@odoo/hoot-dom";
import { animationFrame, mockDate } from "@odoo/hoot-mock";
import { CallerVerification } from "@crm_customer360/find_caller/caller_verification";
import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import { makeServerError, mountWithCleanup, onRpc } from "@web/../tests/web_test_helpers";

const FACTS = [
    { kind: "ref", label: "Customer number" },
    { kind: "code", label: "Company code or VAT number" },
    { kind: "phone", label: "Phone number on record" },
];

/** The server's state of a customer, which a test may change meanwhile. */
function mockStatus(values = {}) {
    const status = {
        required: true,
        needed: 2,
        verified: false,
        until: "",
        refused: false,
        tries_left: 3,
        facts: FACTS,
        ...values,
    };
    onRpc("crm.caller.verification", "status", () => status);
    return status;
}

async function mountPanel() {
    await mountWithCleanup(CallerVerification, { props: { partnerId: 5 } });
}

async function answer(kind, text) {
    await click(`input[data-kind=${kind}]`);
    await edit(text);
    await animationFrame();
}

describe.current.tags("desktop");
defineMailModels();

test("it is not there where the company does not ask for it", async () => {
    mockStatus({ required: false });
    await mountPanel();
    expect(".o_caller_verification").toHaveCount(0);
});

test("two facts that agree verify the caller", async () => {
    mockDate("2026-03-02 10:15:00", +2);
    const status = mockStatus();
    onRpc("crm.caller.verification", "verify", ({ args }) => {
        expect.step(args);
        Object.assign(status, { verified: true, until: "2026-03-02 10:45:00" });
        return { passed: true, facts: { ref: true, phone: true }, tries_left: 3 };
    });
    await mountPanel();
    await click(".o_caller_verification_open");
    await animationFrame();
    expect(queryAllTexts(".o_caller_verification_fact label")).toEqual(FACTS.map((fact) => fact.label));
    expect(".o_caller_verification_check").not.toBeEnabled();
    await answer("ref", "K-4711");
    expect(".o_caller_verification_check").not.toBeEnabled();
    await answer("phone", "8 612 34567");
    await press("Enter");
    await animationFrame();
    expect.verifySteps([[5, { ref: "K-4711", phone: "8 612 34567" }]]);
    await animationFrame();
    expect(".o_caller_verification_passed").toHaveText("Caller verified until 12:45");
    expect("input").toHaveCount(0);
});

test("what does not agree is marked, and nothing may be told", async () => {
    const status = mockStatus();
    onRpc("crm.caller.verification", "verify", () => {
        status.tries_left = 2;
        return { passed: false, facts: { ref: true, code: false }, tries_left: 2 };
    });
    await mountPanel();
    await click(".o_caller_verification_open");
    await animationFrame();
    await answer("ref", "K-4711");
    await answer("code", "123");
    await click(".o_caller_verification_check");
    await animationFrame();
    await animationFrame();
    expect(queryAllTexts(".o_caller_verification_result")).toEqual(["agrees", "does not", ""]);
    expect(".o_caller_verification_message").toHaveText(/tell this caller nothing/);
    await answer("code", "1234");
    expect(queryAllTexts(".o_caller_verification_result")).toEqual(["agrees", "", ""]);
});

test("after three failures nothing can be tried", async () => {
    mockStatus({ refused: true, tries_left: 0 });
    await mountPanel();
    expect(".o_caller_verification_refused").toHaveText(/Call back/);
    expect(".o_caller_verification_open").toHaveCount(0);
});

test("too few facts on record", async () => {
    mockStatus({ facts: FACTS.slice(0, 1) });
    await mountPanel();
    expect(".o_caller_verification_few").toHaveText(/not enough facts/);
    expect(".o_caller_verification_open").toHaveCount(0);
});

test("a caller who declines is logged, an error is told", async () => {
    mockStatus();
    let fail = true;
    onRpc("crm.caller.verification", "decline", ({ args }) => {
        expect.step(args[0]);
        if (fail) {
            throw makeServerError({ message: "Too busy." });
        }
        return true;
    });
    await mountPanel();
    await click(".o_caller_verification_decline");
    await animationFrame();
    expect(".o_caller_verification_error[role=alert]").toHaveText("Too busy.");
    fail = false;
    await click(".o_caller_verification_decline");
    await animationFrame();
    await animationFrame();
    expect(".o_caller_verification_message").toHaveText("Logged: the caller declined.");
    expect.verifySteps([5, 5]);
});
