"""Customers of whom something is not as usual, and a night done on the spot."""

import datetime as dt

from odoo.fields import Datetime

from .silence_case import SilenceCase


class DissatisfactionCase(SilenceCase):
    """Nobody has bought or said anything yet."""

    def moment(self, ago, hour=9.0):
        """So many days ago, at an hour (with decimals)."""
        return dt.datetime.combine(self.today - dt.timedelta(days=ago), dt.time()) + dt.timedelta(hours=hour)

    def log(self, partner, moments, channel="email", direction="in", nature="information"):
        """Contacts at moments (:meth:`moment`)."""
        rows = [
            {
                "partner_id": partner.id,
                "date": Datetime.to_string(moment),
                "channel": channel,
                "direction": direction,
                "nature": nature,
                "name": f"{nature} {number}",
                "external_ref": f"{partner.id}-{channel}-{direction}-{nature}-{moment}",
            }
            for number, moment in enumerate(moments)
        ]
        self.env["crm.touchpoint"].log(rows)
        self.env.cr.flush()

    def complain(self, partner, *ago):
        self.log(partner, [self.moment(days) for days in ago], channel="call", nature="complaint")

    def answers(self, partner, pairs):
        """Letters of the customer and ours after them: ``[(days ago, hours until our answer)]``."""
        self.log(partner, [self.moment(ago) for ago, _hours in pairs])
        self.log(partner, [self.moment(ago, 9.0 + hours) for ago, hours in pairs], direction="out")

    def rate(self, partner, points, *ago):
        model = self.env["ir.model"]._get_id("res.partner")
        values = {"res_model_id": model, "res_id": partner.id, "partner_id": partner.id, "rating": points}
        for days in ago:
            rating = self.env["rating.rating"].create({**values, "consumed": True})
            rating.rated_on = self.moment(days)
        self.env.cr.flush()

    def score(self, partner):
        """The current score."""
        domain = [("customer_id", "=", partner.id), ("company_id", "=", self.company.id), ("current", "=", True)]
        return self.env["crm.dissatisfaction.score"].search(domain)

    def signal(self, partner, key):
        return self.score(partner).signal_ids.filtered(lambda row: row.signal == key)

    def known(self, partner):
        """Bought something 450 days ago, which is before everything that is compared."""
        self.orders_on(partner, [self.today - dt.timedelta(days=450)])

    def unhappy(self, partner):
        """Ordered every fortnight until it became half as much, complained three times; answers took longer.

        Usual are six orders in these weeks and answers within 10 hours; now it is three, and 25 hours.
        """
        days = [self.today - dt.timedelta(days=91 + 14 * number) for number in range(30)]
        self.orders_on(partner, [*days, *(self.today - dt.timedelta(days=ago) for ago in (80, 50, 20))])
        self.answers(partner, [(100 + 20 * number, 10.0) for number in range(8)])
        self.answers(partner, [(10 + 20 * number, 25.0) for number in range(4)])
        self.complain(partner, 60, 40, 5)
