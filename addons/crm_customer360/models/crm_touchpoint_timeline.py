from collections import defaultdict

from odoo import api, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Datetime
from odoo.tools import SQL

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
    _inherit = "crm.touchpoint.rights"
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
            ``partner`` and ``user`` (``{"id", "name"}``, ``user`` may be False), ``source``, ``res_model`` and
            ``res_id`` (the record to open)
        :raises AccessError: the caller is no employee, or may not read the customer
        :raises UserError: an argument of the wrong kind, or a customer that does not exist
        """
        partner = self._readable_customer(partner_id)
        try:
            place = Cursor.decode(cursor) if cursor else None
            limit = parse_limit(limit)
        except InvalidArgumentError as error:
            raise self._argument_error(error) from None
        where = self._timeline_where(partner, filters)
        # One row more than asked for tells whether there is another page, without counting what the reader cannot see.
        found, place = self._scan(where, place, limit + 1)
        more = len(found) > limit
        found = found[:limit]
        if more:
            place = Cursor(found[-1]["date"], found[-1]["id"])
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
        where = self._timeline_where(partner, filters)
        counts = {}
        for channel, _label in self._fields["channel"].selection:
            found, _place = self._scan(SQL("%s AND t.channel = %s", where, channel), None, FACET_CAP, FACET_SCAN_CAP)
            if found:
                counts[channel] = len(found)
        return counts

    # ------------------------------------------------------------------
    # What may be asked
    # ------------------------------------------------------------------

    def _readable_customer(self, partner_id):
        if not self.env.user._is_internal():
            raise AccessError(self.env._("The contact history is for employees."))
        if isinstance(partner_id, bool) or not isinstance(partner_id, int) or not 0 < partner_id < 2**31:
            raise self._argument_error(InvalidArgumentError("partner_id", partner_id))
        partner = self._lean("res.partner").browse(partner_id)
        if not partner.exists():
            raise UserError(self.env._("There is no contact with the id %s.", partner_id))
        partner.check_access("read")
        return partner

    def _argument_error(self, error):
        return UserError(self.env._("%(name)s: “%(value)s” cannot be used here.", name=error.name, value=error.value))

    def _timeline_where(self, partner, filters):
        try:
            chosen = parse_filters(filters, (filters and self.env.user.tz) or "UTC")
        except InvalidArgumentError as error:
            raise self._argument_error(error) from None
        # Reveals only whether the contact stands for itself; its company may be closed to the reader.
        whole = partner == partner.sudo().commercial_partner_id
        column = SQL.identifier("t", "commercial_partner_id" if whole else "partner_id")
        parts = [
            SQL("%s = %s", column, partner.id),
            SQL("(t.company_id IS NULL OR t.company_id = ANY(%s))", self.env.companies.ids),
            SQL("t.res_model = ANY(%s)", self._readable_models()),
            self._one_row_an_event(whole, chosen),
        ]
        if closed := [*self.env["crm.touchpoint.source"]._switched_off(), *self._closed_sources()]:
            parts.append(SQL("t.source <> ALL(%s)", closed))
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
            pattern = chosen.query.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
            parts.append(SQL("t.title ILIKE %s", f"%{pattern}%"))
        return SQL(" AND ").join(parts)

    def _one_row_an_event(self, whole, chosen):
        """An event that concerns several contacts of a company stands there once, under the foremost of them."""
        if not whole:
            return SQL("TRUE")
        among = SQL("o.partner_id = ANY(%s)", list(chosen.partner_ids)) if chosen.partner_ids else SQL("TRUE")
        return SQL(
            "NOT EXISTS (SELECT FROM crm_touchpoint o WHERE o.source = t.source AND o.key_id = t.key_id"
            " AND o.event = t.event AND o.commercial_partner_id = t.commercial_partner_id"
            " AND (o.rank, o.partner_id) < (t.rank, t.partner_id) AND %s)",
            among,
        )

    # ------------------------------------------------------------------
    # Reading
    # ------------------------------------------------------------------

    def _scan(self, where, place, wanted, cap=None):
        """Readable rows after ``place``.

        :return: ``(rows, place)``; ``place`` is where to go on if the cap ended the search, else None
        """
        cap = cap or SCAN_CAP
        # A reader who may see two rows of three gets the page with the first chunk.
        found, scanned, chunk = [], 0, max(wanted * 3 // 2, 50)
        while len(found) < wanted:
            rows = self._fetch(where, place, chunk)
            scanned += len(rows)
            found += self._readable(rows)
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

    # ------------------------------------------------------------------
    # Presenting
    # ------------------------------------------------------------------

    def _present(self, rows):
        """Plain values for the client; what comes from the records themselves is read as the reader."""
        sources = self.pool.crm_touchpoint_plan.sources
        # Names of colleagues and currencies are no secret to an employee who sees the row.
        users = self._names("res.users", rows, "user_id")
        partners = self._names("res.partner", rows, "partner_id")
        currencies = self._names("res.currency", rows, "currency_id")
        details = self._details(rows)
        presented = []
        for row in rows:
            detail = details.get((row["source"], row["res_id"]), {})
            labels = sources[row["source"]].events if row["source"] in sources else {}
            presented.append(
                {
                    "id": row["id"],
                    "date": Datetime.to_string(row["date"]),
                    "all_day": row["all_day"],
                    "channel": row["channel"],
                    "event": row["event"],
                    "event_label": self._text_of(labels.get(row["event"], row["event"])),
                    "direction": row["direction"],
                    "nature": row["nature"],
                    "title": row["title"] or "",
                    "preview": detail.get("preview", ""),
                    "amount": False if row["amount"] is None else float(row["amount"]),
                    "currency": currencies.get(row["currency_id"], False),
                    "partner": {"id": row["partner_id"], "name": partners[row["partner_id"]]},
                    "user": row["user_id"] in users and {"id": row["user_id"], "name": users[row["user_id"]]},
                    "source": row["source"],
                    "res_model": detail.get("res_model") or row["res_model"],
                    "res_id": detail.get("res_id") or row["res_id"],
                }
            )
        return presented

    def _text_of(self, label):
        return label if isinstance(label, str) else self.env._(label)

    def _names(self, model, rows, column):
        ids = {row[column] for row in rows if row[column]}
        # Names alone: of colleagues, currencies and contacts on rows the reader was found to be allowed to read.
        records = self._lean(model).sudo().browse(ids)
        records.fetch(["name"])
        # A contact's display name begins with its company, which the reader has in front of them already.
        return {record.id: record.name or record.display_name for record in records}

    def _details(self, rows):
        """First words and document of each row whose source names them: ``{(source, res_id): {...}}``."""
        ids = defaultdict(set)
        for row in rows:
            ids[row["source"]].add(row["res_id"])
        details = {}
        for name, found in ids.items():
            source = self.pool.crm_touchpoint_plan.sources.get(name)
            if source and (source.target or source.preview):
                records = self._lean(source.target_model).browse(found)
                # They were found readable a moment ago: past the rights that would be asked for once more.
                records.sudo().fetch([name for name in (*(source.target or ()), source.preview) if name])
                for record in records:
                    details[name, record.id] = self._detail(source, record)
        return details

    def _detail(self, source, record):
        detail = {"preview": (record[source.preview] or "") if source.preview else ""}
        if source.target:
            model, id_ = record[source.target[0]], record[source.target[1]]
            if model and id_:
                detail.update(res_model=model, res_id=id_)
        return detail
