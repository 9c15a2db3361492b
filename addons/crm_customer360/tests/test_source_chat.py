"""Live chats held through the website's own routes."""

from odoo.exceptions import AccessError
from odoo.fields import Command

from .common import needs
from .source_case import WebCase


class ChatCase(WebCase):
    """A button on the website and an operator behind it."""

    def setUp(self):
        super().setUp()
        self.operator = self._user("t_operator", "im_livechat.im_livechat_group_user")
        self.button = self.env["im_livechat.channel"].create(
            {"name": "Website", "user_ids": [Command.set(self.operator.ids)]}
        )
        self.env["mail.presence"]._update_presence(self.operator)
        self.before = self.env["discuss.channel"].search([("channel_type", "=", "livechat")])

    def chat(self):
        """A chat opened by whoever is logged in; one word from each side."""
        data = self.make_jsonrpc_request("/im_livechat/get_session", {"channel_id": self.button.id})
        self.assertTrue(data)
        channel = self.env["discuss.channel"].search([("channel_type", "=", "livechat")]) - self.before
        self.make_jsonrpc_request(
            "/mail/message/post",
            {
                "thread_model": "discuss.channel",
                "thread_id": channel.id,
                "post_data": {"body": "Is the sofa in stock?", "message_type": "comment"},
            },
        )
        channel.with_user(self.operator).message_post(body="Yes", message_type="comment")
        return channel


@needs("im_livechat")
class TestLiveChat(ChatCase):
    """A customer logged in to the portal chats with an operator."""

    def test_held_and_ended(self):
        self.log_in()
        channel = self.chat()
        names = ("event", "partner_id", "date", "channel", "direction", "nature", "title", "user_id", "res_model")
        began = (
            self.cora.id, channel.create_date, "chat", "in", "inquiry", channel.name, self.operator.id,
            "discuss.channel",
        )  # fmt: skip
        self.assertEqual(self.rows("livechat", channel, *names), [("chatting", *began)])
        self.assert_exact()
        self.make_jsonrpc_request("/im_livechat/visitor_leave_session", {"channel_id": channel.id})
        self.env.invalidate_all()
        self.assertTrue(channel.livechat_end_dt)
        self.assertEqual(self.rows("livechat", channel, *names), [("chat", *began)])
        # Its messages are the chat's, not e-mails, and the visitor's row is not a second one.
        messages = channel.message_ids
        self.assertEqual(len(messages.filtered(lambda message: message.message_type == "comment")), 2)
        self.assertEqual([row for message in messages for row in self.rows("mail.message", message)], [])
        self.assertEqual(self.rows("livechat.visitor", channel), [])
        self.assert_exact()

    def test_readers(self):
        self.log_in()
        channel = self.chat()
        self.assert_sees(self.operator, self.beta, "chat", "chatting")
        team = self._user("t_team", "im_livechat.im_livechat_group_user")
        self.assert_sees(team, self.beta, "chat", "chatting")
        for user in (self.agent, self.salesperson):
            self.assert_sees(user, self.beta, "chat")
        self.assert_closed_to_portal(self.beta)
        channel.unlink()
        self.assert_sees(self.operator, self.beta, "chat")
        self.assert_exact()

    def test_customer_of_another_company(self):
        """A chat belongs to no company; who may not see the customer does not see it either."""
        self.portal.write({"company_id": self.other_company.id, "company_ids": [Command.set(self.other_company.ids)]})
        (self.beta + self.cora).company_id = self.other_company
        self.log_in()
        self.chat()
        self.assert_sees(self.operator, self.beta, "chat", "chatting")
        self.operator.company_ids = self.company
        with self.assertRaises(AccessError):
            self.seen(self.operator, self.beta, "chat")


@needs("website_livechat")
class TestKnownLater(ChatCase):
    """A visitor chats first and logs in afterwards."""

    def test_visitor_logs_in_afterwards(self):
        self.authenticate(None, None)
        channel = self.chat()
        self.assertEqual(self.rows("livechat", channel), [])
        visitor = channel.livechat_visitor_id or self.env["website.visitor"].create({"access_token": "a" * 32})
        channel.livechat_visitor_id = visitor
        self.assertEqual(self.rows("livechat.visitor", channel), [])
        known = self.env["website.visitor"].create({"access_token": str(self.cora.id), "partner_id": self.cora.id})
        visitor._merge_visitor(known)
        self.env.invalidate_all()
        self.assertEqual(channel.livechat_visitor_id, known)
        rows = self.rows("livechat", channel, "partner_id", "direction") + self.rows(
            "livechat.visitor", channel, "partner_id", "direction"
        )
        self.assertEqual(rows, [(self.cora.id, "in")])
        self.assert_exact()
        self.assert_sees(self.operator, self.beta, "chat", "chatting")

    def test_visitor_is_recognised(self):
        """The visitor's own record gets the customer's key, as at a first log-in."""
        self.authenticate(None, None)
        channel = self.chat()
        visitor = self.env["website.visitor"].create({"access_token": "b" * 32})
        channel.livechat_visitor_id = visitor
        self.assertEqual(self.rows("livechat.visitor", channel), [])
        visitor.access_token = str(self.cora.id)
        self.assertEqual(
            self.rows("livechat.visitor", channel, "partner_id", "channel", "direction"), [(self.cora.id, "chat", "in")]
        )
        self.assert_exact()
        self.assert_sees(self.agent, self.beta, "chat")
