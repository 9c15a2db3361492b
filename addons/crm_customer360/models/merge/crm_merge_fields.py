import json

from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ...core.arguments import is_id, is_moment, is_number, is_text, shown
from ...core.merge.changes import differences, given_back
from ...core.merge.rules import ADDRESS, Candidate, pick
from ...core.merge.valid import is_valid

TYPES = ("char", "text", "html", "selection", "many2one", "integer", "float", "monetary", "boolean", "date", "datetime")
#: Fields that are the contact's own whatever it is merged with, or that say nothing about the customer.
OWN = {
    "active", "barcode", "calendar_last_notif_ack", "color", "company_id", "company_name", "create_date", "create_uid",
    "email_bounced", "employee", "id", "is_company", "is_published", "merged_into_id", "message_bounce",
    "partner_latitude", "partner_longitude", "signup_type", "type", "website_id", "write_date", "write_uid",
}  # fmt: skip
#: Characters a value may have.
MAX_TEXT = 100_000
#: Columns that a merge changes in any case, or that say only when.
NOT_COMPARED = {"write_date", "write_uid", "active", "merged_into_id"}


class CrmMergeFields(models.AbstractModel):
    """The contacts' own values: what there is to choose, what the survivor gets, and the way back."""

    _name = "crm.merge.fields"
    _description = "Values of Merged Contacts"

    # ------------------------------------------------------------------
    # What there is to choose
    # ------------------------------------------------------------------

    @api.model
    def _choosable(self):
        """Names of the fields one contact's value of which can be another's, in the order of the form."""
        partner = self.env["res.partner"]
        return [
            name
            for name, field in partner._fields.items()
            if field.store
            and field.type in TYPES
            and name not in OWN
            and not field.company_dependent
            and not (field.compute and field.readonly)
            and (not field.related)
            and name not in self._summed()
        ]

    @api.model
    def _summed(self):
        """Fields that are added up: how often it was customer and supplier."""
        return self.env["base.partner.merge.automatic.wizard"]._get_summable_fields()

    @api.model
    def _picks(self, survivor, sources):
        """Whose value each field gets: ``{field: Pick}``, fields nobody has left out."""
        partners = survivor | sources
        picks = {}
        for name in self._choosable():
            if name == "parent_id" and survivor.is_company:
                continue
            found = pick(name, [self._candidate(partner, name, survivor) for partner in partners])
            if found:
                picks[name] = found
        return self._together(picks, partners, survivor)

    def _candidate(self, partner, name, survivor):
        value = partner[name]
        if isinstance(value, models.BaseModel):
            value = value.id or False
        elif partner._fields[name].type in ("integer", "float", "monetary", "boolean"):
            # Zero and no are what stands there when nobody said anything.
            value = value or False
        text = value if isinstance(value, str) else ""
        filled = sum(bool(partner[part]) for part in ADDRESS) if name in ADDRESS else len(text)
        return Candidate(
            partner.id,
            value,
            survivor=partner == survivor,
            changed=str(partner.write_date or ""),
            valid=not text or is_valid(name, text, partner.country_id.code or ""),
            filled=filled,
        )

    def _together(self, picks, partners, survivor):
        """An address is one contact's: street, place and country of two of them would be nowhere."""
        chosen = {picks[name].contact for name in ADDRESS if name in picks}
        if len(chosen) > 1:
            best = max(
                partners,
                key=lambda one: (
                    sum(bool(one[part]) for part in ADDRESS),
                    one == survivor,
                    str(one.write_date),
                    -one.id,
                ),
            )
            reason = next(picks[name].reason for name in ADDRESS if name in picks and picks[name].contact == best.id)
            for name in ADDRESS:
                if name in picks:
                    picks[name] = type(picks[name])(best.id, reason)
        return picks

    # ------------------------------------------------------------------
    # What the survivor gets
    # ------------------------------------------------------------------

    @api.model
    def _give(self, merge, request):
        """Write what was decided, or what the rules say, into the survivor."""
        survivor, sources = merge.survivor_id, merge._sources()
        chosen = {name: one.contact for name, one in self._picks(survivor, sources).items()}
        chosen.update(request.chosen)
        values = {}
        for name, id_ in chosen.items():
            if id_ != survivor.id and name not in request.values:
                values[name] = self._plain(self.env["res.partner"].browse(id_), name)
        values.update(request.values)
        for name in self._summed():
            values.setdefault(name, sum((survivor | sources).mapped(name)))
        if values.get("parent_id") in (survivor.id, *sources.ids):
            del values["parent_id"]
        changed = {name: value for name, value in values.items() if self._plain(survivor, name) != value}
        if changed:
            survivor.write(changed)
        self._give_picture(merge, survivor, sources)
        self.env.flush_all()
        self._fill_by_company(survivor, sources)

    def _give_picture(self, merge, survivor, sources):
        """A survivor without a picture gets the one of the first contact that has one."""
        domain = [("res_model", "=", "res.partner"), ("res_field", "=", "image_1920")]
        pictures = self.env["ir.attachment"].search(
            [*domain, ("res_id", "in", (survivor | sources).ids)], order="res_id"
        )
        pictured = set(pictures.mapped("res_id"))
        if pictured and survivor.id not in pictured:
            survivor.image_1920 = survivor.browse(min(pictured)).image_1920
            merge.image_taken = True

    def _plain(self, partner, name):
        value = partner[name]
        return value.id if isinstance(value, models.BaseModel) else value

    def _fill_by_company(self, survivor, sources):
        """Values by company that the survivor has none of come from the merged contacts, the newest first."""
        names = [name for name, field in survivor._fields.items() if field.company_dependent and field.store]
        for name in names:
            column = SQL.identifier(name)
            self.env.cr.execute(
                SQL(
                    "UPDATE res_partner p SET %(column)s = s.found || coalesce(p.%(column)s, '{}'::jsonb) FROM ("
                    " SELECT jsonb_object_agg(e.key, e.value ORDER BY o.id) AS found FROM res_partner o,"
                    " jsonb_each(o.%(column)s) e WHERE o.id = ANY(%(sources)s) AND e.value <> 'null'::jsonb) s"
                    " WHERE p.id = %(survivor)s AND s.found IS NOT NULL"
                    " AND p.%(column)s IS DISTINCT FROM s.found || coalesce(p.%(column)s, '{}'::jsonb)",
                    column=column,
                    sources=sources.ids,
                    survivor=survivor.id,
                )
            )
        self.env.invalidate_all(flush=False)

    @api.model
    def _check_names(self, request):
        """Fields of the request that can be written, with values of the right kind."""
        known, partner = set(self._choosable()), self.env["res.partner"]
        for name in (*request.values, *request.chosen):
            # Written past the rights later, so a field closed to the caller is none for them.
            if name not in known or not partner._has_field_access(partner._fields[name], "write"):
                raise UserError(self.env._("%s is no field that can be chosen in a merge.", shown(name)))
        for name, value in request.values.items():
            if not self._is_kind(partner._fields[name], value):
                raise UserError(
                    self.env._("%(field)s: “%(value)s” cannot be used here.", field=name, value=shown(value))
                )

    def _is_kind(self, field, value):
        """Whether a field can hold a value."""
        if isinstance(value, bool):
            return not value or field.type == "boolean"
        if field.type in ("integer", "float", "monetary"):
            return is_number(value, whole=field.type == "integer")
        if field.type == "many2one":
            return is_id(value) and bool(self.env[field.comodel_name].browse(value).exists())
        if field.type in ("date", "datetime"):
            return is_moment(value, day=field.type == "date")
        choices = field.type == "selection" and field.get_values(self.env)
        return is_text(value, MAX_TEXT) and field.type != "boolean" and (not choices or value in choices)

    # ------------------------------------------------------------------
    # Before and after
    # ------------------------------------------------------------------

    @api.model
    def _rows(self, ids):
        """The contacts' rows as they are: ``{id: {column: value}}``."""
        self.env.flush_all()
        rows = self.env.execute_query(SQL("SELECT id, to_jsonb(p) FROM res_partner p WHERE id = ANY(%s)", list(ids)))
        return dict(rows)

    @api.model
    def _note_changes(self, merge, before):
        """Write down what became of the values of the survivor and of its contacts."""
        after = self._rows(before)
        by_company, computed = self._by_company(), self._computed()
        sources = set(merge._sources().ids)
        for id_, row in before.items():
            if id_ in sources:
                continue
            leave_out = NOT_COMPARED | computed | ({"parent_id"} if id_ != merge.survivor_id.id else set())
            self.env["crm.merge.value"]._note(merge, id_, differences(row, after[id_], by_company, leave_out))
        return after

    def _by_company(self):
        fields = self.env["res.partner"]._fields
        return {name for name, field in fields.items() if field.company_dependent}

    def _computed(self):
        """Columns that follow from others; who may write into one changes it like any other."""
        fields = self.env["res.partner"]._fields
        return {name for name, field in fields.items() if field.store and field.compute and field.readonly}

    # ------------------------------------------------------------------
    # The way back
    # ------------------------------------------------------------------

    @api.model
    def _returning(self, merge):
        """The noted values, in two parts: those that can go back, and those somebody changed since."""
        values = merge.value_ids
        rows, summed = self._rows(values.partner_id.ids), self._summed()
        back = values.filtered(
            lambda one: one.field_name in summed or one._change().can_go_back(rows.get(one.partner_id.id, {}))
        )
        return back, values - back

    @api.model
    def _restore(self, values):
        """Put the values back as they were, past the rules for new ones: they stood there before."""
        rows = self._rows(values.partner_id.ids)
        for partner, found in values.grouped("partner_id").items():
            restored = {}
            for value in found:
                change, name = value._change(), value.field_name
                if change.company:
                    kept = restored.get(name, rows[partner.id].get(name)) or {}
                    kept = {key: old for key, old in kept.items() if key != change.company}
                    restored[name] = kept if change.before is None else {**kept, change.company: change.before}
                else:
                    current = change.current(rows[partner.id])
                    restored[name] = given_back(change, current, name in self._summed())
            self._write_row(partner, restored)

    def _write_row(self, partner, values):
        fields = partner._fields
        plain = {name: value for name, value in values.items() if name in fields and not fields[name].compute}
        # What is computed unless somebody writes it is computed first, and then put back too.
        computed = {name: value for name, value in values.items() if name in fields and fields[name].compute}
        for part in (plain, computed):
            if not part:
                continue
            columns = SQL(", ").join(SQL("%s = x.%s", SQL.identifier(name), SQL.identifier(name)) for name in part)
            self.env.cr.execute(
                SQL(
                    "UPDATE res_partner p SET %s FROM jsonb_populate_record(NULL::res_partner, %s) x WHERE p.id = %s",
                    columns,
                    json.dumps({name: None if value == {} else value for name, value in part.items()}),
                    partner.id,
                )
            )
            self.env.invalidate_all(flush=False)
            partner.modified(list(part))
            self.env.flush_all()
