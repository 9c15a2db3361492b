import { Component, onWillStart, onWillUpdateProps, useState } from "@odoo/owl";
import { deserializeDate } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { KeepLast } from "@web/core/utils/concurrency";
import { useService } from "@web/core/utils/hooks";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";
import { dayLabel, toDate } from "../customer_page/customer_page_format";
import { errorText } from "../find_caller/caller_match";

/** How a verdict looks and what it is called: colour is never the only sign. */
export const VERDICTS = {
    same: { icon: "fa-check", label: () => _t("same") },
    similar: { icon: "fa-adjust", label: () => _t("similar") },
    different: { icon: "fa-times", label: () => _t("different") },
    missing: { icon: "fa-minus", label: () => _t("missing") },
};

/** A pair, or a group that hangs together, side by side, and the three ways to decide about it. */
export class DuplicateCompare extends Component {
    static template = "crm_customer360.DuplicateCompare";
    static props = { ...standardWidgetProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.notification = useService("notification");
        this.keepLast = new KeepLast();
        this.state = useState({ data: false, error: "", chosen: {} });
        onWillStart(() => this.load(this.props.record.resId));
        onWillUpdateProps(({ record }) => {
            if (record.resId !== this.state.data.id) {
                return this.load(record.resId);
            }
        });
    }

    async load(id) {
        try {
            const data = await this.keepLast.add(this.orm.call("crm.duplicate", "compare", [id]));
            const [first, second] = data.customers;
            // A dialog closed without a decision leaves the choice as it was.
            const before = data.id === this.state.data.id ? this.state.chosen : {};
            const chosen = Object.fromEntries(
                data.customers.map(({ id }) => [id, before[id] ?? [first.id, second.id].includes(id)])
            );
            Object.assign(this.state, { data, chosen, error: "" });
        } catch (error) {
            this.state.error = errorText(error);
        }
    }

    get chosenIds() {
        return this.state.data.customers.map(({ id }) => id).filter((id) => this.state.chosen[id]);
    }

    get headline() {
        const { probability, level } = this.state.data;
        // Never 100: only a person knows.
        const percent = Math.floor(probability);
        return level === "sure"
            ? _t("Almost surely one customer: %s %%", percent)
            : _t("Perhaps one customer: %s %%", percent);
    }

    get sentence() {
        const { state, decision, later_until: until, returned } = this.state.data;
        if (state === "merged") {
            return _t("These customers have been merged.");
        }
        if (state === "apart") {
            return _t("Not a duplicate: %(reason)s (%(by)s, %(on)s)", this.decided(decision));
        }
        if (returned) {
            return _t(
                "Set apart before (%(reason)s, %(by)s, %(on)s); since then the evidence has become much stronger.",
                this.decided(decision)
            );
        }
        return until ? _t("Put off until %s", deserializeDate(until).toLocaleString()) : "";
    }

    decided({ by, on, reason }) {
        return { by, reason, on: on ? dayLabel(toDate(on)) : "" };
    }

    get moreLabel() {
        return _t("Further customers of this group, who come when these are decided: %s", this.state.data.more);
    }

    get open() {
        return this.state.data.state === "new";
    }

    /** What speaks for and against each pair of a group. */
    get pairs() {
        const names = Object.fromEntries(this.state.data.customers.map(({ id, name }) => [id, name]));
        return this.state.data.pairs.map((pair) => ({
            ...pair,
            percent: Math.floor(pair.probability),
            names: `${names[pair.left]} – ${names[pair.right]}`,
        }));
    }

    verdict({ verdict, text }) {
        const found = VERDICTS[verdict];
        return found ? { icon: found.icon, label: text || found.label() } : false;
    }

    day(moment) {
        return moment ? dayLabel(toDate(moment)) : "–";
    }

    toggle(id) {
        this.state.chosen[id] = !this.state.chosen[id];
    }

    openCustomer(id) {
        return this.action.doAction("crm_customer360.customer_page_action", { additionalContext: { active_id: id } });
    }

    async merge() {
        const action = await this.orm.call("crm.duplicate", "merge_action", [this.chosenIds]);
        return this.action.doAction(action, { onClose: () => this.goOn() });
    }

    /** After a dialog: to the next pair if this one is decided or gone, else it stays. */
    async goOn() {
        await this.load(this.state.data.id);
        if (this.state.error || !this.open) {
            await this.next();
        }
    }

    /** The reason is asked for; closing the question without an answer decides nothing. */
    async apart() {
        const action = await this.orm.call("crm.duplicate", "action_apart", [[this.state.data.id]]);
        return this.action.doAction(action, { onClose: () => this.goOn() });
    }

    async later() {
        const { id } = this.state.data;
        const until = await this.orm.call("crm.duplicate", "put_off", [[id]]);
        this.notification.add(_t("Put off until %s", deserializeDate(until).toLocaleString()), { type: "success" });
        return this.next();
    }

    async reopen() {
        await this.orm.call("crm.duplicate", "action_reopen", [[this.state.data.id]]);
        return this.load(this.state.data.id);
    }

    /** The next pair that waits, or back to the list when none does. */
    async next() {
        const id = await this.orm.call("crm.duplicate", "next_open", [this.state.data.id]);
        if (!id) {
            this.notification.add(_t("Nothing more waits to be decided."), { type: "success" });
            return this.action.doAction("crm_customer360.crm_duplicate_action", { clearBreadcrumbs: true });
        }
        return this.props.record.model.load({ resId: id });
    }
}

registry.category("view_widgets").add("crm_duplicate_compare", {
    component: DuplicateCompare,
    additionalClasses: ["w-100"],
});
