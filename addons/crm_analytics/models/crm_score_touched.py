import re
from collections import defaultdict

from odoo import api, fields, models
from odoo.tools import SQL

from odoo.addons.base.models.ir_model import MODULE_UNINSTALL_FLAG

#: What a changed row of these decides of all facts, so one that is deleted asks for a whole run.
SETTINGS = ("crm.profit.account", "crm.sales.channel", "crm.sales.channel.rule", "crm.cost.setting")
#: Rates only price what is counted.
RATES = ("crm.cost.rate",)
#: Columns whose change decides of all facts of years: those of goods that go to another category.
DECIDING_COLUMNS = {"product.template": {"categ_id"}}
#: Documents besides the records of drivers; only those that were in the accounts once.
DOCUMENTS = {
    "account.move": ("FROM account_move m", "m.posted_before", "m.partner_id", "m.company_id", "m.date", "m.id"),
    "account.move.line": (
        "FROM account_move_line l JOIN account_move m ON m.id = l.move_id",
        "m.posted_before",
        "coalesce(m.partner_id, l.partner_id)",
        "l.company_id",
        "l.date",
        "l.id",
    ),
}


class Base(models.AbstractModel):
    """Notes what a record counted for before it is deleted or moved, which afterwards nobody could tell."""

    _inherit = "base"

    def _write_multi(self, vals_list):
        watched = self._score_watched()
        if watched and any(not watched[0].isdisjoint(vals) for vals in vals_list):
            self.env["crm.score.touched"]._note_moved(self, vals_list, watched)
        return super()._write_multi(vals_list)

    def unlink(self):
        if watched := self._score_watched():
            self.env["crm.score.touched"]._note_gone(self, watched)
        return super().unlink()

    def _score_watched(self):
        watched = getattr(self.pool, "crm_score_watched", {}).get(self._name)
        return None if watched and self.env.context.get(MODULE_UNINSTALL_FLAG) else watched


class CrmScoreTouched(models.Model):
    """Customers and months of a company whose figures are to be counted anew, for a reason no record tells any more.

    A record that was changed says so itself by its time of change. One that was deleted says nothing, and one that
    went to another customer or day does not say from where. Rows are kept until every company's run has seen them.
    """

    _name = "crm.score.touched"
    _description = "What Is to Be Counted Anew"
    _log_access = False
    _order = "id"

    date = fields.Datetime(required=True, index=True)
    # A number, not a link: it may be of somebody who was deleted. It says nothing but that something changed.
    customer = fields.Integer()
    company = fields.Integer()
    month = fields.Date()
    reason = fields.Char(help="settings or rates: all customers and months.")

    def _register_hook(self):
        super()._register_hook()
        self.pool.crm_score_watched = self._watched()

    @api.model
    def _watched(self):
        """What is watched of which model: ``{model: (columns, [statement])}``, without statements if all is touched."""
        found = defaultdict(lambda: (set(), []))
        for name in (*SETTINGS, *RATES):
            found[name] = (set(), [])
        for name, (rows, where, partner, company, date, record) in DOCUMENTS.items():
            month = f"date_trunc('month', {date})::date"
            self._watch(
                found[name], f"{rows} LEFT JOIN res_partner p ON p.id = {partner}", company, month, record, where
            )
            self._columns(found[name], record, partner, date)
        for source in self.env["crm.cost.driver"]._possible_sources():
            # Of what is counted a customer's months are all counted anew; which they were need not be known.
            if source.model not in DOCUMENTS:
                rows = f"{source.rows} JOIN res_partner p ON p.id = {source.partner}"
                self._watch(found[source.model], rows, "NULL::integer", "NULL::date", source.record)
                self._columns(found[source.model], source.record, source.partner, source.date)
        found["res.partner"] = ({"commercial_partner_id"}, [])
        found.update({name: (columns, []) for name, columns in DECIDING_COLUMNS.items()})
        return dict(found)

    def _watch(self, watched, rows, company, month, record, where="TRUE"):
        watched[1].append(
            f"""
            INSERT INTO crm_score_touched (date, customer, company, month)
            SELECT DISTINCT now() AT TIME ZONE 'UTC', coalesce(p.commercial_partner_id, p.id), {company}, {month}
              {rows} WHERE {record} = ANY(%(ids)s) AND ({where})
            """
        )

    def _columns(self, watched, record, *parts):
        """Columns of the record's own table that say whose it is and when."""
        table = record.split(".")[0]
        watched[0].update(name for part in parts for name in re.findall(rf"\b{table}\.(\w+)", part))
        watched[0].discard("id")

    @api.model
    def _note_moved(self, records, vals_list, watched):
        """Note where records were that are about to be written to another customer, company or day."""
        columns, statements = watched
        ids = [id_ for id_, vals in zip(records.ids, vals_list, strict=True) if not columns.isdisjoint(vals)]
        if ids and records._name in DECIDING_COLUMNS:
            self._note_reason("settings")
        elif ids and records._name == "res.partner":
            self._note_customers(ids)
        elif ids:
            for statement in statements:
                self.env.cr.execute(statement, {"ids": ids})

    @api.model
    def _note_gone(self, records, watched):
        """Note what records that are about to be deleted counted for."""
        if records._name == "res.partner":
            self._note_customers(records.ids)
        elif records._name in SETTINGS or records._name in RATES:
            self._note_reason("rates" if records._name in RATES else "settings")
        else:
            self.env.flush_all()
            for statement in watched[1]:
                self.env.cr.execute(statement, {"ids": records.ids})

    def _note_reason(self, reason):
        self.env.cr.execute(
            SQL("INSERT INTO crm_score_touched (date, reason) VALUES (now() AT TIME ZONE 'UTC', %s)", reason)
        )

    @api.model
    def _note_customers(self, partner_ids):
        """Note these contacts and the customers they count for, as the database has them now."""
        self.env.cr.execute(
            SQL(
                "INSERT INTO crm_score_touched (date, customer) SELECT DISTINCT now() AT TIME ZONE 'UTC', x.id"
                " FROM res_partner p CROSS JOIN LATERAL (VALUES (p.id), (p.commercial_partner_id)) x(id)"
                " WHERE p.id = ANY(%s) AND x.id IS NOT NULL",
                list(partner_ids),
            )
        )

    @api.autovacuum
    def _gc_seen(self):
        """Forget what every run that is shown has seen; a company whose run does not get on is not waited for."""
        self.env.cr.execute(
            """
            DELETE FROM crm_score_touched
             WHERE date < coalesce((SELECT min(seen_until) FROM crm_score_run WHERE current), now())
                OR date < now() AT TIME ZONE 'UTC' - interval '30 days'
            """
        )
