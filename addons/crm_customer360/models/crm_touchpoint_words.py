from markupsafe import Markup

from odoo import models
from odoo.tools import format_amount, format_date, format_datetime, html_sanitize, plaintext2html
from odoo.tools.misc import formatLang

from ..core.content import MAX_LINES, MAX_MESSAGES

#: How a value of a field type is written, given the environment.
FORMATS = {
    "boolean": lambda env, _value: env._("Yes"),
    "datetime": lambda env, value: format_datetime(env, value, dt_format="medium"),
    "date": format_date,
    "float": lambda env, value: formatLang(env, value).rstrip("0").rstrip(".,"),
}


class CrmTouchpointWords(models.AbstractModel):
    """Words, figures and files of a record as a reader gets them; every value is read under the reader's own rights."""

    _name = "crm.touchpoint.words"
    _description = "Words of Touchpoints"

    # ------------------------------------------------------------------
    # Words
    # ------------------------------------------------------------------

    def _content_html(self, record, content):
        """Safe HTML of a record; extend it for a model that keeps its words in another way."""
        parts = [self._content_safe(record, name) for name in self._content_names(record, content.body)]
        if content.lines:
            parts.append(self._content_lines(record, content.lines))
        if content.messages:
            parts.append(self._content_messages(record[content.messages]))
        return str(Markup("").join(part for part in parts if part))

    def _content_safe(self, record, name):
        value = record[name]
        if not value:
            return Markup("")
        if record._fields[name].type != "html":
            return plaintext2html(value)
        # Once more than when it was stored, and more strictly: foreign mail stands amid our own page, where a class or
        # a position of its own could make it look like a part of the program.
        return Markup(html_sanitize(value, sanitize_attributes=True, sanitize_style=True, strip_classes=True))  # noqa: S704

    def _content_lines(self, record, lines):
        """The first lines of a document as a table."""
        if not self._content_names(record, (lines.field,)):
            return Markup("")
        found = record[lines.field]._filtered_access("read")
        if "display_type" in found._fields:
            found = found.filtered(lambda line: line.display_type in (False, "product"))
        names = self._content_names(found, [name for name in (lines.quantity, lines.subtotal) if name])
        rows = Markup("").join(self._content_line(line, lines.product, names) for line in found[:MAX_LINES])
        if not rows:
            return rows
        labels = found.fields_get([lines.product, *names], ["string"])
        head = Markup("").join(
            Markup('<th class="%s">%s</th>') % ("text-end" if name in names else "", labels[name]["string"])
            for name in (lines.product, *names)
            if name in labels
        )
        table = Markup('<table class="table table-sm mb-1"><thead><tr>%s</tr></thead><tbody>%s</tbody></table>') % (
            head,
            rows,
        )
        more = len(found) - MAX_LINES
        if more > 0:
            table += Markup('<p class="text-muted mb-0">%s</p>') % self.env._("%s more lines", more)
        return table

    def _content_line(self, line, product, names):
        # A product of another company, or a line without one, still has its own words.
        title = self._content_value(line, product) or (line["name"] if "name" in line._fields else "")
        cells = Markup("").join(
            Markup('<td class="text-end text-nowrap">%s</td>') % self._content_value(line, n) for n in names
        )
        return Markup("<tr><td>%s</td>%s</tr>") % (title, cells)

    def _content_messages(self, messages):
        """What was said in a chat, oldest first."""
        said = (
            messages._filtered_access("read").sorted("id").filtered(lambda message: message.message_type == "comment")
        )
        return Markup("").join(
            Markup('<p class="mb-0 text-muted small">%s · %s</p>%s')
            % (
                # The name under a message is part of the message, whether or not its writer's contact can be opened.
                message.sudo().author_id.name or message.sudo().author_guest_id.name or "",
                format_datetime(self.env, message.date, dt_format="short"),
                self._content_safe(message, "body"),
            )
            for message in said[-MAX_MESSAGES:]
        )

    # ------------------------------------------------------------------
    # Figures and files
    # ------------------------------------------------------------------

    def _content_fields(self, record, content):
        """``[[label, value]]`` of the fields that say something."""
        names = self._content_names(record, content.fields)
        labels = record.fields_get(names, ["string"])
        values = [[labels[name]["string"], self._content_value(record, name)] for name in names]
        if content.tracking:
            values += self._content_changes(record.sudo()[content.tracking])
        return [[label, value] for label, value in values if value]

    def _content_changes(self, tracking):
        """Changes a message records; read past the rights, as the model is the administrator's: only changes of fields
        that the reader may read come out, as in the chatter."""
        changes = tracking._filter_has_field_access(self.env)._tracking_value_format()
        return [
            [
                change["fieldInfo"]["changedField"],
                " → ".join(str(change[side]) for side in ("oldValue", "newValue") if change[side]),
            ]
            for change in changes
        ]

    def _content_attachments(self, record, content):
        if not content.attachments:
            return []
        return [
            {"id": file.id, "name": file.name, "mimetype": file.mimetype or "", "size": file.file_size}
            for file in record[content.attachments]._filtered_access("read")
        ]

    def _content_names(self, record, names):
        """Those of ``names`` that the model has and the reader may read, records of other models only if those are open
        to them at all: who keeps the stock may read a purchase, but not its lines."""
        fields = record._fields
        found = [name for name in names if name in fields and record._has_field_access(fields[name], "read")]
        return [
            name
            for name in found
            if not fields[name].relational or self.env[fields[name].comodel_name].has_access("read")
        ]

    def _content_value(self, record, name):
        """A field's value as text in the reader's language, "" for nothing."""
        field, value = record._fields[name], record[name]
        if field.relational:
            return ", ".join(value._filtered_access("read").mapped("display_name"))
        if field.type == "selection":
            return dict(field._description_selection(self.env)).get(value, "")
        if not value:
            return ""
        if field.type == "monetary":
            currency = record[field.get_currency_field(record)]
            return format_amount(self.env, value, currency) if currency else formatLang(self.env, value)
        return FORMATS.get(field.type, lambda _env, text: str(text))(self.env, value)
