from collections import defaultdict

from odoo import models
from odoo.fields import Datetime


class CrmTouchpointRows(models.AbstractModel):
    """Rows of the history as the client gets them."""

    _name = "crm.touchpoint.rows"
    _description = "Rows of Touchpoints"

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
                    "key_id": row["key_id"],
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
