"""When a record changed its state, as Odoo's own log of changes has it."""

from ..core.source import Watch


def last_change(model, res_id, field="state"):
    """SQL of the moment a tracked field last changed; NULL when nothing was logged (an import, say).

    Which value it changed to the log holds in the words of whoever changed it: ask only where no state follows the one
    that is meant.
    """
    return (
        "(SELECT max(m.date) FROM mail_message m JOIN mail_tracking_value v ON v.mail_message_id = m.id"
        f" WHERE m.model = '{model}' AND m.res_id = {res_id} AND v.field_id ="
        f" (SELECT f.id FROM ir_model_fields f WHERE f.model = '{model}' AND f.name = '{field}'))"
    )


def change_watch(model):
    """The log of changes is written after the change itself."""
    return Watch(
        "mail.tracking.value",
        "SELECT m.res_id FROM mail_tracking_value v JOIN mail_message m ON m.id = v.mail_message_id"
        f" WHERE m.model = '{model}' AND v.id = ANY(%(ids)s)",
        key=lambda value: value.mail_message_id.model == model and value.mail_message_id.res_id,
    )
