import json
import logging

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from .crm_personal_data_tell import CHUNK
from .res_partner_privacy import AT_ONCE

_logger = logging.getLogger(__name__)
#: Days after which the file of an answer is removed; that it was given stays on record.
FILE_DAYS = 30
ASKED = {"partner_id", "contacts", "note"}


class CrmPersonalDataRequest(models.Model):
    """The question of what is stored about somebody, and its answer for the officer: a summary and a package."""

    _name = "crm.personal.data.request"
    _inherit = ["crm.personal.data.package"]
    _description = "Everything about a Person"
    _order = "date desc, id desc"
    _rec_name = "partner_id"

    date = fields.Datetime(required=True, readonly=True, default=fields.Datetime.now)
    user_id = fields.Many2one(
        "res.users", "Officer", required=True, readonly=True, default=lambda self: self.env.user, ondelete="restrict"
    )
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, default=lambda self: self.env.company, ondelete="cascade"
    )
    # Without the contact the record says that a question was answered, not whose.
    partner_id = fields.Many2one("res.partner", "Person or Company", ondelete="set null", index="btree_not_null")
    contacts = fields.Boolean("With Its Contacts", default=True, help="Of a company: all its contacts too.")
    note = fields.Char(help="For example how the person asked and was identified.")
    state = fields.Selection(
        [("draft", "New"), ("queued", "In Progress"), ("done", "Ready"), ("failed", "Failed")],
        required=True,
        readonly=True,
        default="draft",
    )
    plan = fields.Json(readonly=True, export_string_translation=False)
    sections = fields.Json(readonly=True, export_string_translation=False)
    allowed_company_ids = fields.Json(readonly=True, export_string_translation=False)
    summary = fields.Html("What We Hold", compute="_compute_summary", sanitize=False)
    row_count = fields.Integer("Rows", readonly=True)
    done_count = fields.Integer("Rows Done", readonly=True)
    progress = fields.Float(compute="_compute_progress", help="Share of the rows, in per cent.")
    part_ids = fields.One2many("crm.personal.data.part", "request_id")
    file = fields.Binary("Package", readonly=True, attachment=True)
    file_name = fields.Char(readonly=True)
    error = fields.Char(readonly=True)

    @api.depends("row_count", "done_count", "state")
    def _compute_progress(self):
        for request in self:
            share = 100.0 * request.done_count / request.row_count if request.row_count else 0.0
            request.progress = 100.0 if request.state == "done" else min(share, 99.0)

    @api.depends("sections")
    @api.depends_context("lang")
    def _compute_summary(self):
        for request in self:
            template = "crm_customer360.crm_personal_data_summary"
            request.summary = request.sections and self.env["ir.qweb"]._render(template, {"answer": request})

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._refuse_foreign(vals)
        return super().create(vals_list)

    def write(self, vals):
        self._refuse_foreign(vals)
        if not self.env.su and any(request.state != "draft" for request in self) and set(vals) & ASKED - {"note"}:
            raise UserError(self.env._("The answer is under way. Ask anew for somebody else."))
        return super().write(vals)

    def _refuse_foreign(self, vals):
        if not self.env.su and (wrong := sorted(set(vals) - ASKED)):
            raise UserError(self.env._("%s: the answer fills this in, it cannot be set.", ", ".join(wrong)))

    # ------------------------------------------------------------------
    # What an officer does
    # ------------------------------------------------------------------

    def action_summary(self):
        """Say in words what is held: sections, numbers, purposes and until when. Nothing is put together yet."""
        for request in self:
            partners = request._partners_asked()
            data = self.env["crm.personal.data"]._as_officer().with_context(lang=self.env.lang)
            sections = data._summary(partners)
            request.sudo().write(
                {
                    "sections": sections,
                    "row_count": sum(section["count"] for section in sections),
                    "allowed_company_ids": (self.env.company | self.env.companies).ids,
                }
            )
        return True

    def action_export(self):
        """Put the package together: at once, or for a big history by a job. Again: the one there is stays."""
        self.env["crm.personal.data"]._as_officer()
        self.check_access("write")
        for request in self:
            if not request._lock_draft():
                continue
            request.action_summary()
            partners = request._partners_asked()
            data = self.env["crm.personal.data"]._as_officer()
            plan = data._found(data._person(partners, self.env.companies))
            # The officer's question is on record in the transaction that answers it.
            self.env["crm.data.export"]._note(request.partner_id, ["*"], "person", count=sum(map(len, plan.values())))
            request.sudo().write({"plan": plan, "state": "queued", "date": fields.Datetime.now()})
            if request.row_count <= AT_ONCE:
                while request.sudo()._step():
                    pass
            else:
                self.env.ref("crm_customer360.ir_cron_personal_data_request").sudo()._trigger()
        return True

    def action_restart(self):
        """Have a failed answer tried again, from where it stopped."""
        # Only the state is set.
        self.filtered(lambda request: request.state == "failed").sudo().write({"state": "queued", "error": False})
        self.env.ref("crm_customer360.ir_cron_personal_data_request").sudo()._trigger()
        return True

    def action_print(self):
        """The summary on paper."""
        report = self.env.ref("crm_customer360.crm_personal_data_request_report")
        return report.report_action(self)

    # ------------------------------------------------------------------
    # Parts
    # ------------------------------------------------------------------

    def _partners_asked(self):
        """The contacts it is about.

        :raises UserError: nobody named, or a contact of a company the officer does not work in
        """
        self.ensure_one()
        self.env["crm.personal.data"]._as_officer()
        self.check_access("read")
        if not self.partner_id:
            raise UserError(self.env._("Whose data? Choose a person or a company."))
        return self.env["res.partner"]._personal_data_partners(self.partner_id.id, self.contacts)

    def _lock_draft(self):
        """Whether the answer is still to be begun; who comes second at the same moment waits and finds it begun."""
        self.ensure_one()
        self.flush_recordset()
        rows = self.env.execute_query(
            SQL("SELECT state FROM crm_personal_data_request WHERE id = %s FOR UPDATE", self.id)
        )
        return rows and rows[0][0] == "draft"

    def _step(self):
        """Tell the next piece, or make the package when all is told; whether there is more to do."""
        self.ensure_one()
        model, ids = self._next_piece()
        if not model:
            self._finish()
            return False
        # The officer's companies and language, not those of the job.
        user = self.user_id
        companies = self.env["res.company"].browse(self.allowed_company_ids)
        data = self.env["crm.personal.data"].with_context(lang=user.lang, allowed_company_ids=companies.ids)
        person = data._person(
            self.env["res.partner"].browse(self.plan.get("res.partner") or self.partner_id.ids), companies
        )
        rows = data._tell(data._active_handlers()[model], ids, data._scope(person, self.plan))
        self.env["crm.personal.data.part"].create(
            {
                "request_id": self.id,
                "model": model,
                "last_id": ids[-1],
                "rows": "\n".join(json.dumps(row, ensure_ascii=False) for row in rows),
                "row_count": len(rows),
            }
        )
        self.done_count += len(ids)
        return True

    def _next_piece(self):
        """Model and ids that come next; ``("", [])`` after the last."""
        done = dict(
            self.env["crm.personal.data.part"]._read_group([("request_id", "=", self.id)], ["model"], ["last_id:max"])
        )
        for model, ids in (self.plan or {}).items():
            left = [id_ for id_ in ids if id_ > done.get(model, 0)] if ids[-1] > done.get(model, 0) else []
            if left:
                return model, left[:CHUNK]
        return "", []

    def _finish(self):
        package = self.with_context(lang=self.user_id.lang)._package()
        name = f"personal-data-{self.partner_id.id}-{fields.Date.to_string(fields.Date.context_today(self))}.zip"
        self.write({"state": "done", "file_name": name})
        self.env["ir.attachment"].create(
            {
                "name": name,
                "raw": package,
                "res_model": self._name,
                "res_field": "file",
                "res_id": self.id,
                "mimetype": "application/zip",
            }
        )
        self.invalidate_recordset(["file"])
        self.part_ids.unlink()

    @api.model
    def _cron_answer(self):
        """Go on with the answers under way, a piece a transaction; a fault in one does not hold up the others."""
        progress = self.env["ir.cron"]
        waiting = self.search([("state", "=", "queued")], order="date, id")
        left = sum(request.row_count - request.done_count for request in waiting) or len(waiting)
        for request in waiting:
            more = True
            while more:
                before = request.done_count
                more = request._step_or_fail()
                left = max(left - request.done_count + before, 0)
                if not progress._commit_progress(max(request.done_count - before, 1), remaining=left):
                    return

    def _step_or_fail(self):
        try:
            with self.env.cr.savepoint():
                return self._step()
        except Exception as error:
            # Odoo tries a transaction again that lost against another one.
            if getattr(error, "pgcode", "") in ("40001", "40P01", "55P03"):
                raise
            _logger.exception("The answer about personal data with the number %s failed", self.id)
            self.write({"state": "failed", "error": type(error).__name__})
            return False

    @api.autovacuum
    def _gc_files(self):
        """The file of an answer goes after a month; the record of it stays."""
        before = fields.Datetime.subtract(fields.Datetime.now(), days=FILE_DAYS)
        old = self.search([("state", "=", "done"), ("date", "<", before), ("file_name", "!=", False)])
        old.write({"file": False, "file_name": False, "plan": False})
