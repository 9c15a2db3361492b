from odoo import api, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL

from ..core.arguments import is_id
from ..core.paging import Cursor, InvalidArgumentError, parse_filters, parse_limit

#: Rows looked at in one call at most. A reader who may see almost nothing gets a short page and a cursor to go on.
SCAN_CAP = 5_000
FACET_CAP = 200
#: Rows a facet looks at in one channel before it gives up counting.
FACET_SCAN_CAP = 1_000
COLUMNS = SQL(
    "t.id, t.date, t.all_day, t.channel, t.event, t.direction, t.nature, t.title, t.amount, t.currency_id,"
    " t.partner_id, t.user_id, t.source, t.res_model, t.res_id, t.key_id"
)


class CrmTouchpointTimeline(models.AbstractModel):
    """Reading the history: rows in keyset order, each only if the reader may read the record behind it."""

    _name = "crm.touchpoint.timeline"
    _inherit = ["crm.touchpoint.rights", "crm.touchpoint.rows"]
    _description = "Timeline of Touchpoints"

    @api.model
    @api.readonly
    def timeline(self, partner_id, cursor=False, limit=40, filters=False):
        """A page of a customer's history, newest first: of a company with all its contacts, or of one contact.

        :param partner_id: id of the customer (int)
        :param cursor: ``False`` for the first page, else the ``cursor`` of the page before (str)
        :param limit: rows wanted (int, at most 200)
        :param filters: ``False`` or a dictionary with any of ``channels``, ``directions``, ``natures`` (lists of
            str), ``partner_ids``, ``user_ids`` (lists of int), ``date_from``, ``date_to`` (``YYYY-MM-DD`` in the
            reader's time zone, both included) and ``query`` (text in the title)
        :return: ``{"rows": [...], "cursor": str or False}``; ``cursor`` is ``False`` after the last row. A row has
            ``id``, ``date`` (UTC, ``YYYY-MM-DD HH:MM:SS``), ``all_day``, ``channel``, ``event``, ``event_label``,
            ``direction``, ``nature``, ``title``, ``preview``, ``amount`` (float or False, in ``currency``),
            ``partner`` and ``user`` (``{"id", "name"}``, ``user`` may be False), ``source``, ``key_id`` (equal for the
            events of one record of the source), ``res_model`` and ``res_id`` (the record to open)
        :raises AccessError: the caller is no employee, or may not read the customer
        :raises UserError: an argument of the wrong kind, or a customer that does not exist
        """
        partner = self._readable_customer(partner_id)
        try:
            place = Cursor.decode(cursor) if cursor else None
            limit = parse_limit(limit)
        except InvalidArgumentError as error:
            raise self._argument_error(error) from None
        where, contacts = self._timeline_where(partner, filters)
        # One row more than asked for tells whether there is another page, without counting what the reader cannot see.
        found, place = self._scan(where, contacts, place, limit + 1)
        more = len(found) > limit
        found = found[:limit]
        if more:
            place = Cursor(found[-1]["date"], found[-1].get("place_id", found[-1]["id"]))
        return {"rows": self._present(found), "cursor": place.encode() if place else False}

    @api.model
    @api.readonly
    def facets(self, partner_id, filters=False):
        """How many touchpoints of each channel the reader may see.

        :param partner_id: as for :meth:`timeline`
        :param filters: as for :meth:`timeline`
        :return: ``{channel: count}``, channels without rows left out; 200 means 200 or more
        :raises AccessError, UserError: as for :meth:`timeline`
        """
        partner = self._readable_customer(partner_id)
        where, contacts = self._timeline_where(partner, filters)
        counts = {}
        for channel, _label in self._fields["channel"].selection:
            channel_where = SQL("%s AND t.channel = %s", where, channel)
            found, _place = self._scan(channel_where, contacts, None, FACET_CAP, FACET_SCAN_CAP)
            if found:
                counts[channel] = len(found)
        return counts

    # ------------------------------------------------------------------
    # What may be asked
    # ------------------------------------------------------------------

    def _readable_customer(self, partner_id):
        self._check_reader("partner_id", partner_id)
        partner = self._lean("res.partner").browse(partner_id)
        if not partner.exists():
            raise UserError(self.env._("There is no contact with the id %s.", partner_id))
        partner.check_access("read")
        self.env["crm.customer.access"]._note(partner)
        return partner

    def _check_reader(self, name, id_):
        if not self.env.user._is_internal():
            raise AccessError(self.env._("The contact history is for employees."))
        if not is_id(id_):
            raise self._argument_error(InvalidArgumentError(name, id_))

    def _argument_error(self, error):
        return UserError(self.env._("%(name)s: “%(value)s” cannot be used here.", name=error.name, value=error.value))

    def _open_where(self):
        """Rows of companies, models and sources that are open to the reader; their records are asked one by one."""
        parts = [
            SQL("(t.company_id IS NULL OR t.company_id = ANY(%s))", self.env.companies.ids),
            SQL("t.res_model = ANY(%s)", self._readable_models()),
        ]
        if closed := [*self.env["crm.touchpoint.source"]._switched_off(), *self._closed_sources()]:
            parts.append(SQL("t.source <> ALL(%s)", closed))
        return SQL(" AND ").join(parts)

    def _timeline_where(self, partner, filters):
        """SQL condition of the rows wanted, and the contacts chosen among those of a company."""
        try:
            chosen = parse_filters(filters, (filters and self.env.user.tz) or "UTC")
        except InvalidArgumentError as error:
            raise self._argument_error(error) from None
        # Reveals only whether the contact stands for itself; its company may be closed to the reader.
        whole = partner == partner.sudo().commercial_partner_id
        column = SQL.identifier("t", "commercial_partner_id" if whole else "partner_id")
        parts = [
            SQL("%s = %s", column, partner.id),
            self._open_where(),
            self._one_row_an_event(whole, chosen.partner_ids),
        ]
        among = {
            "channel": chosen.channels,
            "direction": chosen.directions,
            "nature": chosen.natures,
            "partner_id": chosen.partner_ids,
            "user_id": chosen.user_ids,
        }
        parts += [
            SQL("%s = ANY(%s)", SQL.identifier("t", name), list(values)) for name, values in among.items() if values
        ]
        if chosen.date_from:
            parts.append(SQL("t.date >= %s", chosen.date_from))
        if chosen.date_to:
            parts.append(SQL("t.date < %s", chosen.date_to))
        if chosen.query:
            # No trigram index: larger than the table and nine times the price of a new row, for what the customer's own
            # rows answer in less than half a second where there are 100,000 of them, and at once where there are not.
            pattern = chosen.query.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
            parts.append(SQL("t.title ILIKE %s", f"%{pattern}%"))
        return SQL(" AND ").join(parts), chosen.partner_ids

    def _one_row_an_event(self, whole, contacts):
        """An event that concerns several contacts of a company stands there once, under the foremost of them."""
        if not whole:
            return SQL("TRUE")
        return SQL(
            "NOT EXISTS (SELECT FROM crm_touchpoint o WHERE o.source = t.source AND o.key_id = t.key_id"
            " AND o.event = t.event AND o.commercial_partner_id = t.commercial_partner_id"
            " AND (o.rank, o.partner_id) < (t.rank, t.partner_id) AND %s)",
            self._among("o", contacts),
        )

    def _among(self, alias, contacts):
        if not contacts:
            return SQL("TRUE")
        return SQL("%s = ANY(%s)", SQL.identifier(alias, "partner_id"), list(contacts))

    # ------------------------------------------------------------------
    # Reading
    # ------------------------------------------------------------------

    def _scan(self, where, contacts, place, wanted, cap=None):
        """Readable rows after ``place``.

        :return: ``(rows, place)``; ``place`` is where to go on if the cap ended the search, else None
        """
        cap = cap or SCAN_CAP
        # A reader who may see two rows of three gets the page with the first chunk.
        found, scanned, chunk = [], 0, max(wanted * 3 // 2, 50)
        while len(found) < wanted:
            rows = self._fetch(where, place, chunk)
            scanned += len(rows)
            found += self._shown(rows, contacts)
            if len(rows) < chunk:
                return found[:wanted], None
            place = Cursor(rows[-1]["date"], rows[-1]["id"])
            if scanned >= cap:
                return found[:wanted], place if len(found) < wanted else None
            # As many as should hold the missing rows, going by the share readable so far; not too bold a step at once.
            missing = (wanted - len(found)) * scanned // max(len(found), 1)
            chunk = min(max(missing * 5 // 4, 50), chunk * 4, 1_000)
        return found[:wanted], None

    def _fetch(self, where, place, limit):
        # A row comparison, not an OR of two conditions: PostgreSQL then starts right at the place in the index.
        after = SQL("(t.date, t.id) < (%s, %s)", place.date, place.id) if place else SQL("TRUE")
        # The table is read past its access rights, because the rights that count are those of the record behind each
        # row; nothing leaves this class before _readable has asked for them.
        return self.env.execute_query_dict(
            SQL(
                "SELECT %s FROM crm_touchpoint t WHERE %s AND %s ORDER BY t.date DESC, t.id DESC LIMIT %s",
                COLUMNS,
                where,
                after,
                limit,
            )
        )

    def _shown(self, rows, contacts):
        """The readable rows. An event whose foremost contact is closed to the reader stands there under the next one of
        its contacts (among ``contacts``, if some were chosen) that is not; it keeps its place in the list."""
        readable = {row["id"]: row for row in self._readable(rows)}
        hidden = [row for row in rows if row["id"] not in readable]
        partners = self._lean("res.partner").browse({row["partner_id"] for row in hidden})
        closed = set(partners._ids) - set(partners._filtered_access("read")._ids)
        if closed:
            places = {row["id"]: row for row in hidden if row["partner_id"] in closed}
            # The foremost first: setdefault keeps it.
            for other in self._readable(self._other_contacts(places, contacts)):
                place = places[other["place_id"]]
                readable.setdefault(place["id"], {**other, "date": place["date"]})
        return [readable[row["id"]] for row in rows if row["id"] in readable]

    def _other_contacts(self, ids, contacts):
        """Rows of the same events under further contacts of the same customer, as :meth:`_fetch` gives them."""
        return self.env.execute_query_dict(
            SQL(
                "SELECT o.id AS place_id, %s FROM crm_touchpoint o JOIN crm_touchpoint t ON t.source = o.source"
                " AND t.key_id = o.key_id AND t.event = o.event AND t.commercial_partner_id = o.commercial_partner_id"
                " WHERE o.id = ANY(%s) AND (t.rank, t.partner_id) > (o.rank, o.partner_id) AND %s"
                " ORDER BY t.rank, t.partner_id",
                COLUMNS,
                list(ids),
                self._among("t", contacts),
            )
        )
