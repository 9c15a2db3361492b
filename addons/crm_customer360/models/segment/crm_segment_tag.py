from odoo import fields, models


class CrmSegmentTag(models.Model):
    """A label that groups segments, as a folder does; a segment may have several."""

    _name = "crm.segment.tag"
    _description = "Label of Segments"
    _order = "name"

    name = fields.Char(required=True, translate=True)
    color = fields.Integer()

    _name_unique = models.Constraint("UNIQUE (name)", "A label is there once.")
