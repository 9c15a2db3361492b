import { markRaw } from "@odoo/owl";
import { KeepLast } from "@web/core/utils/concurrency";
import { ConnectionLostError } from "@web/core/network/rpc";
import { _t } from "@web/core/l10n/translation";
import { dateGroup, rowDate } from "./timeline_dates";
import { emptyFilters, toServerFilters } from "./timeline_filters";

export const PAGE_SIZE = 40;

/** The most the server gives in one answer. */
export const MAX_ROWS = 200;

/**
 * The rows of one customer as loaded so far. A newer request always wins: an
 * answer that arrives after the customer or the filters changed is dropped.
 */
export class TimelineModel {
    constructor(orm) {
        this.orm = markRaw(orm);
        this.keepLastRows = markRaw(new KeepLast());
        this.keepLastFacets = markRaw(new KeepLast());
        this.partnerId = false;
        this.filters = emptyFilters();
        /** @type {"loading" | "ready" | "error"} */
        this.status = "loading";
        this.error = "";
        this.isLoadingMore = false;
        this.moreError = "";
        this.groups = [];
        this.count = 0;
        this.cursor = false;
        this.facets = {};
        this.facetsError = "";
        this.announcement = "";
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
        const onlyChannels = Object.keys(changes).every((key) => key === "channels");
        this.filters = { ...this.filters, ...changes };
        return this.load({ withFacets: !onlyChannels });
    }

    clearFilters() {
        return this.setFilters({ ...emptyFilters(), system: this.filters.system });
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
            this.groups = [];
            this.count = 0;
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
        const { channels, ...filters } = toServerFilters(this.filters);
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
        return this.orm.silent.call("crm.touchpoint", "timeline", [this.partnerId], {
            cursor,
            limit,
            filters: toServerFilters(this.filters),
        });
    }

    addPage({ rows, cursor }) {
        for (const row of rows) {
            const date = rowDate(row);
            const heading = dateGroup(date);
            this.groupFor(heading).rows.push(markRaw({ ...row, date, heading }));
        }
        this.count += rows.length;
        this.cursor = cursor;
    }

    /**
     * Groups are looked up by key, not appended: a row of which only the date is
     * known may come between two moments that fall on other days here.
     */
    groupFor(heading) {
        let group = this.groups.find(({ key }) => key === heading.key);
        if (!group) {
            this.groups.push({ ...heading, rows: [] });
            this.groups.sort((a, b) => (a.key < b.key ? 1 : -1));
            group = this.groups.find(({ key }) => key === heading.key);
        }
        return group;
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

function errorText(error) {
    if (error instanceof ConnectionLostError) {
        return _t("The server cannot be reached. Check the connection and try again.");
    }
    return error.data?.message || error.message || String(error);
}
