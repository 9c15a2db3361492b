"""What the tests of the sources share: reading as somebody, and the website as a customer uses it."""

from odoo.exceptions import AccessError
from odoo.tests import HttpCase

from .common import TouchpointCase


class SourceCase(TouchpointCase):
    """Rows of one source as they stand there, and as somebody sees them."""

    def seen(self, user, partner, channel, **context):
        """``(event, date, partner id)`` of a customer's rows of a channel as the user sees them, newest first."""
        self.flush()
        self.env.invalidate_all()
        touchpoint = self.env["crm.touchpoint"].with_user(user).with_context(**context)
        page = touchpoint.timeline(partner.id, filters={"channels": [channel]})
        return [(row["event"], row["date"], row["partner"]["id"]) for row in page["rows"]]

    def assert_sees(self, user, partner, channel, *events):
        """These events of the channel and no others; the facet counts them too."""
        self.assertCountEqual([event for event, _date, _partner in self.seen(user, partner, channel)], events)
        counts = self.env["crm.touchpoint"].with_user(user).facets(partner.id)
        self.assertEqual(counts.get(channel, 0), len(events))

    def assert_closed_to_portal(self, partner):
        """A customer asks for nothing here, their own history included."""
        with self.assertRaises(AccessError):
            self.env["crm.touchpoint"].with_user(self.portal).timeline(partner.id)

    def assert_kept(self, source):
        """A rebuild leaves the rows of a source alone whose records are gone."""
        before = self.rows(source, None, "key_id", "partner_id", "date", "title", "res_model", "res_id")
        self.assertTrue(before)
        self.env["crm.touchpoint"].rebuild([source])
        self.assertEqual(
            self.rows(source, None, "key_id", "partner_id", "date", "title", "res_model", "res_id"), before
        )


class WebCase(SourceCase, HttpCase):
    """The same over HTTP."""

    def log_in(self):
        """As the customer Cora, in the portal."""
        self.authenticate("t_portal", "t_portal")
