"""A customer of whom everything is right, and users who look after the data."""

from .common import TouchpointCase

#: Everything there and right. By hand, the weights of the checks that apply: 17 for what should be filled in (phone 3,
#: e-mail 3, street 2, town 2, post code 1, country 2, VAT number 2, company code 2) and 43 for what is.
GOOD = {
    "name": "Gama, UAB",
    "is_company": True,
    "phone": "+370 612 34567",
    "email": "ona@gama.lt",
    "street": "Gedimino pr. 12",
    "city": "Vilnius",
    "zip": "LT-01103",
    "vat": "LT119511515",
    "company_registry": "124110246",
}


class QualityCase(TouchpointCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.lt, cls.lv = cls.env.ref("base.lt"), cls.env.ref("base.lv")
        groups = ("crm_customer360.group_data_steward", "base.group_partner_manager", "base.group_allow_export")
        cls.steward = cls._user("t_steward", *groups)
        cls.env["crm.quality.setting"].search([]).unlink()
        [cls.gama] = cls._partners({**GOOD, "country_id": cls.lt.id})

    def check(self, *partners):
        """Check contacts as the job does."""
        self.env["crm.quality.engine"]._check([partner.id for partner in partners or (self.gama,)])
        self.env.invalidate_all()

    def findings(self, partner=None, state="open"):
        """``{code: finding}`` of a contact."""
        domain = [("partner_id", "=", (partner or self.gama).id), ("state", "=", state)]
        found = self.env["crm.quality.finding"].search(domain)
        return {finding.check_id.code: finding for finding in found}

    def figures(self, partner=None):
        partner = partner or self.gama
        return partner.quality_score, partner.quality_completeness, partner.quality_validity, partner.quality_failing

    def finding(self, code, partner=None):
        return self.findings(partner)[code]
