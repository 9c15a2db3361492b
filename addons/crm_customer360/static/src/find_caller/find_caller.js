import { Component, onMounted, onWillStart, useEffect, useRef, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { user } from "@web/core/user";
import { KeepLast } from "@web/core/utils/concurrency";
import { useAutofocus, useService } from "@web/core/utils/hooks";
import { useDebounced } from "@web/core/utils/timing";
import { errorText, MATCHES, newContactContext, openCustomer, openForm, sureRow } from "./caller_match";

const DELAY = 250;
const LIMIT = 10;
const MIN_LENGTH = 2;
const MAX_LENGTH = 200;

let nextListId = 1;

/**
 * One field for whatever is known of a caller, and the customers it may be. It
 * asks while somebody types; arrows choose, Enter opens.
 */
export class FindCaller extends Component {
    static template = "crm_customer360.FindCaller";
    static props = {
        /** searched for at once, as a telephony system hands it over */
        query: { type: String, optional: true },
        /** when the query is a customer's for certain, open it without asking */
        openSure: { type: Boolean, optional: true },
        /** called before a customer is opened */
        onOpen: { type: Function, optional: true },
        /** options of the action that opens a customer without asking */
        sureOptions: { type: Object, optional: true },
    };
    static defaultProps = { query: "", openSure: false, onOpen: () => {}, sureOptions: {} };

    setup() {
        this.action = useService("action");
        this.orm = useService("orm");
        this.keepLast = new KeepLast();
        this.matches = MATCHES;
        this.maxLength = MAX_LENGTH;
        this.listId = `o_find_caller_list_${nextListId++}`;
        this.input = useAutofocus({ refName: "input", mobile: true });
        this.list = useRef("list");
        this.state = useState({
            query: this.props.query,
            /** the query that rows belong to */
            answered: "",
            rows: [],
            index: 0,
            searching: false,
            error: "",
            mayCreate: false,
        });
        this.searchSoon = useDebounced(() => this.search(), DELAY);
        onWillStart(async () => {
            this.state.mayCreate = await user.checkAccessRight("res.partner", "create");
        });
        onMounted(() => this.begin());
        useEffect(
            () => {
                this.list.el?.querySelector("[aria-selected=true]")?.scrollIntoView({ block: "nearest" });
            },
            () => [this.state.index]
        );
    }

    get isAnswered() {
        return Boolean(this.state.answered) && this.state.answered === this.text && !this.state.error;
    }

    get text() {
        return this.state.query.trim();
    }

    get status() {
        const { rows, searching } = this.state;
        if (searching) {
            return _t("Searching…");
        }
        if (!this.isAnswered) {
            return "";
        }
        return rows.length === 1 ? _t("1 customer found") : _t("%s customers found", rows.length);
    }

    get activeId() {
        return this.state.rows.length ? this.rowId(this.state.index) : false;
    }

    get createLabel() {
        const context = newContactContext(this.state.query);
        if (context.default_phone) {
            return _t("Create a contact with this phone number");
        }
        return context.default_email ? _t("Create a contact with this e-mail") : _t("Create a contact");
    }

    rowId(index) {
        return `${this.listId}_${index}`;
    }

    matchLabel(row) {
        return MATCHES[row.match]?.label || row.match;
    }

    place(row) {
        return [row.company, row.city].filter(Boolean).join(" · ");
    }

    /** What agreed is worth a word unless the row shows it anyway. */
    showsMatched(row) {
        return ![row.name, row.phone, row.email].includes(row.matched);
    }

    async begin() {
        if (this.text) {
            await this.search();
            const row = this.props.openSure && sureRow(this.state.rows);
            if (row) {
                await this.open(row, this.props.sureOptions);
            }
        }
    }

    onInput() {
        this.state.error = "";
        if (this.text.length < MIN_LENGTH) {
            this.searchSoon.cancel();
            this.forget();
        } else {
            this.searchSoon();
        }
    }

    forget() {
        // A request under way answers to nobody.
        this.keepLast.add(new Promise(() => {}));
        Object.assign(this.state, { rows: [], answered: "", index: 0, searching: false });
    }

    clear() {
        this.state.query = "";
        this.state.error = "";
        this.searchSoon.cancel();
        this.forget();
        this.input.el.focus();
    }

    async search() {
        const query = this.text;
        if (query.length < MIN_LENGTH) {
            return;
        }
        this.searchSoon.cancel();
        Object.assign(this.state, { searching: true, error: "" });
        try {
            const call = this.orm.silent.call("res.partner", "find_caller", [query, LIMIT]);
            const rows = await this.keepLast.add(call);
            Object.assign(this.state, { rows, answered: query, index: 0, searching: false });
        } catch (error) {
            Object.assign(this.state, { rows: [], answered: "", error: errorText(error), searching: false });
        }
    }

    onKeydown(ev) {
        const { rows } = this.state;
        const steps = { ArrowDown: 1, ArrowUp: -1 };
        if (ev.key in steps && rows.length) {
            ev.preventDefault();
            this.state.index = (this.state.index + steps[ev.key] + rows.length) % rows.length;
        } else if (ev.key === "Enter") {
            ev.preventDefault();
            ev.stopPropagation();
            this.enter();
        } else if (ev.key === "Escape" && this.state.query) {
            ev.preventDefault();
            ev.stopPropagation();
            this.clear();
        }
    }

    /** Opens the chosen row; what was typed and not yet searched for is opened only if it is that customer for certain. */
    async enter() {
        if (this.isAnswered) {
            const row = this.state.rows[this.state.index];
            return row && this.open(row);
        }
        await this.search();
        const { rows } = this.state;
        const row = rows.length === 1 ? rows[0] : sureRow(rows);
        return row && this.isAnswered && this.open(row);
    }

    open(row, options = {}) {
        this.props.onOpen();
        return openCustomer(this.action, { id: row.partner_id, name: row.name }, options);
    }

    create() {
        const context = newContactContext(this.state.query);
        this.props.onOpen();
        return openForm(this.action, { context });
    }
}
