from odoo import api, models

#: Counted from documents, or because the customer is in the file.
DERIVED = {
    "crm_customer_score",
    "crm_dissatisfaction_score",
    "crm_dissatisfaction_signal",
    "crm_message_tone",
    "crm_pyramid_position",
    "crm_tone_label",
}


class CrmImportUndo(models.AbstractModel):
    _inherit = "crm.import.undo"

    @api.model
    def _derived_tables(self):
        return super()._derived_tables() | DERIVED
