from odoo import Command
from odoo.tests import HttpCase, new_test_user, tagged
from odoo.tools import mute_logger

from .offboarding_case import OffboardingCase

SIGNATURE = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="


@tagged("post_install", "-at_install")
class TestPortal(HttpCase, OffboardingCase):
    """A customer parted with on the portal: an offer is neither signed nor paid, and they are told why."""

    def setUp(self):
        super().setUp()
        new_test_user(
            self.env, "t_off_portal", "base.group_portal", partner_id=self.ana.id, email=self.ana.email,
            company_id=self.company.id, company_ids=[Command.set(self.company.ids)],
        )  # fmt: skip
        self.offer = self.order(self.ana, require_signature=True, require_payment=True)
        self.offer.action_quotation_sent()
        self.authenticate("t_off_portal", "t_off_portal")

    def call(self, route, **params):
        """What the page calls; the words of an error are the answer's own."""
        url = f"{self.base_url()}/my/orders/{self.offer.id}/{route}"
        answer = self.opener.post(url, json={"jsonrpc": "2.0", "method": "call", "id": 0, "params": params}).json()
        return {"error": answer["error"]["data"]["message"]} if "error" in answer else answer["result"]

    def accept(self):
        return self.call("accept", access_token=self.offer._portal_ensure_token(), name="Ana", signature=SIGNATURE)

    def test_sign(self):
        case = self.to("notice")
        said = self.accept()["error"]
        for words in (case.name, "Complaints that could not be solved", self.one.name):
            self.assertIn(words, said)
        self.assertEqual((self.offer.state, self.offer.signed_by), ("sent", False))
        page = self.url_open(f"/my/orders/{self.offer.id}?access_token={self.offer._portal_ensure_token()}")
        self.assertEqual(page.status_code, 200)
        self.assertNotIn('data-bs-target="#modalaccept"', page.text)
        # There is no button, and the page says why.
        self.assertIn(f"The cooperation is ending (case {case.name}", page.text)

    def test_pay(self):
        case = self.to("notice")
        before = self.env["payment.transaction"].search_count([])
        with mute_logger("odoo.http"):
            said = self.pay()["error"]
        for words in (case.name, "Complaints that could not be solved", self.one.name):
            self.assertIn(words, said)
        self.assertEqual(self.env["payment.transaction"].search_count([]), before)

    def pay(self):
        provider = self.env["payment.provider"].create({"name": "T", "company_id": self.company.id})
        return self.call(
            "transaction", access_token=self.offer._portal_ensure_token(), amount=10.0, flow="direct",
            provider_id=provider.id, payment_method_id=self.env["payment.method"].search([], limit=1).id,
            token_id=None, tokenization_requested=False, landing_route="/my",
        )  # fmt: skip

    def test_open_before_and_after(self):
        """Without a decision the same call goes through; a case under way is nobody's business."""
        self.offer.require_payment = False
        self.to("approval")
        page = self.url_open(f"/my/orders/{self.offer.id}?access_token={self.offer._portal_ensure_token()}")
        self.assertNotIn("The cooperation is ending", page.text)
        self.assertNotIn("error", self.accept())
        self.assertEqual(self.offer.state, "sale")
