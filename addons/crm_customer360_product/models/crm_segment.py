from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools.translate import LazyTranslate

from odoo.addons.crm_customer360.core.segment.push import Push

_lt = LazyTranslate(__name__)

FIELD = "specific_property_product_pricelist"


class CrmSegmentPush(models.Model):
    """A pricelist for each customer in the segment, in the segment's company."""

    _inherit = "crm.segment.push"

    @api.model
    def _segment_pushes(self):
        pricelist = Push(
            "pricelist", _lt("Give a pricelist"), "product.pricelist", by_company=True, writes=("res.partner",)
        )
        return [*super()._segment_pushes(), pricelist]

    def _check_setting_up(self):
        result = super()._check_setting_up()
        for push in self.filtered(lambda push: push.kind == "pricelist"):
            company = push._target().company_id
            if company and company != push.company_id:
                raise UserError(self.env._("Pricelist “%s” belongs to another company.", push._target().display_name))
        return result

    def _put_pricelist(self, partners):
        """One statement for customers without a pricelist of their own, and with them for their contacts, who have
        their company's.

        Contacts in the segment without their company get none: it would be the whole company's.
        """
        partners.flush_model([FIELD, "commercial_partner_id"])
        self.env.cr.execute(
            """
            UPDATE res_partner p
               SET specific_property_product_pricelist =
                   coalesce(p.specific_property_product_pricelist, '{}')
                   || jsonb_build_object(%(company)s::text, %(pricelist)s)
              FROM res_partner c
             WHERE c.id = p.commercial_partner_id AND c.id = ANY(%(ids)s)
               AND c.specific_property_product_pricelist ->> %(company)s IS NULL
            RETURNING p.id
            """,
            self._pricelist_parameters(partners),
        )
        given = {id_ for (id_,) in self.env.cr.fetchall()}
        self._pricelists_changed(partners.browse(given))
        customers = partners.filtered(lambda partner: partner.commercial_partner_id == partner)
        return {id_: (id_ in given, 0) for id_ in customers.ids}

    def _take_pricelist(self, items):
        """Take it from those who still have it; one chosen since is theirs."""
        partners = items.partner_id
        partners.flush_model([FIELD, "commercial_partner_id"])
        self.env.cr.execute(
            """
            UPDATE res_partner p
               SET specific_property_product_pricelist =
                   nullif(p.specific_property_product_pricelist - %(company)s, '{}')
              FROM res_partner c
             WHERE c.id = p.commercial_partner_id AND c.id = ANY(%(ids)s)
               AND (p.specific_property_product_pricelist ->> %(company)s)::integer = %(pricelist)s
               AND (c.specific_property_product_pricelist ->> %(company)s)::integer = %(pricelist)s
            RETURNING p.id
            """,
            self._pricelist_parameters(partners),
        )
        self._pricelists_changed(partners.browse(id_ for (id_,) in self.env.cr.fetchall()))

    def _pricelist_parameters(self, partners):
        # The company is a key of the column, so it is text.
        return {"ids": partners.ids, "company": str(self.company_id.id), "pricelist": self.target_id}

    def _pricelists_changed(self, partners):
        partners.invalidate_recordset([FIELD], flush=False)
        partners.modified([FIELD])
