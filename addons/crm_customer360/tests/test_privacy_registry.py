"""Every stored model with a link to a person is handled or has a reason why not; every handler works."""

import re
from itertools import count

from odoo.models import MAGIC_COLUMNS
from odoo.tools import SQL

from ..core.privacy.handler import Email, Handler, Path, Phone, Record
from ..core.privacy.not_personal import REASONS
from ..core.privacy.registry import base_handlers, by_model
from .privacy_case import PrivacyCase

#: Fields whose name says that they hold somebody's address, number or place in the net.
ADDRESSES = re.compile(r"(^|_)(email|e_mail|phone|mobile|ip|ip_address)($|_)")
#: A token that stands in every planted row.
CANARY = "Canary Quince"
#: What the checks of a table want besides.
NEEDED = {
    # A statement line belongs to the company of its entry.
    "account.move": {"company_id": 1},
    "account.move.line": {"account_id": 1},
    # The lower number comes first.
    "crm.duplicate": {"other_id": 2**31 - 1},
    # Another one than that of the channel's own row.
    "discuss.channel.member": {"channel_id": 1_000_000},
    "discuss.channel": {"livechat_operator_id": 1},
    # A movement moves something.
    "crm.loyalty.move": {"points": 5},
    "event.registration.answer": {"value_text_box": "Yes"},
    "mailing.trace": {"res_id": 1},
    "sale.order.line": {"product_id": 1, "product_uom_id": 1},
}


class TestRegistryIsComplete(PrivacyCase):
    """The test that fails when somebody adds a model with a link to a partner and says nothing about it."""

    def stored_models(self):
        """Models with a table of their own: neither wizards nor views of the database."""
        tables = dict(self.env.execute_query(SQL("SELECT relname, relkind FROM pg_class WHERE relkind IN ('r', 'p')")))
        for name in self.env.registry:
            model = self.env[name]
            if not model._abstract and not model._transient and model._auto and model._table in tables:
                yield model

    def links(self, model):
        """Fields of a model that may lead to a person."""
        pairs = {"res_id", "model", "res_model"} & set(model._fields)
        for field in model._fields.values():
            if not field.store or field.name in MAGIC_COLUMNS:
                continue
            to_partner = field.type in ("many2one", "many2many") and field.comodel_name == "res.partner"
            to_record = field.type in ("many2one_reference", "reference") or (field.name == "res_id" and len(pairs) > 1)
            if to_partner or to_record or (field.type in ("char", "text") and ADDRESSES.search(field.name)):
                yield field.name

    def unclassified(self, handled):
        found = {}
        for model in self.stored_models():
            if model._name not in handled and model._name not in REASONS and (links := sorted(self.links(model))):
                found[model._name] = links
        return found

    def test_no_model_is_forgotten(self):
        self.assertEqual(self.unclassified(self.data._active_handlers()), {})

    def test_a_forgotten_model_is_found(self):
        """The test above can fail."""
        handled = dict(self.data._active_handlers())
        del handled["crm.contact.log"], handled["mail.activity"], handled["mail.blacklist"]
        found = self.unclassified(handled)
        self.assertEqual(set(found), {"crm.contact.log", "mail.activity", "mail.blacklist"})

    def test_both_handled_and_without_personal_data_is_a_contradiction(self):
        self.assertEqual({handler.model for handler in self.data._personal_data_handlers()} & set(REASONS), set())

    def test_installed_handlers_name_only_fields_that_exist(self):
        """Of modules in the database; a misspelt field would switch a part of the handler off unseen."""
        wrong = []
        for handler in self.data._personal_data_handlers():
            if (model := self.env.get(handler.model)) is None:
                continue
            names = {*handler.fields_needed(), *handler.hidden}
            wrong += [f"{handler.model}: {name}" for name in sorted(names - set(model._fields))]
            for link in handler.links:
                if isinstance(link, Path):
                    wrong += self.broken_path(model, link.path)
        self.assertEqual(wrong, [])

    def broken_path(self, model, path):
        """A path ends at the partner, and each step of it exists."""
        start, steps = model, path.split(".")
        for step in steps:
            if step not in model._fields:
                return [f"{start._name}: {path}: no {step}"]
            if step != "id":
                model = self.env[model._fields[step].comodel_name]
        return [] if model._name == "res.partner" else [f"{start._name}: {path} leads to {model._name}"]

    def test_every_handler_serves_an_activity_and_is_listed(self):
        keys = set(self.env["crm.processing.activity"].search([]).mapped("key"))
        self.env["crm.personal.data.section"]._sync()
        listed = set(self.env["crm.personal.data.section"].search([]).mapped("model"))
        self.assertEqual({handler.activity for handler in base_handlers()} - keys, set())
        self.assertEqual(listed, set(self.data._active_handlers()))

    def test_list_follows_the_handlers(self):
        sections = self.env["crm.personal.data.section"]
        section = sections.search([("model", "=", "crm.contact.log")])
        section.write({"action": "keep", "reason": "law"})
        sections.create({"model": "gone.model", "activity_id": section.activity_id.id, "action": "delete"})
        sections._sync()
        self.assertEqual((section.action, section.reason), ("delete", False))
        self.assertFalse(sections.search([("model", "=", "gone.model")]))

    def test_the_list_can_be_read_in_each_language(self):
        # What Babel knows of lists in Lithuanian has gaps.
        for lang in ("lt_LT", "lv_LV"):
            self.env["res.lang"]._activate_lang(lang)
            told = self.env["crm.personal.data.section"].with_context(lang=lang).search([]).mapped("details")
            self.assertTrue(any("," in details for details in told), lang)


