import { Component, useState } from "@odoo/owl";
import { CheckboxItem } from "@web/core/dropdown/checkbox_item";
import { Dropdown } from "@web/core/dropdown/dropdown";
import { DropdownItem } from "@web/core/dropdown/dropdown_item";
import { DateTimeInput } from "@web/core/datetime/datetime_input";
import { toLocaleDateString } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";
import { RecordSelector } from "@web/core/record_selectors/record_selector";
import { useService } from "@web/core/utils/hooks";
import { useDebounced } from "@web/core/utils/timing";
import { channelLook, sortChannels } from "./channels";
import { DIRECTIONS, PERIODS, isFiltered } from "./timeline_filters";

/** Where the server stops counting: the figure then means "this many or more". */
export const FACET_CAP = 200;

const SEARCH_DELAY = 300;

export class TimelineFilterBar extends Component {
    static template = "crm_customer360.TimelineFilterBar";
    static components = { CheckboxItem, DateTimeInput, Dropdown, DropdownItem, RecordSelector };
    static props = {
        partnerId: Number,
        filters: Object,
        facets: Object,
        facetsError: String,
        onChange: Function,
        onClear: Function,
        onRetryFacets: Function,
    };

    setup() {
        this.orm = useService("orm");
        this.nameService = useService("name");
        this.directions = DIRECTIONS;
        this.periods = PERIODS;
        this.state = useState({ hasContacts: false, personName: "" });
        this.search = useDebounced((query) => this.props.onChange({ query }), SEARCH_DELAY);
    }

    get channels() {
        const { facets, filters } = this.props;
        return sortChannels([...Object.keys(facets), ...filters.channels]).map((name) => ({
            name,
            ...channelLook(name),
            count: this.countLabel(facets[name] || 0),
            active: filters.channels.includes(name),
        }));
    }

    countLabel(count) {
        return count >= FACET_CAP ? `${FACET_CAP}+` : String(count);
    }

    get isFiltered() {
        return isFiltered(this.props.filters);
    }

    get personDomain() {
        return [["id", "child_of", this.props.partnerId]];
    }

    /** The filters of the menu that are set, each with the change that removes it. */
    get extras() {
        const { direction, period, person } = this.props.filters;
        const extras = [];
        if (direction) {
            const { label } = DIRECTIONS.find(({ value }) => value === direction);
            extras.push({ key: "direction", label, without: { direction: false } });
        }
        if (period) {
            extras.push({ key: "period", label: this.periodLabel, without: { period: false } });
        }
        if (person) {
            const label = this.state.personName || _t("Person");
            extras.push({ key: "person", label, without: { person: false } });
        }
        return extras;
    }

    get periodLabel() {
        const { period, dateFrom, dateTo } = this.props.filters;
        if (period === "custom" && (dateFrom || dateTo)) {
            return `${toLocaleDateString(dateFrom)} – ${toLocaleDateString(dateTo)}`;
        }
        return PERIODS.find(({ value }) => value === period).label;
    }

    toggleChannel(name) {
        const { channels } = this.props.filters;
        this.props.onChange({
            channels: channels.includes(name)
                ? channels.filter((other) => other !== name)
                : [...channels, name],
        });
    }

    showAllChannels() {
        this.props.onChange({ channels: [] });
    }

    /** Choosing again what is chosen removes it. */
    toggleChoice(key, value) {
        this.props.onChange({ [key]: this.props.filters[key] === value ? false : value });
    }

    choiceAttrs(key, value) {
        return {
            role: "menuitemradio",
            "aria-checked": this.props.filters[key] === value ? "true" : "false",
            [`data-${key}`]: value,
        };
    }

    async beforeMenuOpens() {
        const count = await this.orm.searchCount("res.partner", this.personDomain, { limit: 2 });
        this.state.hasContacts = count > 1;
    }

    async choosePerson(person) {
        if (person) {
            const names = await this.nameService.loadDisplayNames("res.partner", [person]);
            this.state.personName = names[person];
        }
        this.props.onChange({ person });
    }

    /** The menu would take Enter and the arrows for its own items; Escape still closes it. */
    keepKeys(ev) {
        if (ev.key !== "Escape") {
            ev.stopPropagation();
        }
    }

    onSearchKeydown(ev) {
        if (ev.key === "Enter") {
            // Enter must not reach the form around us.
            ev.preventDefault();
            ev.stopPropagation();
            this.search.cancel(false);
            this.props.onChange({ query: ev.target.value });
        }
    }
}
