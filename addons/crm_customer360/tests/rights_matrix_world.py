"""The world of the rights matrix: one customer, and of each source a record for each reader it may be kept from."""

from odoo import Command, fields

from .rights_matrix import Row

#: Stands in the title of every record that lets us name it.
WORD = "Quokka"
MAKERS = []


def makes(*modules):
    """Note a function ``(world) -> rows, open matters and figures`` that needs these modules."""

    def note(function):
        MAKERS.append((frozenset(modules), function))
        return function

    return note


class World:
    """A customer of two companies, a seller and a colleague of theirs, and what the makers need."""

    def __init__(self, case):
        self.case = case
        self.env = case.env
        self.home, self.away = case.company, case.other_company
        self.companies = {"home": self.home, "other company": self.away}
        self.customer = case.alfa
        self.contact = case.ana
        # Who gets campaigns: what else is written to them at the same moment counts as the campaign's.
        self.subscriber = case.ben
        self.seller, self.colleague = case.seller, case.colleague
        self.desk, self.accountant = case.users["front desk"], case.users["accountant"]
        self.portal = case.portal
        self.now = fields.Datetime.now()
        self._amount = 0.5
        self._products = {}

    def documents(self):
        """``(variant, owner, company)`` of what a seller may own."""
        return (
            ("own", self.seller, self.home),
            ("colleague's", self.colleague, self.home),
            ("other company", self.seller, self.away),
        )

    def words(self, *parts):
        return " ".join((WORD, *parts))

    def amount(self):
        """Twice the one before: each sum tells what it is made of."""
        self._amount *= 2
        return self._amount

    def ago(self, **values):
        return fields.Datetime.subtract(self.now, **values)

    def flush(self):
        self.env.cr.flush()

    def product(self, kind="service"):
        if kind not in self._products:
            values = {"name": f"Thing of kind {kind}", "type": kind, "taxes_id": [Command.clear()]}
            self._products[kind] = self.env["product.product"].create(values)
        return self._products[kind]

    def chart(self, company):
        """The company keeps books."""
        if not company.chart_template:
            self.env["account.chart.template"].try_loading("generic_coa", company, install_demo=False)

    def order(self, company, user, price, kind="service", **values):
        line = {
            "product_id": self.product(kind).id,
            "price_unit": price,
            "product_uom_qty": 1,
            "tax_ids": [Command.clear()],
        }
        values = {"partner_id": self.contact.id, "user_id": user.id, "company_id": company.id, **values}
        return self.env["sale.order"].with_company(company).create({**values, "order_line": [Command.create(line)]})

    def invoice(self, company, user, price):
        line = {"product_id": self.product().id, "price_unit": price, "tax_ids": [Command.clear()]}
        invoice = (
            self.env["account.move"]
            .with_company(company)
            .create(
                {
                    "move_type": "out_invoice",
                    "partner_id": self.contact.id,
                    "invoice_date": fields.Date.today(),
                    "invoice_user_id": user.id,
                    "invoice_line_ids": [Command.create(line)],
                }
            )
        )
        invoice.action_post()
        return invoice

    def lead(self, company, user, *parts, **values):
        values = {"type": "opportunity", "partner_id": self.contact.id, "team_id": False, **values}
        return self.env["crm.lead"].create(
            {"name": self.words(*parts), "user_id": user.id, "company_id": company.id, **values}
        )

    def note(self, record, *parts):
        """A colleague's internal note on a record."""
        return record.message_post(
            body="Not for the customer",
            subject=self.words("note", *parts),
            message_type="comment",
            subtype_xmlid="mail.mt_note",
        )

    def row(self, source, variant, key, events, **values):
        """A row about Ana whose own record decides."""
        return Row(source, variant, key, **{"record": key, "events": events, "contact": self.contact, **values})