class TestPlantedRows(PrivacyCase):
    """A row of each handled model, put straight into its table, is found by the way each handler declares."""

    numbers = count()

    def test_every_handler_finds_and_tells_its_row(self):
        person = self.env["res.partner"].create(
            {"name": CANARY, "email": "quince@example.com", "phone": "+37061234567"}
        )
        user = self.env["res.users"].create(
            {"name": "Quince", "login": "quince", "partner_id": person.id, "group_ids": [(6, 0, [])]}
        )
        self.env.flush_all()
        # Keys to tables we leave empty are not asked for.
        self.env.cr.execute("SET LOCAL session_replication_role = replica")
        handlers = self.data._active_handlers()
        asked = self.data._person(person, self.env["res.company"].search([]))
        for name, handler in handlers.items():
            with self.subTest(model=name), self.cr.savepoint(flush=False):
                planted = self.plant(handler, person, user)
                found = self.data._found(asked, {name: handler})
                self.assertIn(planted, found.get(name, ()))
                rows = self.data._tell(handler, [planted], self.data._scope(asked, found))
                self.assertEqual([row["id"] for row in rows], [planted])
                self.assertGreater(len(rows[0]), 1)

    def plant(self, handler, person, user):
        """Id of a row of the handler's model about the person, by the first of its links."""
        model = self.env[handler.model]
        if handler.model == "res.partner":
            return person.id
        if handler.model == "res.users":
            return user.id
        return self.plant_link(model, handler, handler.links[0], person, user)

    def plant_link(self, model, handler, link, person, user):
        values, relation = {}, None
        if isinstance(link, Path):
            values, relation = self.path_values(model, link.path.split("."), person, user)
        elif isinstance(link, Record):
            if link.via:
                target = self.env[model._fields[link.via].comodel_name]
                values[link.via] = self.insert(target, {"model": "res.partner", "res_id": person.id})
            elif "." in link.model:
                step, name = link.model.split(".")
                values = {step: self.insert(self.env[model._fields[step].comodel_name], {name: "res.partner"})}
                values[link.res_id] = person.id
            else:
                values = {link.model: "res.partner", link.res_id: person.id}
        elif isinstance(link, Email):
            values, relation = self.text_values(model, link.field.split("."), person.email)
        elif isinstance(link, Phone):
            values[link.field] = person.phone
        for term in handler.where:
            if term[0] in model._fields and term[1] in ("=", "in"):
                values.setdefault(term[0], term[2] if term[1] == "=" else term[2][0])
        values = {name: value for name, value in values.items() if value is not False}
        row = self.insert(model, values)
        if relation:
            relation(row)
        return row

    def path_values(self, model, steps, person, user):
        """Columns that make a row lead to the person, and what links it afterwards."""
        field = model._fields[steps[0]]
        if field.comodel_name == "res.partner":
            target = person.id
        elif field.comodel_name == "res.users":
            target = user.id
        elif field.type != "one2many":
            values, relation = self.path_values(self.env[field.comodel_name], steps[1:], person, user)
            # There may be one only: the row that another handler's test has put there will do.
            target = self.standing(self.env[field.comodel_name], values) or self.insert(
                self.env[field.comodel_name], values
            )
            if relation:
                relation(target)
        if field.type == "many2many":
            return {}, lambda row: self.relate(field, row, target)
        if field.type == "one2many":
            comodel = self.env[field.comodel_name]
            return {}, lambda row: self.insert(comodel, {field.inverse_name: row, steps[1]: person.id})
        return {steps[0]: target}, None

    def text_values(self, model, steps, text):
        if len(steps) == 1:
            return {steps[0]: text}, None
        values, _relation = self.text_values(self.env[model._fields[steps[0]].comodel_name], steps[1:], text)
        return {steps[0]: self.insert(self.env[model._fields[steps[0]].comodel_name], values)}, None

    def relate(self, field, row, target):
        self.env.cr.execute(
            SQL(
                "INSERT INTO %s (%s, %s) VALUES (%s, %s)",
                SQL.identifier(field.relation),
                SQL.identifier(field.column1),
                SQL.identifier(field.column2),
                row,
                target,
            )
        )

    def standing(self, model, values):
        """Id of a row with these columns, if there is one."""
        if not values:
            return None
        wanted = SQL(" AND ").join(SQL("%s = %s", SQL.identifier(name), value) for name, value in values.items())
        rows = self.env.execute_query(SQL("SELECT id FROM %s WHERE %s LIMIT 1", SQL.identifier(model._table), wanted))
        return rows[0][0] if rows else None

    def any_id(self, model):
        """Id of some row, or of one that could be there."""
        rows = self.env.execute_query(SQL("SELECT max(id) FROM %s", SQL.identifier(model._table)))
        return rows[0][0] or 1

    def insert(self, model, values):
        """Id of a row with these columns and whatever else the table cannot do without."""
        columns = self.env.execute_query(
            SQL(
                "SELECT column_name, data_type FROM information_schema.columns"
                " WHERE table_name = %s AND is_nullable = 'NO' AND column_default IS NULL",
                model._table,
            )
        )
        fill = {
            "integer": 1,
            "bigint": 1,
            "boolean": False,
            "numeric": 0,
            "double precision": 0,
            "jsonb": "{}",
            "date": "2026-01-05",
            "timestamp without time zone": "2026-01-05 10:00:00",
        }
        row = {name: fill.get(kind, f"t{next(self.numbers)}") for name, kind in columns if name != "id"}
        for name in row:
            field = model._fields.get(name)
            if field is not None and field.type == "selection":
                row[name] = field.get_values(self.env)[0]
            elif field is not None and field.type == "many2one" and name not in values:
                row[name] = self.any_id(self.env[field.comodel_name])
        row.update({**NEEDED.get(model._name, {}), **values})
        names = SQL(", ").join(map(SQL.identifier, row))
        query = SQL(
            "INSERT INTO %s (%s) VALUES %s RETURNING id", SQL.identifier(model._table), names, tuple(row.values())
        )
        model.invalidate_model()
        return self.env.execute_query(query)[0][0]


class TestHandlerContract(PrivacyCase):
    """What another addon may rely on."""

    def test_another_addon_adds_a_handler_of_a_missing_model(self):
        more = Handler("gone.model", "customer", (Path("partner_id"),))
        registry = type(self.env["crm.personal.data.find"])
        self.patch(registry, "_personal_data_handlers", lambda self: [*base_handlers(), more])
        self.assertNotIn("gone.model", self.data._active_handlers())
        self.assertIn("crm.contact.log", self.data._active_handlers())

    def test_dependent_handlers_come_last(self):
        order = [handler.is_dependent for handler in by_model(base_handlers()).values()]
        self.assertEqual(order, sorted(order))
        self.assertTrue(any(order))
