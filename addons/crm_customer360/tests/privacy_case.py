"""What the tests of personal data share: an officer with no other right, and one who has them all but this."""

from .common import TouchpointCase

OFFICER = "crm_customer360.group_data_protection_officer"


class PrivacyCase(TouchpointCase):
    """The small world with an officer, and an administrator who is none."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.officer = cls._user("t_officer", OFFICER)
        cls.administrator = cls._user("t_administrator", "base.group_system", "base.group_erp_manager")
        cls.data = cls.env["crm.personal.data"].sudo()

    def ask(self, partner, contacts=True, user=None):
        """Everything about a customer as the officer is told, by section."""
        answer = self.env["res.partner"].with_user(user or self.officer).personal_data(partner.id, contacts)
        return {section["model"]: section for section in answer["sections"]}

    def rows(self, partner, model, **kwargs):
        """Rows of a section by id."""
        section = self.ask(partner, **kwargs).get(model)
        return {row["id"]: row for row in section["rows"]} if section else {}
