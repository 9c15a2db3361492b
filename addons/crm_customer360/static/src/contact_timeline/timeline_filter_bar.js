import { Component, useState } from "@odoo/owl";
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
import { NATURES } from "./timeline_natures";

/** Where the server stops counting: the figure then means "this many or more". */
export const FACET_CAP = 200;

const SEARCH_DELAY = 300;

/** Channels shown before "more": the fullest ones. */
const CHANNELS_SHOWN = 7;

/** Contacts offered as a list; of more, one is searched for. */
const CONTACTS_LISTED = 8;

/** The people one can filter by, and their model. */
const PEOPLE = { person: "res.partner", user: "res.users" };

export class TimelineFilterBar extends Component {
    static template = "crm_customer360.TimelineFilterBar";
    static components = { DateTimeInput, Dropdown, DropdownItem, RecordSelector };
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
        this.natures = NATURES;
        this.periods = PERIODS;
        this.state = useState({ allChannels: false, contacts: [], names: {} });
        this.search = useDebounced((query) => this.props.onChange({ query }), SEARCH_DELAY);
    }

    /** Names of the channels with rows, the chosen ones too, in their order. */
    get channelNames() {
        const { facets, filters } = this.props;
        return sortChannels([...Object.keys(facets), ...filters.channels]);
    }

    /** Those on the screen: all, or the fullest and the chosen. */
    get shownNames() {
        const names = this.channelNames;
        const { facets, filters } = this.props;
        // One more than the limit needs no button to say so.
        if (this.state.allChannels || names.length <= CHANNELS_SHOWN + 1) {
            return names;
        }
        const fullest = [...names].sort((a, b) => (facets[b] || 0) - (facets[a] || 0));
        const shown = new Set([...fullest.slice(0, CHANNELS_SHOWN), ...filters.channels]);
        return names.filter((name) => shown.has(name));
    }

    get hiddenChannels() {
        return this.channelNames.length - this.shownNames.length;
    }

    get hiddenChannelsLabel() {
        return _t("%s more channels", this.hiddenChannels);
    }

    get channels() {
        const { facets, filters } = this.props;
        return this.shownNames.map((name) => ({
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

    get userDomain() {
        return [["share", "=", false]];
    }

    /** There is a choice: a contact of their own has none. */
    get hasContacts() {
        return this.state.contacts.length > 1 || this.props.filters.person;
    }

    get listsContacts() {
        return this.state.contacts.length <= CONTACTS_LISTED;
    }

    /** The filters of the menu that are set, each with the change that removes it. */
    get extras() {
        const { direction, nature, period, person, user } = this.props.filters;
        const extras = [];
        if (direction) {
            const { label } = DIRECTIONS.find(({ value }) => value === direction);
            extras.push({ key: "direction", label, without: { direction: false } });
        }
        if (period) {
            extras.push({ key: "period", label: this.periodLabel, without: { period: false } });
        }
        if (nature) {
            const { label } = NATURES.find(({ value }) => value === nature);
            extras.push({ key: "nature", label, without: { nature: false } });
        }
        if (person) {
            const label = this.state.names.person || _t("Contact");
            extras.push({ key: "person", label, without: { person: false } });
        }
        if (user) {
            const label = this.state.names.user || _t("Colleague");
            extras.push({ key: "user", label, without: { user: false } });
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
        this.state.contacts = await this.orm.searchRead("res.partner", this.personDomain, ["name"], {
            limit: CONTACTS_LISTED + 1,
            order: "is_company desc, name",
        });
    }

    /** @param {"person" | "user"} kind */
    async choosePerson(kind, id) {
        const chosen = this.props.filters[kind] === id ? false : id;
        if (chosen) {
            this.state.names[kind] = await this.nameOf(kind, chosen);
        }
        this.props.onChange({ [kind]: chosen });
    }

    async nameOf(kind, id) {
        const listed = kind === "person" && this.state.contacts.find((contact) => contact.id === id);
        if (listed) {
            return listed.name;
        }
        const names = await this.nameService.loadDisplayNames(PEOPLE[kind], [id]);
        // Of a record that is gone meanwhile there is no name.
        return typeof names[id] === "string" ? names[id] : "";
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
