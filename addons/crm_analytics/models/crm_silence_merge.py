from odoo import api, models

#: What follows when two alerts become one: somebody asked to leave the customer alone.
SNOOZE = ("state", "snooze_until", "next_on", "answer")


class CrmMergeEngine(models.AbstractModel):
    """Two alerts of merged customers become one, which is snoozed if one of them was."""

    _inherit = "crm.merge.engine"

    @api.model
    def _absorb(self, merge, place, doubles, parameters, depth):
        if place.model == "crm.silence.alert":
            # The merge is a steward's; that the customer is left alone is kept whoever merges.
            alerts = self.env["crm.silence.alert"].sudo()
            for absorbed, stays, _old, _new in doubles:
                alerts.browse(stays)._take_snooze(alerts.browse(absorbed))
            alerts.env.flush_all()
        return super()._absorb(merge, place, doubles, parameters, depth)


class CrmSilenceAlert(models.Model):
    _inherit = "crm.silence.alert"

    def _take_snooze(self, other):
        """Be snoozed as another alert of the same customer is, unless this one is longer."""
        self.ensure_one()
        if other.state != "snoozed" or self.state not in ("waiting", "told", "snoozed"):
            return
        if self.state == "snoozed" and self.snooze_until >= other.snooze_until:
            return
        self._done_with_activities(other.answer)
        self._set({name: other[name] for name in SNOOZE})
