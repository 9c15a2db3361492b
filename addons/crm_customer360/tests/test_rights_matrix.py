"""Every reader against every source: the history, its counts, its search, its contents and the 360 page show exactly
what the records behind them would."""

import xmlrpc.client
from collections import Counter, defaultdict
from contextlib import suppress
from unittest.mock import patch

from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged
from odoo.tools import SQL, mute_logger

from ..sources import MAKERS as SOURCE_MAKERS
from . import rights_matrix_sales, rights_matrix_talk, rights_matrix_web
from .common import TouchpointCase, installed
from .rights_matrix import READERS, Figure, Open, Reader, Row
from .rights_matrix_world import MAKERS, WORD, World

#: Filled by the import alone.
ROOMS = (rights_matrix_sales, rights_matrix_talk, rights_matrix_web)
#: What each sum on the page is called.
SALES = {"sale.order": "Ordered this year", "account.move": "Invoiced this year"}
RULES = "odoo.addons.base.models.ir_rule"


@tagged("post_install", "-at_install")
class TestRightsMatrix(TouchpointCase):
    """One customer, built once, seen by everybody."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._fake_providers()
        cls.users = {
            name: cls._user(f"t_matrix_{number}", *groups) for number, (name, groups) in enumerate(READERS.items())
        }
        cls.seller = cls.users["salesperson, own documents"]
        reached = {"country_id": cls.env.ref("base.lt").id, "street": "Pilies g. 1", "zip": "01123", "city": "Vilnius"}
        cls.ana.write({**reached, "phone": "+37061234561"})
        cls.ben.write({**reached, "phone": "+37061234562"})
        (pia, cls.closed) = cls._partners(
            {"name": "Pia", "parent_id": cls.alfa.id, "email": "pia@alfa.example.com"},
            {"name": f"{WORD} Zelda", "parent_id": cls.alfa.id, "company_id": cls.other_company.id},
        )
        cls.visitor = new_test_user(cls.env, "t_matrix_portal", "base.group_portal", partner_id=pia.id)
        cls.portal = cls.visitor
        cls.env.cr.flush()
        cls._forget_making_of_contacts()
        cls._make_world()
        cls.pages = {}
        cls.readers = [
            Reader(name, cls.env, user, companies)
            for name, user in cls.users.items()
            for companies in (cls.company, cls.other_company, cls.company + cls.other_company)
        ]

    @classmethod
    def _fake_providers(cls):
        """E-mails, text messages, letters and messengers leave for nowhere."""
        answers = {"_disable_send": lambda *_args: False, "_connect__": lambda *_args, **_kwargs: None}
        for name, answer in {**answers, "send_email": cls._mailed}.items():
            cls.startClassPatcher(patch.object(type(cls.env["ir.mail_server"]), name, answer))
        if "sms.sms" in cls.env:
            from odoo.addons.sms.tools.sms_api import SmsApi

            cls.startClassPatcher(patch.object(SmsApi, "_contact_iap", cls._texted))
        if "snailmail.letter" in cls.env:
            from odoo.addons.snailmail.models import snailmail_letter

            cls.startClassPatcher(patch.object(snailmail_letter.iap_tools, "iap_jsonrpc", cls._printed))
            # Each letter is committed, for it is on its way then; not in a test.
            cls.startClassPatcher(patch.object(cls.env.cr, "commit", cls.env.cr.flush))
            cls.company.snailmail_cover = cls.other_company.snailmail_cover = False
        if "mail.gateway" in cls.env:
            field = cls.env["mail.gateway"]._fields["gateway_type"]
            kinds = [*(field.selection or []), ("abstract", "Test")]
            cls.startClassPatcher(patch.object(field, "selection", kinds))
            cls.startClassPatcher(patch.object(field, "_selection", dict(kinds)))
            cls.startClassPatcher(patch.object(type(cls.env["mail.gateway.abstract"]), "_send", return_value=None))

    @staticmethod
    def _mailed(_server, message, *_args, **_kwargs):
        return message["Message-Id"]

    @staticmethod
    def _texted(_api, _endpoint, params):
        return [
            {"uuid": number["uuid"], "state": "success", "credit": 1}
            for message in params["messages"]
            for number in message["numbers"]
        ]

    @staticmethod
    def _printed(_url, params, **_kwargs):
        documents = [{"letter_id": one["letter_id"], "sent": True, "send_id": "L"} for one in params["documents"]]
        return {"request_code": 200, "total_cost": 1, "credit_error": False, "request": {"documents": documents}}

    @classmethod
    def _forget_making_of_contacts(cls):
        partners = cls.alfa + cls.ana + cls.ben + cls.closed + cls.visitor.partner_id
        cls.env["mail.message"].search([("model", "=", "res.partner"), ("res_id", "in", partners.ids)]).unlink()

    @classmethod
    def _make_world(cls):
        world = World(cls)
        there = {"crm_customer360", *installed(cls.env, *set().union(*(modules for modules, _make in MAKERS)))}
        found = [one for modules, make in MAKERS if modules <= there for one in make(world)]
        world.flush()
        cls.rows = [one for one in found if isinstance(one, Row)]
        cls.open = [one for one in found if isinstance(one, Open)]
        cls.figures = [one for one in found if isinstance(one, Figure)]
        names = SQL("id, source, key_id, event, partner_id, title, channel, date")
        query = SQL("SELECT %s FROM crm_touchpoint WHERE commercial_partner_id = %s", names, cls.alfa.id)
        cls.stored = cls.env.execute_query_dict(query)
        cls.row_of = {identity: row for row in cls.rows for identity in row.identities()}
        cls.env["crm.touchpoint.summary"]._refresh_ids(cls.alfa.ids)
        cls.env.invalidate_all()

    # ------------------------------------------------------------------
    # The world itself
    # ------------------------------------------------------------------

    def test_world_is_whole(self):
        """Of each active source there is a row, each row is one of ours, and each says what we think it does."""
        active = set(self.env.registry.crm_touchpoint_plan.sources)
        ours = {make({}).name for make in SOURCE_MAKERS}
        self.assertEqual(active & ours - {row.source for row in self.rows}, set())
        expected = [
            (*identity, row.contact.id, row.events[identity[2]][0])
            for row in self.rows
            for identity in row.identities()
        ]
        found = [(one["source"], one["key_id"], one["event"], one["partner_id"], one["channel"]) for one in self.stored]
        self.assertCountEqual(found, expected)

    def test_rights_differ(self):
        """Each source is seen by somebody; each but those of all employees is kept from somebody at home."""
        seen, kept = set(), set()
        for reader in self.readers:
            for row in self.rows:
                (seen if reader.may_see(row) else kept).add(row.source)
        sources = {row.source for row in self.rows}
        self.assertEqual(sources - seen, set())
        self.assertLessEqual(sources - kept, {"sms.sms", "mailing.trace.sms"})

    def test_a_few_by_hand(self):
        """So that the second method is not wrong in the same way: some cells written down."""
        cells = {
            "plain employee": "mail.message (note on a contact)",
            "agent": "crm.contact.log (internal)",
            "salesperson, own documents": "crm.lead (own)",
            "sales manager": "crm.lead (colleague's)",
            "accountant": "calendar.event (private with the accountant)",
            "warehouse user": "stock.picking (home)",
            "project user": "project.task (open project)",
            "manager of customer relations": "crm.contact.log (private)",
            "data-protection officer": "crm.phonecall (home)",
            "front desk": "survey.user_input (open)",
        }
        closed = {
            "plain employee": "stock.picking (home)",
            "agent": "crm.contact.log (private)",
            "salesperson, own documents": "crm.lead (colleague's)",
            "sales manager": "crm.lead (other company)",
            "accountant": "calendar.event (private)",
            "warehouse user": "account.payment (home)",
            "project user": "project.task (project of its followers)",
            "manager of customer relations": "sale.order (order, own)",
            "data-protection officer": "account.move (own)",
            "front desk": "survey.user_input (kept to one officer)",
        }
        rows = {str(row): row for row in self.rows}
        for names, expected in ((cells, True), (closed, False)):
            for reader, name in names.items():
                if name in rows:
                    at_home = Reader(reader, self.env, self.users[reader], self.company)
                    self.assertEqual(at_home.may_see(rows[name]), expected, f"{reader}: {name}")

    # ------------------------------------------------------------------
    # What each reader gets
    # ------------------------------------------------------------------

    def seen_by(self, reader, **filters):
        """Identities on the reader's pages of the history."""
        # Odoo masks a private meeting in the cache, which a request of its own does not share.
        self.env.invalidate_all(flush=False)
        touchpoints, cursor, found = reader.env["crm.touchpoint"], False, []
        while True:
            page = touchpoints.timeline(self.alfa.id, cursor, limit=200, filters=filters)
            found += [(row["source"], row["key_id"], row["event"]) for row in page["rows"]]
            cursor = page["cursor"]
            if not cursor:
                return found

    def for_reader(self, reader):
        """Identities the reader is to see, by the second method."""
        return {identity for row in self.rows if reader.may_see(row) for identity in row.identities()}

    def complain(self, complaints):
        if complaints:
            self.fail("\n".join([f"{len(complaints)} cells are wrong:", *complaints[:25]]))

    def compared(self, reader, found, expected, where):
        """Complaints about rows too many and rows missing, one a cell."""
        wrong = [(identity, "leaks to") for identity in set(found) - expected]
        wrong += [(identity, "is missing for") for identity in expected - set(found)]
        wrong += [(identity, "stands twice for") for identity, number in Counter(found).items() if number > 1]
        return [
            f"{where}: {self.row_of.get(identity, identity[0])} {identity[2]} {what} {reader.name}"
            for identity, what in wrong
        ]

    def test_timeline(self):
        complaints = []
        for reader in self.readers:
            complaints += self.compared(reader, self.seen_by(reader), self.for_reader(reader), "timeline")
        self.complain(complaints)

    def test_facets(self):
        complaints = []
        for reader in self.readers:
            expected = Counter(row.events[event][0] for row in self.rows if reader.may_see(row) for event in row.events)
            self.env.invalidate_all(flush=False)
            found = reader.env["crm.touchpoint"].facets(self.alfa.id)
            if found != dict(expected):
                complaints.append(f"{reader.name}: {found} instead of {dict(expected)}")
        self.complain(complaints)

    def test_search_in_titles(self):
        """By the word most titles have, and by the whole title of each row the reader is not to see."""
        titles = {(one["source"], one["key_id"], one["event"]): one["title"] for one in self.stored}
        complaints = []
        for reader in self.readers:
            allowed = self.for_reader(reader)
            hidden = {titles[identity] for identity in titles.keys() - allowed if WORD not in titles[identity]}
            for query in (WORD, *sorted(hidden - {""})):
                expected = {identity for identity in allowed if query.lower() in titles[identity].lower()}
                complaints += self.compared(reader, self.seen_by(reader, query=query), expected, f"search “{query}”")
        self.complain(complaints)

    @mute_logger(RULES)
    def test_contents(self):
        """A row that is not shown does not open by its number either."""
        complaints = []
        for reader in self.readers:
            if len(reader.companies) > 1:
                continue
            opened = []
            for one in self.stored:
                # Each call is a transaction of its own: nothing is known from the one before.
                self.env.invalidate_all(flush=False)
                with suppress(AccessError):
                    reader.env["crm.touchpoint"].content(one["id"])
                    opened.append((one["source"], one["key_id"], one["event"]))
            complaints += self.compared(reader, opened, self.for_reader(reader), "content")
        self.complain(complaints)

    def test_open_matters(self):
        """Counts, sums and records of each kind of open matter."""
        complaints = []
        for reader in self.readers:
            groups = {group["key"]: group for group in self.page(reader)["open"]}
            expected = defaultdict(list)
            for matter in self.open:
                if reader.may_work_on(matter):
                    expected[matter.kind].append(matter)
            for kind in {*groups, *expected}:
                group = groups.get(
                    kind, {"count": 0, "amounts": [], "rows": [], "action": {"domain": [("id", "=", 0)]}}
                )
                wanted = expected[kind]
                ids = {matter.record.id for matter in wanted}
                amount = sum(matter.amount for matter in wanted)
                listed = {row["res_id"] for row in group["rows"]} if kind != "activity" else set()
                found = (group["count"], sum(one["amount"] for one in group["amounts"]), listed - ids)
                if found != (len(wanted), amount, set()):
                    complaints.append(f"{kind} for {reader.name}: {found} instead of {(len(wanted), amount)}")
        self.complain(complaints)

    def test_sums_of_sales(self):
        complaints = []
        for reader in self.readers:
            panels = {panel["key"]: panel for panel in self.page(reader)["panels"]}
            items = panels.get("sales", {"items": []})["items"]
            found = {
                (item["label"], item["currency"]): item["value"] for item in items if item["label"] in SALES.values()
            }
            expected = defaultdict(float)
            for figure in self.figures:
                if reader.may_open(figure.record):
                    expected[SALES[figure.record._name], figure.record.currency_id.name] += figure.amount
            if found != dict(expected):
                complaints.append(f"sales for {reader.name}: {found} instead of {dict(expected)}")
        self.complain(complaints)

    def test_no_word_of_a_hidden_record(self):
        """Neither the page nor the line about the customer says a title of what the reader may not see."""
        complaints = []
        for reader in self.readers:
            allowed = self.for_reader(reader)
            shown = {one["title"] for one in self.stored if (one["source"], one["key_id"], one["event"]) in allowed}
            secrets = {one["title"] for one in self.stored} - shown - {""}
            if not reader.may_open(self.closed):
                secrets.add(self.closed.name)
            strip = reader.env["res.partner"].customer_strip(self.alfa.id)
            said = xmlrpc.client.dumps((self.page(reader), strip))
            complaints += [f"{reader.name}: “{secret}”" for secret in sorted(secrets) if secret in said]
        self.complain(complaints)

    def page(self, reader):
        """The reader's 360 page, asked for once."""
        if reader not in self.pages:
            self.env.invalidate_all(flush=False)
            self.pages[reader] = reader.env["res.partner"].customer360(self.alfa.id)
        return self.pages[reader]

    # ------------------------------------------------------------------
    # Figures that are the same for every reader
    # ------------------------------------------------------------------

    def test_shared_rows_are_for_everybody(self):
        """What counts for all may be seen by the least of all."""
        everybody = Reader("everybody", self.env, self.users["plain employee"], self.company + self.other_company)
        self.assertEqual([str(row) for row in self.rows if row.shared and not everybody.may_see(row)], [])

    def test_summary_figures(self):
        """Incoming and outgoing of a year, and the last of each, count nothing but what is shared."""
        dates = {(one["source"], one["key_id"], one["event"]): one["date"] for one in self.stored}
        complaints = []
        for reader in self.readers:
            counted = [
                (row.events[identity[2]], dates[identity])
                for row in self.rows
                if row.shared and (not row.company or row.company in reader.companies)
                for identity in row.identities()
            ]
            contacts = [one for one in counted if one[0][1] in ("in", "out")]
            last = max(date for (channel, _direction), date in contacts if channel != "campaign")
            partner = self.alfa.with_env(reader.env)
            partner.invalidate_recordset()
            found = (partner.contact_count, partner.last_contact)
            if found != (len(contacts), last):
                complaints.append(f"{reader.name}: {found} instead of {(len(contacts), last)}")
            domain = [("commercial_partner_id", "=", self.alfa.id)]
            sums = reader.env["crm.touchpoint.summary"]._read_group(
                domain, ["channel"], ["incoming:sum", "outgoing:sum", "internal:sum"]
            )
            expected = Counter(channel for (channel, _direction), _date in counted)
            if {channel: sum(numbers) for channel, *numbers in sums} != dict(expected):
                complaints.append(f"summary for {reader.name}: {sums} instead of {dict(expected)}")
        self.complain(complaints)

    def test_managers_table_holds_nothing_private(self):
        """Whoever counts touchpoints across customers counts those of their companies that are not private."""
        private = {row for row in self.rows if row.only_for is not None or row.variant == "private"}
        for reader in self.readers:
            table = reader.env["crm.touchpoint"]
            if not table.has_access("read"):
                continue
            found = table.search([("commercial_partner_id", "=", self.alfa.id)])
            rows = {self.row_of[one.source, one.key_id, one.event] for one in found}
            self.assertEqual(rows & private, set())
            self.assertLessEqual(found.company_id, reader.companies)

    # ------------------------------------------------------------------
    # Outsiders
    # ------------------------------------------------------------------

    @mute_logger(RULES, "odoo.models", "odoo.addons.base.models.ir_model")
    def test_outsiders_are_refused(self):
        """Customers and visitors get nothing, of themselves neither."""
        complaints = []
        for user in (self.visitor, self.env.ref("base.public_user")):
            env = self.env(user=user, su=False, context={})
            calls = {
                f"{name} of {partner.name}": call
                for partner in (self.alfa, self.ana, user.partner_id)
                for name, call in self.calls(env, partner).items()
            }
            contents = {
                f"content of {one['source']}": lambda id_=one["id"], env=env: env["crm.touchpoint"].content(id_)
                for one in self.stored
            }
            for name, call in {**calls, **contents}.items():
                with suppress(AccessError):
                    call()
                    complaints.append(f"{user.login} gets {name}")
        self.complain(complaints)

    def calls(self, env, partner):
        """Whatever tells something of a customer's history."""
        touchpoints, partners = env["crm.touchpoint"], env["res.partner"]
        return {
            "timeline": lambda: touchpoints.timeline(partner.id),
            "search": lambda: touchpoints.timeline(partner.id, filters={"query": WORD}),
            "facets": lambda: touchpoints.facets(partner.id),
            "page": lambda: partners.customer360(partner.id),
            "line": lambda: partners.customer_strip(partner.id),
            "figures": lambda: partners.browse(partner.id).read(["last_contact"]),
            "search by figures": lambda: partners.search([("contact_count", ">", 0)]),
            "summary": lambda: env["crm.touchpoint.summary"].search([]),
            "table": lambda: touchpoints.search([]),
        }
