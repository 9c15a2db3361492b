from lxml import etree

from odoo import api, models

from ..core.customer_strip import StripPlace

WIDGET = "crm_customer_strip"
#: Documents on which people talk with a customer, or act for one. Naming a model needs no dependency.
PLACES = {
    "account.move": StripPlace(when="move_type in ('out_invoice', 'out_refund', 'out_receipt')"),
    "account.payment": StripPlace(when="partner_type == 'customer'"),
    "crm.claim": StripPlace(),
    "crm.lead": StripPlace(),
    "helpdesk.ticket": StripPlace(),
    "pos.order": StripPlace(),
    "project.task": StripPlace(),
    "repair.order": StripPlace(),
    "sale.order": StripPlace(),
    # What a customer sends back is received with a reference to what they were sent.
    "stock.picking": StripPlace(when="picking_type_code == 'outgoing' or return_id"),
}


class ResPartner(models.Model):
    _inherit = "res.partner"

    @api.model
    def _customer_strip_models(self):
        """Forms with the line about the customer; other addons add theirs to ``super()``'s dictionary.

        :return: ``{model: core.customer_strip.StripPlace}``; a model need not be installed
        """
        return dict(PLACES)


class Base(models.AbstractModel):
    _inherit = "base"

    @api.model
    def _get_view(self, view_id=None, view_type="form", **options):
        # What is added depends on the model and the view alone, so the cached view is right for everybody.
        arch, view = super()._get_view(view_id, view_type, **options)
        if arch.tag == "form":
            place = self.env["res.partner"]._customer_strip_models().get(self._name)
            # A view shared with portal users is shown by a client of its own that does not have our code.
            if place and self.env.ref("base.group_portal") not in view.group_ids:
                self._put_customer_strip(arch, place)
        return arch, view

    def _put_customer_strip(self, arch, place):
        """Add the line above the sheet, where Odoo's own warnings stand: no ribbon covers it there.

        A form without a sheet is a dialog or a quick entry; one without the contact's field has another purpose.
        """
        sheets = arch.xpath("./sheet")
        known = arch.xpath("boolean(.//field[@name=$name][not(ancestor::field)])", name=place.partner)
        if sheets and known and not arch.xpath("boolean(.//widget[@name=$name])", name=WIDGET):
            attributes = {"name": WIDGET, "partner": place.partner, "invisible": place.hidden()}
            sheets[0].addprevious(etree.Element("widget", attributes, groups="base.group_user"))
