"""Reading the line about the customer as RPC does."""

import xmlrpc.client
from datetime import timedelta

from odoo.fields import Date


class StripCase:
    """Reading the line, and things of known figures for it to tell."""

    def strip(self, user, partner=None):
        self.env.invalidate_all()
        data = self.env["res.partner"].with_user(user).customer_strip((partner or self.alfa).id)
        # Every answer must pass over RPC: no None, no record, no date.
        xmlrpc.client.dumps((data,))
        return data

    def days(self, number):
        return Date.context_today(self.env.user) + timedelta(days=number)

    def activity(self, record, days, summary, kind="mail.mail_activity_data_todo", user=None):
        return record.activity_schedule(kind, self.days(days), summary=summary, user_id=(user or self.salesperson).id)
