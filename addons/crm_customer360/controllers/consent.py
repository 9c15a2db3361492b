from urllib.parse import urlencode

from markupsafe import Markup
from werkzeug.utils import redirect as werkzeug_redirect

from odoo import http
from odoo.exceptions import UserError
from odoo.http import request

#: The page is the person's own: not kept by anybody on the way, nor found by a search engine.
HEADERS = {
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Robots-Tag": "noindex, nofollow",
    "X-Frame-Options": "DENY",
}
PREFIX = "c_"


class ConsentController(http.Controller):
    """The preference page: whoever holds a person's signed link sees and changes that person's choices, no more.

    Looking at it changes nothing, so programs that follow links in mails do no harm; only sending the form does.
    """

    @http.route("/consent/<string:token>", type="http", auth="public", methods=["GET"], sitemap=False)
    def page(self, token, saved=False, lang="", **_options):
        return self._answer(token, lang, saved=bool(saved))

    @http.route("/consent/<string:token>", type="http", auth="public", methods=["POST"], sitemap=False)
    def save(self, token, lang="", **form):
        ledger, partner = self._opened(token, lang)
        if partner is None:
            return self._refused()
        chosen = {name for name in form if name.startswith(PREFIX)}
        try:
            ledger._save_page(partner, chosen, nothing="nothing" in form)
        except UserError as error:
            return self._answer(token, lang, problem=str(error), status=429)
        return self._sent_on(f"/consent/{token}?{urlencode({'saved': 1, 'lang': ledger.env.lang})}")

    @http.route("/my/preferences", type="http", auth="user", methods=["GET"], sitemap=False)
    def mine(self, **_options):
        """The same page for whoever is logged in, portal users too."""
        partner = request.env.user.partner_id
        return self._sent_on(f"/consent/{request.env['crm.consent']._token(partner)}")

    # ------------------------------------------------------------------

    def _opened(self, token, lang=""):
        """The ledger, as superuser in the token's company and the person's language, and that person."""
        ledger = request.env["crm.consent"]
        partner, company = ledger._person(token)
        if partner is None:
            return ledger, None
        installed = dict(partner.env["res.lang"].get_installed())
        wanted = (lang, partner.lang, company.partner_id.lang, request.env.lang)
        lang = next((code for code in wanted if code in installed), "en_US")
        ledger = ledger.sudo().with_company(company).with_context(lang=lang, allowed_company_ids=company.ids)
        return ledger, partner.with_env(ledger.env)

    def _answer(self, token, lang="", saved=False, problem="", status=200):
        ledger, partner = self._opened(token, lang)
        if partner is None:
            return self._refused()
        values = {
            "company": ledger.env.company,
            "partner": partner,
            "parts": ledger._page(partner),
            "saved": saved,
            "problem": problem,
            "languages": ledger.env["res.lang"].get_installed(),
            "lang": ledger.env.lang,
            "address": f"/consent/{token}",
            "csrf_token": request.csrf_token(),
        }
        return self._rendered(ledger.env, "crm_customer360.consent_page", values, status)

    def _refused(self):
        """One answer to every link that does not hold: it says nothing of why."""
        # The page of refusal holds no record.
        return self._rendered(request.env(su=True), "crm_customer360.consent_page_refused", {}, 404)

    def _rendered(self, env, template, values, status):
        lang = (env.lang or "en_US").split("_")[0]
        html = env["ir.qweb"]._render(template, {"html_lang": lang, **values})
        return request.make_response(
            Markup("<!DOCTYPE html>\n") + html,
            headers=[("Content-Type", "text/html; charset=utf-8"), *HEADERS.items()],
            status=status,
        )

    def _sent_on(self, path):
        response = werkzeug_redirect(path, 303)
        response.headers.extend(HEADERS)
        return response
