from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ...core.privacy.handler import DELETE, KEEP


class CrmPersonalDataErase(models.AbstractModel):
    """Erasing: rows of this suite now, those of the ERP as a plan for the process that decides on them."""

    _name = "crm.personal.data.erase"
    _inherit = "crm.personal.data.find"
    _description = "Erasing Personal Data"

    @api.private
    def erase(self, partners, dry_run=True):
        """Erase what this suite holds about the contacts, all of it or nothing, and put on record what was done.

        Called again it finds nothing more to do. What the ERP itself holds is left alone and listed: it waits for the
        process that weighs obligations and retention.

        :param partners: contacts (recordset) of the companies one works in
        :param dry_run: only tell what would be done
        :return: ``[{"model", "action", "count", "reason", "done": bool}]``; ``done`` False for what was left, with the
            reason: ``law``, ``evidence``, ``shared``, or ``later`` for rows of the ERP
        :raises UserError: no contact given
        """
        if not partners:
            raise UserError(self.env._("Whose data? Name at least one contact."))
        person = self._person(partners, self.env.companies)
        handlers = self._active_handlers()
        lines = []
        for name, ids in self._found(person, handlers).items():
            lines.append(self._erase_section(handlers[name], ids, dry_run))
        if not dry_run and any(line["done"] for line in lines):
            self.env["crm.personal.data.erasure"]._note(partners, lines)
        return lines

    def _erase_section(self, handler, ids, dry_run):
        erasure = handler.erasure
        line = {"model": handler.model, "action": erasure.action, "count": len(ids), "reason": erasure.reason}
        if not handler.own:
            return {**line, "reason": erasure.reason or "later", "done": False}
        if erasure.action == KEEP:
            return {**line, "done": False}
        if not dry_run:
            self._erase_rows(handler, ids)
        return {**line, "done": not dry_run}

    def _erase_rows(self, handler, ids):
        model = self._everything(handler.model)
        if not handler.erasure.raw:
            records = model.browse(ids)
            records.unlink() if handler.erasure.action == DELETE else records.write(dict(handler.erasure.fields))
            return
        # Rows no user may change or delete, nor this suite through the ORM.
        model.flush_model()
        table = SQL.identifier(model._table)
        if handler.erasure.action == DELETE:
            statement = SQL("DELETE FROM %s WHERE id = ANY(%s)", table, ids)
        else:
            values = SQL(", ").join(
                SQL("%s = %s", SQL.identifier(name), None if value is False else value)
                for name, value in handler.erasure.fields.items()
            )
            statement = SQL("UPDATE %s SET %s WHERE id = ANY(%s)", table, values, ids)
        self.env.cr.execute(statement)
        model.invalidate_model()
