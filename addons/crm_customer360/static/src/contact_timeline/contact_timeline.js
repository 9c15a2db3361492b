import { Component, onMounted, onWillUpdateProps, useEffect, useRef, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { useService } from "@web/core/utils/hooks";
import { UPCOMING } from "./timeline_dates";
import { TimelineFilterBar } from "./timeline_filter_bar";
import { isFiltered } from "./timeline_filters";
import { TimelineModel } from "./timeline_model";
import { TimelineRow } from "./timeline_row";

/** Coming matters shown before "Show all": a weekly meeting must not push today off the screen. */
const UPCOMING_SHOWN = 3;

/** Pixels before the end of the list at which the next page is asked for. */
const PREFETCH_DISTANCE = 600;

/** Where the user left a timeline through one of its rows, so that "back" returns there. */
let lastVisit = false;

/**
 * The history of a customer, newest first, with filters and endless scroll. It
 * knows no view: the partner form and any other page may hold it.
 */
export class ContactTimeline extends Component {
    static template = "crm_customer360.ContactTimeline";
    static components = { TimelineFilterBar, TimelineRow };
    static props = {
        partnerId: Number,
        /** when it changes, the rows are asked for again without hiding them */
        revision: { type: [Number, Boolean], optional: true },
    };
    static defaultProps = { revision: false };

    setup() {
        this.action = useService("action");
        this.model = useState(new TimelineModel(useService("orm")));
        this.state = useState({ allUpcoming: false });
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
        return this.model.isEmpty && !this.isFiltered && !this.model.filters.system;
    }

    get groups() {
        const { groups } = this.model;
        if (this.state.allUpcoming || groups[0]?.key !== UPCOMING) {
            return groups;
        }
        const [upcoming, ...others] = groups;
        return [{ ...upcoming, rows: upcoming.rows.slice(-UPCOMING_SHOWN) }, ...others];
    }

    /** Number of coming rows that are folded away. */
    get hiddenUpcoming() {
        const [first] = this.model.groups;
        if (this.state.allUpcoming || first?.key !== UPCOMING) {
            return 0;
        }
        return Math.max(first.rows.length - UPCOMING_SHOWN, 0);
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

    writeMessage() {
        const { partnerId } = this.props;
        return this.action.doAction(
            {
                type: "ir.actions.act_window",
                res_model: "mail.compose.message",
                views: [[false, "form"]],
                target: "new",
                context: {
                    default_composition_mode: "comment",
                    default_model: "res.partner",
                    default_res_ids: [partnerId],
                    default_partner_ids: [partnerId],
                    default_subtype_xmlid: "mail.mt_comment",
                },
            },
            { onClose: () => this.model.refresh() }
        );
    }
}
