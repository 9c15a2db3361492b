import datetime as dt

from odoo import api, fields, models

#: A transaction that read a contact's old company before it changed has ended by then.
SETTLE = dt.timedelta(minutes=1)


class CrmTouchpointPending(models.Model):
    """Work left to the repair: rows whose source failed, and contacts that changed their company."""

    _name = "crm.touchpoint.pending"
    _description = "Touchpoints to Repair"
    _order = "id"
    _log_access = False

    source = fields.Char(help="The source whose row is to be looked at again.")
    key_id = fields.Integer("Source Row", help="0 stands for every row of the source.")
    partner_id = fields.Many2one("res.partner", "Contact", ondelete="cascade")
    due = fields.Datetime(required=True, index=True)
    reason = fields.Char("What Happened")

    @api.model
    def _add_keys(self, source, key_ids, reason):
        """Queue rows of a source. Inserts only, so users who hit the same broken source never wait for each other."""
        self._insert([{"source": source, "key_id": key, "reason": reason} for key in key_ids])

    @api.model
    def _add_partners(self, partner_ids):
        """Queue contacts whose touchpoints are to get their company again, a little later."""
        due = fields.Datetime.now() + SETTLE
        self._insert([{"partner_id": partner, "due": due} for partner in partner_ids], at=due)

    def _insert(self, vals_list, at=None):
        now = fields.Datetime.now()
        self.env.cr.execute_values(
            "INSERT INTO crm_touchpoint_pending (source, key_id, partner_id, due, reason) VALUES %s",
            [
                (
                    vals.get("source"),
                    vals.get("key_id"),
                    vals.get("partner_id"),
                    vals.get("due", now),
                    vals.get("reason"),
                )
                for vals in vals_list
            ],
        )
        cron = self.env.ref("crm_customer360.ir_cron_touchpoint_repair", raise_if_not_found=False)
        if cron:
            # Any user's change may need the repair; they only ask that it runs.
            cron.sudo()._trigger(at=at)

    @api.model
    def _work_off(self, limit=10_000):
        """Do what is due; a source that fails again keeps its rows here.

        :return: number of entries done
        """
        entries = self.search([("due", "<=", fields.Datetime.now())], limit=limit)
        touchpoint = self.env["crm.touchpoint"]
        done = entries.filtered("partner_id")
        if done:
            touchpoint._move_customer(done.partner_id.ids)
        for name, rows in (entries - done).grouped("source").items():
            if self._repair_source(name, set(rows.mapped("key_id"))):
                done |= rows
        done.unlink()
        return len(done)

    def _repair_source(self, name, key_ids):
        """Whether the rows of the source are right now."""
        source = self.pool.crm_touchpoint_plan.sources.get(name)
        if source is None:
            return True  # Switched off or gone; its next full pass sees to the rows.
        touchpoint = self.env["crm.touchpoint"]
        if 0 in key_ids:
            self.env["crm.touchpoint.source"].search([("name", "=", name)])._restart()
            key_ids.discard(0)
        _counts, error = touchpoint._try(lambda: touchpoint._synchronise(source, ids=sorted(key_ids)))
        return not error

    @api.model
    def _forget(self, names):
        """Drop the entries of sources that were looked through as a whole."""
        self.search([("source", "in", names)]).unlink()
