from odoo import api, models
from odoo.exceptions import AccessError


class CrmTouchpoint(models.Model):
    _inherit = "crm.touchpoint"

    @api.model
    def log(self, vals_list):
        """Write contacts with customers down: calls of a telephone exchange, letters, visits, mail of outside tools.

        All or nothing: if a row cannot be used, nothing of the call is written. A row with an ``external_ref`` may be
        sent again: it stands there once per company and ``external_system``. Sent again unchanged it changes nothing,
        whatever a colleague has mended since; sent again with other values, the entry gets the values sent. An entry
        that was deleted by hand comes back when its row is sent again, one that was archived does not.

        :param vals_list: a dictionary, or a list of at most 1,000, with the keys

            - ``channel`` (required): ``call``, ``visit``, ``letter``, ``fax``, ``shop`` (or ``counter``), ``email``,
              ``messenger``, ``sms``, ``chat``, ``campaign``, ``event`` or ``other``
            - the customer (required): ``partner_id`` (int), or else ``ref``, ``email`` or ``phone_number`` (str), the
              first of them that is given, which must belong to exactly one customer; if it belongs to several
              contacts of one company, the entry is the company's
            - ``date``: ``YYYY-MM-DD HH:MM:SS`` in UTC, ISO 8601 with an offset, or ``YYYY-MM-DD`` if only the day is
              known; at most 15 minutes ahead; now if left out
            - ``direction``: ``in`` (default), ``out``, ``internal``
            - ``nature``: ``information`` (default), ``inquiry``, ``complaint``, ``praise``, ``need``,
              ``marketing`` (an offer or advertising; counts for the limit of marketing contacts)
            - ``name``: the line in the history (at most 200 characters); ``body``: more text (at most 20,000)
            - ``user_id``: who of us had it; the caller if left out, ``False`` for nobody
            - ``company_id``: one of the caller's companies, else the current one
            - ``duration`` in minutes, ``phone_number``, ``sensitivity`` (``normal``, ``internal``, ``private``)
            - ``external_ref``, ``external_system``: the record in the system it comes from
            - for a need: ``need_what``, ``need_product_id``, ``need_date`` (``YYYY-MM-DD``), ``need_quantity``,
              ``need_value`` (company currency)
            - ``followup``: ``{"date": "YYYY-MM-DD", "summary": str, "user_id": int, "activity_type": id, or "todo",
              "call", "meeting", "email"}``, of which the date is required: an activity on the contact, planned once
        :return: ids of ``crm.contact.log``, one for each row and in the same order; the same id twice if two rows
            have the same reference
        :raises AccessError: the caller may not write contacts down
        :raises UserError: rows that cannot be used; every one is named with row (from 1), field, value and reason
        :raises odoo.exceptions.ConcurrencyError: somebody else is writing the same reference; over RPC the server tries
            again by itself
        """
        if not self.env.user._is_internal():
            raise AccessError(self.env._("The contact log is for employees."))
        return self.env["crm.contact.log"]._log(vals_list)
