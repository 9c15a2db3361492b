"""A small world for the tests of the contact history, and the check that it is exact."""

from contextlib import closing
from unittest.mock import patch

from freezegun import freeze_time

from odoo import Command, fields
from odoo.tests import TransactionCase, new_test_user, tagged
from odoo.tools import SQL

#: Mails are queued and never sent; everything else is as users have it, tracking included.
CONTEXT = {"no_reset_password": True, "mail_notify_force_send": False, "no_mail_to_attendees": True}
IDENTITY = ("source", "key_id", "event", "partner_id")


def moment(text):
    """The moment ``YYYY-MM-DD HH:MM:SS`` as the ORM has it, in UTC."""
    return fields.Datetime.to_datetime(text)


NOW = moment("2026-03-02 10:15:00")
#: Columns a test writes down by hand.
VALUES = ("event", "partner_id", "rank", "date", "all_day", "channel", "direction", "nature", "title", "user_id")


def needs(*modules):
    """Skip the tests of a class, visibly, in a database without these modules."""

    def decorate(cls):
        cls.needed_modules = modules
        return cls

    return decorate


def installed(env, *modules):
    """Names among ``modules`` that are installed."""
    found = env["ir.module.module"].sudo().search([("name", "in", modules), ("state", "=", "installed")])
    return set(found.mapped("name"))


def snapshot(env):
    """Rows of the history without their ids, sorted: ``[{column: value}]``."""
    env.cr.execute("SELECT * FROM crm_touchpoint")
    rows = env.cr.dictfetchall()
    for row in rows:
        del row["id"]
    return sorted(rows, key=lambda row: tuple(row[name] for name in IDENTITY))


def rebuilt_snapshot(env):
    """What :func:`snapshot` gives after a rebuild from nothing; the database is as before afterwards."""
    env.cr.flush()
    with closing(env.cr.savepoint()):
        env.cr.execute("DELETE FROM crm_touchpoint")
        env["crm.touchpoint"].sudo().rebuild()
        return snapshot(env)


def differences(live, rebuilt):
    """Lines that say how two snapshots differ, one a row; empty if they are equal."""
    one, other = (_by_identity(rows) for rows in (live, rebuilt))
    lines = []
    for key in sorted({*one, *other}):
        if key not in other:
            lines.append(f"too much: {one[key]}")
        elif key not in one:
            lines.append(f"missing: {other[key]}")
        elif one[key] != other[key]:
            changed = [
                f"{name} {one[key][name]!r} instead of {other[key][name]!r}"
                for name in one[key]
                if one[key][name] != other[key][name]
            ]
            lines.append(f"stale {dict(zip(IDENTITY, key, strict=True))}: {', '.join(changed)}")
    if len(one) != len(live):
        lines.append(f"{len(live) - len(one)} rows twice")
    return lines


def _by_identity(rows):
    return {tuple(row[name] for name in IDENTITY): row for row in rows}


