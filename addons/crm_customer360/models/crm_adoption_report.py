from odoo import api, fields, models
from odoo.fields import Date
from odoo.tools import SQL

from ..sources.parts import document_join
from .crm_contact_log import CHANNELS

COLUMNS = SQL("user_id, month, company_id, channel, measure, value")
MEASURES = [
    ("logged", "Contacts logged by hand"),
    ("received", "Contacts sent by other systems"),
    ("done", "Activities done"),
    ("kept", "Activities done in time"),
    ("overdue", "Activities overdue now"),
    ("customers", "Customers owned now"),
]


class CrmAdoptionReport(models.Model):
    """What each user did with customers, by month: one row per user, month, company, channel and measure.

    Months are those of UTC, as in the contacts by month. An entry or activity belongs to the company of its record; one
    of a customer of all companies belongs to all.
    """

    _name = "crm.adoption.report"
    _inherit = "crm.adoption.mine"
    _description = "Work with Customers by User"
    _auto = False
    _order = "month desc, user_id, measure, id"
    _rec_name = "measure"
    _depends = {
        "crm.contact.log": ["active", "channel", "company_id", "date", "external_ref", "user_id"],
        "mail.activity": ["active", "date_deadline", "date_done", "res_id", "res_model", "user_id"],
        "res.partner": ["active", "company_id", "is_company", "parent_id", "partner_share", "user_id"],
    }

    user_id = fields.Many2one("res.users", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    month = fields.Date(readonly=True, help="Of what is so now, such as customers owned: this month.")
    channel = fields.Selection(CHANNELS, readonly=True, help="Of contacts logged.")
    measure = fields.Selection(MEASURES, readonly=True)
    # Numbers of unlike things do not add up: what is summed up is a column for each of them.
    value = fields.Integer("Number", readonly=True, aggregator=None)
    logged = fields.Integer("Contacts logged by hand", readonly=True)
    received = fields.Integer("Contacts sent by other systems", readonly=True)
    done = fields.Integer("Activities done", readonly=True)
    kept = fields.Integer("Activities done in time", readonly=True)
    overdue = fields.Integer("Activities overdue now", readonly=True)
    customers = fields.Integer("Customers owned now", readonly=True)

    @property
    def _table_query(self):
        return SQL(
            "SELECT row_number() OVER (ORDER BY month, measure, user_id NULLS FIRST, company_id NULLS FIRST,"
            " channel)::integer AS id, %s, %s FROM (%s) part",
            COLUMNS,
            SQL(", ").join(
                SQL("CASE WHEN measure = %s THEN value ELSE 0 END AS %s", name, SQL.identifier(name))
                for name, _label in MEASURES
            ),
            SQL(" UNION ALL ").join(self._parts()),
        )

    @api.model
    def _parts(self):
        """SQL statements with the columns of the report; other addons add theirs to ``super()``'s list."""
        today = Date.context_today(self)
        this_month = SQL("%s::date", today.replace(day=1))
        done, now = SQL("date_trunc('month', a.date_done)::date"), SQL("(%s) a", self._activities())
        return [
            self._contacts(),
            self._part("done", now, done, SQL("NOT a.active AND a.date_done IS NOT NULL")),
            self._part("kept", now, done, SQL("NOT a.active AND a.date_done <= a.date_deadline")),
            self._part("overdue", now, this_month, SQL("a.active AND a.date_deadline < %s", today)),
            self._part("customers", SQL("res_partner a"), this_month, SQL("a.id IN %s", self._customers())),
        ]

    def _contacts(self):
        return SQL(
            "SELECT user_id, date_trunc('month', date)::date AS month, company_id, channel,"
            " CASE WHEN external_ref IS NULL THEN 'logged' ELSE 'received' END AS measure, count(*)::integer AS value"
            " FROM crm_contact_log WHERE active GROUP BY 1, 2, 3, 4, 5"
        )

    def _part(self, measure, table, month, condition):
        return SQL(
            "SELECT a.user_id, %s AS month, a.company_id, NULL::varchar AS channel, %s::varchar AS measure,"
            " count(*)::integer AS value FROM %s WHERE a.user_id IS NOT NULL AND %s GROUP BY 1, 2, 3",
            month,
            measure,
            table,
            condition,
        )

    def _customers(self):
        return self.env["res.partner"]._search(self.env["crm.adoption.state"]._customers_domain()).subselect()

    @api.model
    def _activities(self):
        """SQL of activities with customers, done ones too, with the company of their document."""
        documents = self.env["crm.touchpoint"]._touchpoint_documents()
        # Names of models, tables and columns only; nothing a user wrote.
        join = SQL(document_join(documents, "x.res_model", "x.res_id"))
        return SQL(
            "SELECT x.id, x.user_id, x.active, x.date_done, x.date_deadline, doc.company_id FROM mail_activity x %s"
            " WHERE doc.partner_id IS NOT NULL",
            join,
        )
