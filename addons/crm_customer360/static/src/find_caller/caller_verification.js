import { Component, onWillStart, onWillUpdateProps, useState } from "@odoo/owl";
import { deserializeDateTime, formatDateTime } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { errorText } from "./caller_match";

/**
 * Makes sure who is calling before anything is told: what the caller says is
 * typed in, the server says whether it agrees. What is on record never shows
 * here. Only where the company asks for it.
 */
export class CallerVerification extends Component {
    static template = "crm_customer360.CallerVerification";
    static props = { partnerId: Number, onDone: { type: Function, optional: true } };
    static defaultProps = { onDone: () => {} };

    setup() {
        this.orm = useService("orm");
        this.state = useState({ status: false, open: false, answers: {}, agreed: {}, busy: false, message: "", error: "" });
        onWillStart(() => this.load(this.props.partnerId));
        onWillUpdateProps(async ({ partnerId }) => {
            if (partnerId !== this.props.partnerId) {
                Object.assign(this.state, { open: false, answers: {}, agreed: {}, message: "", error: "" });
                await this.load(partnerId);
            }
        });
    }

    get enough() {
        return this.state.status.facts.length >= this.state.status.needed;
    }

    get answered() {
        return Object.values(this.state.answers).filter((text) => text.trim()).length;
    }

    get until() {
        return formatDateTime(deserializeDateTime(this.state.status.until), { format: "HH:mm" });
    }

    get ask() {
        return _t("Ask for %s of these. Type what the caller says; do not help them.", this.state.status.needed);
    }

    async load(partnerId) {
        try {
            this.state.status = await this.call("status", partnerId);
        } catch (error) {
            // The page itself says what is wrong with the customer.
            Object.assign(this.state, { status: false, error: errorText(error) });
        }
    }

    call(method, partnerId, ...args) {
        return this.orm.silent.call("crm.caller.verification", method, [partnerId, ...args]);
    }

    toggle() {
        this.state.open = !this.state.open;
    }

    setAnswer(kind, ev) {
        this.state.answers[kind] = ev.target.value;
        delete this.state.agreed[kind];
    }

    onKeydown(ev) {
        if (ev.key === "Enter" && ev.target.matches("input")) {
            ev.preventDefault();
            ev.stopPropagation();
            this.verify();
        }
    }

    async verify() {
        if (this.state.busy || this.answered < this.state.status.needed) {
            return;
        }
        const answers = Object.entries(this.state.answers).filter(([, text]) => text.trim());
        await this.attempt("verify", Object.fromEntries(answers), (result) => {
            this.state.agreed = result.facts;
            this.state.open = !result.passed;
            this.state.message = result.passed ? "" : _t("Not verified: tell this caller nothing about the customer.");
            if (result.passed) {
                this.state.answers = {};
            }
        });
    }

    async decline() {
        await this.attempt("decline", "", () => {
            Object.assign(this.state, { open: false, answers: {}, agreed: {} });
            this.state.message = _t("Logged: the caller declined.");
        });
    }

    async attempt(method, argument, done) {
        const { partnerId } = this.props;
        Object.assign(this.state, { busy: true, error: "", message: "" });
        try {
            const result = await this.call(method, partnerId, argument);
            if (partnerId === this.props.partnerId) {
                done(result);
            }
        } catch (error) {
            this.state.error = errorText(error);
        }
        this.state.busy = false;
        if (partnerId === this.props.partnerId) {
            await this.load(partnerId);
        }
    }
}

registry
    .category("crm_customer_page_tools")
    .add("caller_verification", { Component: CallerVerification, sequence: 1 });