@tagged("post_install", "-at_install")
class TouchpointCase(TransactionCase):
    """Companies, customers with contacts, and one user of each kind."""

    needed_modules = ()

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        missing = set(cls.needed_modules) - installed(cls.env, *cls.needed_modules)
        if missing:
            cls.skipTest(cls, f"not installed: {', '.join(sorted(missing))}")
        cls.env = cls.env(context={**cls.env.context, **CONTEXT})
        cls.company = cls.env.company
        cls.other_company = cls.env["res.company"].create({"name": "Second Company"})
        cls._make_customers()
        cls._make_users()
        # What stood in the database before is in the history too, whether the back-fill has come to it or not.
        cls.env["crm.touchpoint"].rebuild()

    @classmethod
    def _make_customers(cls):
        cls.alfa, cls.beta = cls._partners(
            {"name": "Alfa", "is_company": True, "email": "office@alfa.example.com"},
            {"name": "Beta", "is_company": True, "email": "office@beta.example.com"},
        )
        cls.ana, cls.ben, cls.cora, cls.dora = cls._partners(
            {"name": "Ana", "parent_id": cls.alfa.id, "email": "ana@alfa.example.com"},
            {"name": "Ben", "parent_id": cls.alfa.id, "email": "ben@alfa.example.com"},
            {"name": "Cora", "parent_id": cls.beta.id, "email": "cora@beta.example.com"},
            {"name": "Dora", "email": "dora@example.com"},
        )

    @classmethod
    def _partners(cls, *vals_list):
        return cls.env["res.partner"].create(list(vals_list))

    @classmethod
    def _make_users(cls):
        cls.salesperson = cls._user("t_salesperson", "sales_team.group_sale_salesman")
        cls.colleague = cls._user("t_colleague", "sales_team.group_sale_salesman")
        cls.accountant = cls._user("t_accountant", "account.group_account_invoice")
        cls.agent = cls._user("t_agent", "crm_customer360.group_agent")
        cls.manager = cls._user("t_manager", "crm_customer360.group_manager", "sales_team.group_sale_manager")
        cls.portal = new_test_user(cls.env, "t_portal", "base.group_portal", partner_id=cls.cora.id)

    @classmethod
    def _user(cls, login, *groups):
        """An employee of both companies in those of the groups that are installed."""
        present = [name for name in groups if cls.env.ref(name, raise_if_not_found=False)]
        companies = cls.company + cls.other_company
        return new_test_user(
            cls.env,
            login,
            ",".join(["base.group_user", *present]),
            company_id=cls.company.id,
            company_ids=[Command.set(companies.ids)],
        )

    def flush(self):
        """Capture what changed, as the end of a request does."""
        self.env.cr.flush()

    def snapshot(self):
        """Rows of the history without their ids, sorted."""
        return snapshot(self.env)

    def rows(self, source, key=None, *columns):
        """Rows of a source (of one of its records) in the order of their dates, as tuples of the columns."""
        self.flush()
        names = SQL(", ").join(SQL.identifier(name) for name in columns or ("event", "partner_id", "rank"))
        where = SQL("source = %s", source) if key is None else SQL("source = %s AND key_id = %s", source, key.id)
        return self.env.execute_query(
            SQL("SELECT %s FROM crm_touchpoint WHERE %s ORDER BY date, event, rank, partner_id", names, where)
        )

    def assert_exact(self):
        """The history equals a rebuild from nothing, row for row."""
        self.flush()
        found = differences(self.snapshot(), rebuilt_snapshot(self.env))
        if found:
            self.fail("\n".join([f"{len(found)} rows differ from a rebuild:", *found[:8]]))


class AccountingCase(TouchpointCase):
    """The same with a chart of accounts and something to sell."""

    needed_modules = ("account",)

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        if not cls.company.chart_template:
            cls.env["account.chart.template"].try_loading("generic_coa", cls.company, install_demo=False)
        cls.product = cls.env["product.product"].create(
            {"name": "Advice", "type": "service", "list_price": 100.0, "taxes_id": [Command.clear()]}
        )

    def invoice(self, partner, price=100.0, move_type="out_invoice", **values):
        """A draft invoice of one line without taxes."""
        line = Command.create({"product_id": self.product.id, "price_unit": price, "tax_ids": [Command.clear()]})
        return self.env["account.move"].create(
            {"move_type": move_type, "partner_id": partner.id, "invoice_line_ids": [line], **values}
        )

    def payment(self, partner, amount=50.0, payment_type="inbound", **values):
        """A draft payment of a customer."""
        return self.env["account.payment"].create(
            {
                "partner_id": partner.id,
                "partner_type": "customer",
                "payment_type": payment_type,
                "amount": amount,
                **values,
            }
        )


class SaleCase(AccountingCase):
    """The same with orders."""

    needed_modules = ("account", "sale")

    def order(self, partner, price=100.0, quantity=1, **values):
        """A quotation of one line without taxes."""
        line = Command.create(
            {
                "product_id": self.product.id,
                "price_unit": price,
                "product_uom_qty": quantity,
                "tax_ids": [Command.clear()],
            }
        )
        return self.env["sale.order"].create({"partner_id": partner.id, "order_line": [line], **values})


class FrozenTime:
    """The clock stands still, the database's clock of ``create_date`` too."""

    def setUp(self):
        super().setUp()
        self.startPatcher(freeze_time(NOW))
        self.startPatcher(patch.object(self.env.cr, "now", lambda: NOW))
