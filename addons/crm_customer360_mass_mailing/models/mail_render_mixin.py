from odoo import api, models

#: In the body of a mailing it stands for the preference page of whoever gets it.
PREFERENCES = "/consent_preferences"


class MailRenderMixin(models.AbstractModel):
    _inherit = "mail.render.mixin"

    @api.model
    def _shorten_links(self, html, link_tracker_vals, blacklist=None, base_url=None):
        """The preference link is each person's own: a shortened one would be the same for all."""
        kept = [*(blacklist or []), PREFERENCES]
        return super()._shorten_links(html, link_tracker_vals, blacklist=kept, base_url=base_url)
