from odoo import api, fields, models
from odoo.exceptions import AccessError


class CrmMessageBound(models.AbstractModel):
    """Rows about messages: only who may read the message may read the row."""

    _name = "crm.message.bound"
    _description = "Bound to a Message"

    message_id = fields.Many2one("mail.message", required=True, readonly=True, ondelete="cascade", index=True)
    company_id = fields.Many2one("res.company", required=True, readonly=True, ondelete="cascade", index=True)
    partner_id = fields.Many2one(
        "res.partner", "Written By", required=True, readonly=True, ondelete="cascade", index=True
    )
    date = fields.Datetime(readonly=True)

    @api.model
    def _search(self, domain, offset=0, limit=None, order=None, *, bypass_access=False, **kwargs):
        """Without the rows of messages the reader may not read."""
        if self.env.su or bypass_access:
            return super()._search(domain, offset, limit, order, bypass_access=bypass_access, **kwargs)
        query = super()._search(domain, **kwargs)
        of_message = dict(self.env.execute_query(query.select("id", "message_id")))
        readable = set(self.env["mail.message"].search([("id", "in", list(set(of_message.values())))])._ids)
        ids = [id_ for id_, message in of_message.items() if message in readable]
        return super()._search([("id", "in", ids)], offset, limit, order, **kwargs)

    def _check_access(self, operation):
        result = super()._check_access(operation)
        if self.env.su or not self:
            return result
        refused = result[0] if result else self.browse()
        # Which message a row is about reveals nothing of it; whether it may be read is asked as the reader.
        about = {row.id: row.message_id for row in self.sudo()}
        messages = self.env["mail.message"].union(*about.values()).with_env(self.env)
        readable = set(messages._filtered_access("read")._ids)
        closed = self.filtered(lambda row: about[row.id].id not in readable)
        if closed - refused:
            return refused | closed, lambda: AccessError(self.env._("You may not read the message."))
        return result
