import { markRaw } from "@odoo/owl";
import { KeepLast } from "@web/core/utils/concurrency";
import { _t } from "@web/core/l10n/translation";
import { callEarly } from "../customer_page/early_answers";
import { dateGroup, rowDate } from "./timeline_dates";
import { errorText } from "./timeline_errors";
import { emptyFilters, toServerFilters } from "./timeline_filters";
import { foldRows } from "./timeline_folds";

export const PAGE_SIZE = 40;

/** The most the server gives in one answer. */
export const MAX_ROWS = 200;

/**
 * The rows of one customer as loaded so far. A newer request always wins: an
 * answer that arrives after the customer or the filters changed is dropped.
 */
export class TimelineModel {
    /**
     * @param {Object} orm
     * @param {Object} [options]
     * @param {boolean} [options.conversations] whether messages of one thread stand as one
     */
    constructor(orm, { conversations = true } = {}) {
        this.orm = markRaw(orm);
        this.conversations = conversations;
        this.keepLastRows = markRaw(new KeepLast());
        this.keepLastFacets = markRaw(new KeepLast());
        this.partnerId = false;
        this.filters = emptyFilters();
        /** @type {"loading" | "ready" | "error"} */
        this.status = "loading";
        this.error = "";
        this.isLoadingMore = false;
        this.moreError = "";
        this.rows = markRaw([]);
        this.groups = [];
        this.cursor = false;
        this.facets = {};
        this.facetsError = "";
        this.announcement = "";
    }

    get count() {
        return this.rows.length;
    }

    get isEmpty() {
        return this.status === "ready" && !this.count && !this.cursor;
    }

    get canLoadMore() {
        return this.status === "ready" && Boolean(this.cursor) && !this.isLoadingMore;
    }

    /**
     * Shows another customer.
     *
     * @param {number} partnerId
     * @param {Object} [options]
     * @param {Object} [options.filters] as in `emptyFilters`
     * @param {number} [options.limit] rows to load at once, within bounds
     */
    open(partnerId, { filters = emptyFilters(), limit = PAGE_SIZE } = {}) {
        this.partnerId = partnerId;
        this.filters = filters;
        this.facets = {};
        return this.load({ limit });
    }

    /** @param {Object} changes some keys of the filters */
    setFilters(changes) {
        const counted = Object.keys(changes).some((key) => !["channels", "until"].includes(key));
        this.filters = { ...this.filters, ...changes };
        return this.load({ withFacets: counted });
    }

    clearFilters() {
        return this.setFilters({ ...emptyFilters(), system: this.filters.system });
    }

    /** @param {boolean} conversations */
    setConversations(conversations) {
        this.conversations = conversations;
        this.regroup();
    }

    /** Asks again from the newest row on, keeping what is shown until the answer is there. */
    refresh() {
        return this.load({ limit: this.count, quiet: true });
    }

    async load({ limit = PAGE_SIZE, quiet = false, withFacets = true } = {}) {
        if (!quiet) {
            this.status = "loading";
        }
        this.isLoadingMore = false;
        this.moreError = "";
        const rows = this.loadFirstPage(limit);
        await Promise.all(withFacets ? [rows, this.loadFacets()] : [rows]);
    }

    async loadFirstPage(limit) {
        try {
            const size = Math.min(Math.max(limit, PAGE_SIZE), MAX_ROWS);
            const page = await this.keepLastRows.add(this.fetchPage(false, size));
            this.rows = markRaw([]);
            this.addPage(page);
            this.status = "ready";
            this.announce(page.rows.length);
        } catch (error) {
            this.error = errorText(error);
            this.status = "error";
        }
    }

    async loadMore() {
        if (!this.canLoadMore) {
            return;
        }
        this.isLoadingMore = true;
        this.moreError = "";
        try {
            const page = await this.keepLastRows.add(this.fetchPage(this.cursor, PAGE_SIZE));
            this.addPage(page);
            this.announce(page.rows.length);
        } catch (error) {
            this.moreError = errorText(error);
        }
        this.isLoadingMore = false;
    }

    async loadFacets() {
        // A channel's count says what its button would show, so the chosen channels do not limit it.
        const { channels, ...filters } = toServerFilters({ ...this.filters, until: false });
        const facets = this.orm.silent.call("crm.touchpoint", "facets", [this.partnerId], {
            filters,
        });
        try {
            this.facets = await this.keepLastFacets.add(facets);
            this.facetsError = "";
        } catch (error) {
            this.facetsError = errorText(error);
        }
    }

    fetchPage(cursor, limit) {
        return callEarly(this.orm, "crm.touchpoint", "timeline", [this.partnerId], {
            cursor,
            limit,
            filters: toServerFilters(this.filters),
        });
    }

    addPage({ rows, cursor }) {
        const dated = rows.map((row) => {
            const date = rowDate(row);
            return markRaw({ ...row, date, heading: dateGroup(date) });
        });
        this.rows = markRaw([...this.rows, ...dated]);
        this.cursor = cursor;
        this.regroup();
    }

    /**
     * Groups are looked up by key, not appended: a row of which only the date is
     * known may come between two moments that fall on other days here.
     */
    regroup() {
        const groups = new Map();
        for (const item of foldRows(this.rows, { conversations: this.conversations })) {
            const { heading } = item.row;
            if (!groups.has(heading.key)) {
                groups.set(heading.key, { ...heading, items: [] });
            }
            groups.get(heading.key).items.push(item);
        }
        this.groups = markRaw([...groups.values()].sort((a, b) => (a.key < b.key ? 1 : -1)));
    }

    announce(added) {
        if (!this.count) {
            this.announcement = this.cursor ? "" : _t("No entries");
        } else if (added === this.count) {
            this.announcement = _t("%s entries shown", this.count);
        } else {
            this.announcement = _t("%(added)s older entries added, %(count)s shown", {
                added,
                count: this.count,
            });
        }
    }
}
