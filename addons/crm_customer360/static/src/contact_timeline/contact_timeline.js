import { Component, onMounted, onWillUpdateProps, useEffect, useRef, useState } from "@odoo/owl";
import { browser } from "@web/core/browser/browser";
import { _t } from "@web/core/l10n/translation";
import { user } from "@web/core/user";
import { useService } from "@web/core/utils/hooks";
import { writeMessage } from "../customer_tools/customer_actions";
import { UPCOMING } from "./timeline_dates";
import { TimelineFilterBar } from "./timeline_filter_bar";
import { isFiltered } from "./timeline_filters";
import { TimelineFold } from "./timeline_fold";
import { TimelineModel } from "./timeline_model";
import { TimelineRow } from "./timeline_row";
import { TimelineViewBar } from "./timeline_view_bar";

/** Coming matters shown before "Show all": a weekly meeting must not push today off the screen. */
const UPCOMING_SHOWN = 3;

/** Pixels before the end of the list at which the next page is asked for. */
const PREFETCH_DISTANCE = 600;

/** Where the user left a timeline through one of its rows, so that "back" returns there. */
let lastVisit = false;

/** Where the browser keeps whether this user has conversations grouped. */
const conversationsKey = () => `crm_customer360.conversations.${user.userId}`;

/**
 * The history of a customer, newest first, with filters and endless scroll. It
 * knows no view: the partner form and any other page may hold it.
 */
export class ContactTimeline extends Component {
    static template = "crm_customer360.ContactTimeline";
    static components = { TimelineFilterBar, TimelineFold, TimelineRow, TimelineViewBar };
    static props = {
        partnerId: Number,
        /** when it changes, the rows are asked for again without hiding them */
        revision: { type: [Number, Boolean], optional: true },
    };
    static defaultProps = { revision: false };

    setup() {
        this.action = useService("action");
        const conversations = browser.localStorage.getItem(conversationsKey()) !== "no";
        this.model = useState(new TimelineModel(useService("orm"), { conversations }));
        this.state = useState({ allUpcoming: false, openFolds: {} });
        this.refresh = () => this.model.refresh();
        this.returnTo = false;
        this.root = useRef("root");
        this.scroller = useRef("scroller");
        this.sentinel = useRef("sentinel");
        onMounted(() => this.start());
        onWillUpdateProps((nextProps) => this.follow(nextProps));
        useEffect(
            () => this.focusReturnRow(),
            () => [this.model.status]
        );
        useEffect(
            (sentinel, canLoadMore) => canLoadMore && this.watch(sentinel),
            () => [this.sentinel.el, this.model.canLoadMore, this.model.cursor]
        );
    }

    get isFiltered() {
        return isFiltered(this.model.filters);
    }

    /** Nothing is there and no filter is to blame. */
    get isBlank() {
        const { system, until } = this.model.filters;
        return this.model.isEmpty && !this.isFiltered && !system && !until;
    }

    get groups() {
        const { groups } = this.model;
        if (this.state.allUpcoming || groups[0]?.key !== UPCOMING) {
            return groups;
        }
        const [upcoming, ...others] = groups;
        return [{ ...upcoming, items: upcoming.items.slice(-UPCOMING_SHOWN) }, ...others];
    }

    /** Number of coming rows that are folded away. */
    get hiddenUpcoming() {
        const [first] = this.model.groups;
        if (this.state.allUpcoming || first?.key !== UPCOMING) {
            return 0;
        }
        return Math.max(first.items.length - UPCOMING_SHOWN, 0);
    }

    get showUpcomingLabel() {
        return _t("Show %s more", this.hiddenUpcoming);
    }

    async start() {
        const visit = lastVisit.partnerId === this.props.partnerId ? lastVisit : false;
        lastVisit = false;
        if (!visit) {
            await this.model.open(this.props.partnerId);
            return;
        }
        this.state.allUpcoming = visit.allUpcoming;
        this.state.openFolds = visit.openFolds;
        this.returnTo = visit.rowId;
        await this.model.open(this.props.partnerId, visit);
    }

    /** Once the rows are there, puts the user back on the row they left through. */
    focusReturnRow() {
        if (this.returnTo && this.model.status === "ready") {
            this.root.el.querySelector(`[data-id="${this.returnTo}"]`)?.focus();
            this.returnTo = false;
        }
    }

    follow(nextProps) {
        if (nextProps.partnerId !== this.props.partnerId) {
            this.state.allUpcoming = false;
            this.state.openFolds = {};
            this.model.open(nextProps.partnerId);
        } else if (this.props.revision !== false && nextProps.revision !== this.props.revision) {
            // From false on, the chatter has merely loaded: what it shows, we showed already.
            this.model.refresh();
        }
    }

    watch(sentinel) {
        const observer = new IntersectionObserver(
            (entries) => entries.some((entry) => entry.isIntersecting) && this.model.loadMore(),
            { root: this.scroller.el, rootMargin: `${PREFETCH_DISTANCE}px` }
        );
        observer.observe(sentinel);
        return () => observer.disconnect();
    }

    openRow(row) {
        lastVisit = {
            partnerId: this.props.partnerId,
            filters: { ...this.model.filters },
            limit: this.model.count,
            allUpcoming: this.state.allUpcoming,
            openFolds: { ...this.state.openFolds },
            rowId: row.id,
        };
        return this.action.doAction({
            type: "ir.actions.act_window",
            res_model: row.res_model,
            res_id: row.res_id,
            views: [[false, "form"]],
            target: "current",
        });
    }

    toggleFold(key) {
        this.state.openFolds[key] = !this.state.openFolds[key];
    }

    setConversations(conversations) {
        browser.localStorage.setItem(conversationsKey(), conversations ? "yes" : "no");
        this.model.setConversations(conversations);
    }

    writeMessage() {
        return writeMessage(this.action, this.props.partnerId, this.refresh);
    }
}
