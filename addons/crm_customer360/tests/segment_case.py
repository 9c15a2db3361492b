"""What the tests of segments share."""

from odoo import Command

from .common import FrozenTime, SaleCase, TouchpointCase, moment


class SegmentMixin:
    """Makes segments and reads who is in them, of the customers of the test alone."""

    def line(self, kind, comparison="some", **values):
        """A condition of a segment."""
        return Command.create({"kind": kind, "comparison": comparison, **values})

    def segment(self, *lines, user=None, **values):
        """A segment, not refreshed yet."""
        segments = self.env["crm.segment"].with_user(user) if user else self.env["crm.segment"]
        return segments.create({"name": "Test", "line_ids": list(lines), **values})

    @property
    def own(self):
        return self.alfa | self.beta | self.ana | self.ben | self.cora | self.dora

    def refreshed(self, segment):
        """Who is in the segment after a refresh: names, sorted, of the test's customers."""
        segment._refresh()
        return self.names(segment)

    def names(self, segment):
        domain = [("segment_id", "=", segment.id), ("left_at", "=", False), ("partner_id", "in", self.own.ids)]
        return sorted(self.env["crm.segment.member"].search(domain).mapped("partner_id.name"))

    def meant(self, *lines, **values):
        """Names of those a new segment takes in."""
        return self.refreshed(self.segment(*lines, **values))

    def history(self, segment):
        """``[(name, entered, left)]`` of the test's customers."""
        self.env.cr.execute(
            "SELECT p.name, m.entered_at, m.left_at FROM crm_segment_member m JOIN res_partner p ON p.id = m.partner_id"
            " WHERE m.segment_id = %s AND m.partner_id = ANY(%s) ORDER BY m.id",
            [segment.id, self.own.ids],
        )
        return self.env.cr.fetchall()

    def tag(self, *partners, name="VIP", parent=False):
        """A tag on some customers."""
        tag = self.env["res.partner.category"].create({"name": name, "parent_id": parent and parent.id})
        for partner in partners:
            partner.category_id = [Command.link(tag.id)]
        return tag


class SegmentCase(SegmentMixin, FrozenTime, TouchpointCase):
    """At 2 March 2026, 10:15 UTC."""


class SegmentSaleCase(SegmentMixin, FrozenTime, SaleCase):
    """The same with orders and invoices."""

    def ordered(self, partner, price, day, **values):
        """A confirmed order of a day."""
        order = self.order(partner, price, **values)
        order.action_confirm()
        order.date_order = moment(f"{day} 12:00:00")
        return order

    def invoiced(self, partner, price, day, move_type="out_invoice", due=None):
        """A posted invoice of a day."""
        invoice = self.invoice(partner, price, move_type, invoice_date=day, invoice_date_due=due or day)
        invoice.action_post()
        return invoice
