from odoo.http import request, route

from odoo.addons.loyalty.controllers import portal as loyalty_portal
from odoo.addons.portal.controllers.portal import pager as portal_pager


class CustomerPortalLoyalty(loyalty_portal.CustomerPortalLoyalty):
    """Contacts of a company see the card they share with it, and nobody else's; a ledger says more than one number."""

    def _shared_cards(self):
        """Cards with a ledger that belong to the company of the visitor, who is one of its contacts."""
        partner = request.env.user.partner_id
        # The customer's own cards: who has a portal account of the company may see its points.
        cards = request.env["crm.loyalty.balance"].sudo()._cards_of(partner)
        return cards.filtered(lambda card: card.partner_id != partner and card.program_id.active)

    def _shared_card(self, card_id):
        return self._shared_cards().filtered(lambda card: card.id == card_id)

    def _prepare_home_portal_values(self, counters):
        values = super()._prepare_home_portal_values(counters)
        if not counters:
            cards = values["cards_per_programs"]
            for card in self._shared_cards():
                cards[card.program_id] = cards.get(card.program_id, card.browse()) | card
        return values

    @route()
    def portal_my_loyalty_card_history(self, card_id, page=1, sortby="date", **kw):
        """Odoo's own page, for a card of the visitor's company too."""
        card = self._shared_card(int(card_id))
        if not card:
            return super().portal_my_loyalty_card_history(card_id, page=page, sortby=sortby, **kw)
        sortings = self._get_loyalty_searchbar_sortings()
        sortby = sortby if sortby in sortings else "date"
        pager = portal_pager(
            url=f"/my/loyalty_card/{card.id}/history",
            url_args={"sortby": sortby},
            total=len(card.history_ids),
            page=page,
            step=self._items_per_page,
        )
        lines = card.history_ids.search(
            [("card_id", "=", card.id)],
            order=sortings[sortby]["order"],
            limit=self._items_per_page,
            offset=pager["offset"],
        )
        values = {"page_name": "loyalty_history", "searchbar_sortings": sortings, "sortby": sortby}
        return request.render(
            "loyalty.loyalty_card_history_template", {**values, "pager": pager, "history_lines": lines}
        )

    @route()
    def portal_get_card_history_values(self, card_id):
        """Odoo's own answer, for a card of the visitor's company too, with what is pending, owed and expires next."""
        shared = self._shared_card(int(card_id))
        values = self._shared_card_values(shared) if shared else super().portal_get_card_history_values(card_id)
        if values:
            # Only of the card that was just shown to them.
            card = (
                request.env["loyalty.card"].sudo().browse(values["card"]["id"]).with_context(lang=self._page_language())
            )
            values["ledger"] = card._portal_lines() if card.use_ledger else []
        return values

    def _page_language(self):
        """The language of the page the visitor looks at; this route is asked by a script and has the user's."""
        return request.env["res.lang"]._get_data(code=request.cookies.get("frontend_lang")).code or request.env.lang

    def _shared_card_values(self, card):
        rewards = card.program_id.reward_ids.filtered(lambda reward: reward.required_points <= card.points)
        return {
            "card": {
                "id": card.id,
                "points_display": card.points_display,
                "expiration_date": card.expiration_date,
                "code": card.code,
            },
            "program": {"program_name": card.program_id.name, "program_type": card.program_id.program_type},
            "history_lines": [
                {
                    "order_id": line.order_id,
                    "description": line.description,
                    "order_portal_url": line._get_order_portal_url(),
                    "points": f"{'-' if line.issued < line.used else '+'}"
                    f"{card._format_points(abs(line.issued - line.used))}",
                }
                for line in card.history_ids[:5]
            ],
            "rewards": [
                {"description": reward.description, "points": card._format_points(reward.required_points)}
                for reward in rewards.sorted("required_points", reverse=True)[:3]
            ],
            "img_path": f"/loyalty/static/src/img/{card.program_id.program_type}.svg",
        }
