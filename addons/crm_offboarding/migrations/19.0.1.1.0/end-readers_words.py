"""Words that stood in the language of whoever wrote them: names of open matters, and deadlines, become the reader's."""

from odoo.tools import SQL
from odoo.tools.sql import column_exists

#: Deadlines whose words are the name of one of the new types, in any language.
KNOWN = """
    UPDATE mail_activity a SET activity_type_id = t.id, summary = NULL
      FROM ir_model_data before, mail_activity_type t
      JOIN ir_model_data d ON d.model = 'mail.activity.type' AND d.res_id = t.id AND d.module = 'crm_offboarding'
     WHERE before.module = 'crm_offboarding' AND before.name = 'mail_activity_type_deadline'
       AND a.activity_type_id = before.res_id AND d.name <> before.name
       AND a.summary IN (SELECT value FROM jsonb_each_text(t.name))
"""
#: What else was planned by the code were sales at the till, which name the receipt.
SOLD = """
    UPDATE mail_activity a SET activity_type_id = sold.res_id, note = a.summary, summary = NULL
      FROM ir_model_data before, ir_model_data sold
     WHERE before.module = 'crm_offboarding' AND before.name = 'mail_activity_type_deadline'
       AND sold.module = 'crm_offboarding_pos' AND sold.name = 'mail_activity_type_sold'
       AND a.activity_type_id = before.res_id AND a.res_model = 'crm.offboarding.case' AND a.automated
"""


def migrate(cr, _version):
    """Run when every addon has its data and its translations."""
    if column_exists(cr, "crm_offboarding_obligation", "name"):
        # Told where the record is gone; of all others the name is read anew.
        cr.execute("UPDATE crm_offboarding_obligation SET record = name WHERE record IS NULL")
    cr.execute(SQL(KNOWN))
    cr.execute(SQL(SOLD))
