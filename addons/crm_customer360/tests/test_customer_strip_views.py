"""The line about the customer stands once on the forms of the registered models, and nowhere else."""

from unittest.mock import patch

from lxml import etree

from odoo.tests import Form, tagged

from ..core.customer_strip import StripPlace
from ..models.customer_strip_places import PLACES
from .common import SaleCase, TouchpointCase

XPATH = "//widget[@name='crm_customer_strip']"


@tagged("post_install", "-at_install")
class TestCustomerStripViews(TouchpointCase):
    def arch(self, model, view=None, view_type="form", user=None):
        model = self.env[model].with_user(user or self.env.ref("base.user_admin"))
        return etree.fromstring(model.get_view(view.id if view else None, view_type)["arch"])

    def places(self):
        return {name: place for name, place in PLACES.items() if name in self.env}

    def forms(self, model):
        return self.env["ir.ui.view"].search([("model", "=", model), ("type", "=", "form"), ("mode", "=", "primary")])

    def test_once_above_the_sheet(self):
        for name, place in self.places().items():
            with self.subTest(model=name):
                found = self.arch(name).xpath(XPATH)
                self.assertEqual(len(found), 1)
                [widget] = found
                self.assertEqual((widget.getparent().tag, widget.getnext().tag), ("form", "sheet"))
                self.assertEqual(widget.get("partner"), place.partner)
                self.assertTrue(widget.get("invisible").startswith(f"not {place.partner}"))
                self.assertFalse(widget.get("groups"), "rights are applied by the server")

    def test_every_form_has_it_once_or_not_at_all(self):
        for name in self.places():
            for view in self.forms(name):
                with self.subTest(view=view.xml_id):
                    arch = self.arch(name, view)
                    self.assertLessEqual(len(arch.xpath(XPATH)), 1)
                    if not arch.xpath("./sheet"):
                        self.assertFalse(arch.xpath(XPATH), "a quick form has no room for it")

    def test_fields_of_the_condition_are_there(self):
        """The client must be able to judge when the line is shown: each field is in the arch or added by Odoo."""
        conditions = {"account.move": "move_type", "account.payment": "partner_type", "stock.picking": "return_id"}
        for name, field in conditions.items():
            if name in self.env:
                with self.subTest(model=name):
                    self.assertTrue(self.arch(name).xpath(f"//field[@name='{field}'][not(ancestor::field)]"))

    def test_other_views_and_models_are_left_alone(self):
        for name, view_type in (("res.partner", "form"), ("res.users", "form"), ("res.partner", "list")):
            self.assertFalse(self.arch(name, view_type=view_type).xpath(XPATH))
        for name in self.places():
            self.assertFalse(self.arch(name, view_type="list").xpath(XPATH), name)
            self.assertFalse(self.arch(name, view_type="kanban").xpath(XPATH), name)

    def test_another_module_extends_the_form(self):
        """Views that add, move and replace around the sheet leave it one."""
        view_model = self.env["ir.ui.view"]
        for name in self.places():
            with self.subTest(model=name):
                base = view_model.browse(view_model.default_view(name, "form"))
                view_model.create(
                    {
                        "name": "an extension",
                        "model": name,
                        "inherit_id": base.id,
                        "arch": "<data><sheet position='before'><div class='alert'>A</div></sheet>"
                        "<sheet position='inside'><p>B</p></sheet></data>",
                    }
                )
                arch = self.arch(name)
                self.assertEqual(len(arch.xpath(XPATH)), 1)
                self.assertEqual(len(arch.xpath("./div[@class='alert'][.='A']")), 1)
                child = view_model.create(
                    {
                        "name": "a view of its own",
                        "model": name,
                        "mode": "primary",
                        "inherit_id": base.id,
                        "arch": "<sheet position='inside'><p>C</p></sheet>",
                    }
                )
                self.assertEqual(len(self.arch(name, child).xpath(XPATH)), 1)

    def test_stored_views_stay_valid(self):
        for name in self.places():
            for view in self.forms(name):
                with self.subTest(view=view.xml_id):
                    view._check_xml()
                    self.assertNotIn("crm_customer_strip", view.arch_db)

    def test_an_addon_adds_a_model(self):
        """By one entry, with a field of another name; a model that is not installed does no harm."""
        places = {"res.partner": StripPlace("parent_id"), "not.installed": StripPlace()}
        with patch.object(self.env.registry["res.partner"], "_customer_strip_models", lambda model: places):
            self.env.registry.clear_cache("templates")
            [widget] = self.arch("res.partner").xpath(XPATH)
            self.assertEqual((widget.get("partner"), widget.get("invisible")), ("parent_id", "not parent_id"))
        self.env.registry.clear_cache("templates")
        self.assertFalse(self.arch("res.partner").xpath(XPATH))

    def test_form_shared_with_portal_users(self):
        view = self.env.ref("project.project_sharing_project_task_view_form", raise_if_not_found=False)
        if not view:
            self.skipTest("Project is not installed")
        self.assertTrue(self.arch("project.task", view).xpath("./sheet"))
        self.assertFalse(self.arch("project.task", view).xpath(XPATH))


@tagged("post_install", "-at_install")
class TestCustomerStripOrderForm(SaleCase):
    def test_portal_gets_the_form_without_it(self):
        order = self.order(self.beta)
        arch = etree.fromstring(order.with_user(self.portal).get_view(None, "form")["arch"])
        self.assertFalse(arch.xpath(XPATH))
        # The view is cached for all users; who asks first must not decide for the next.
        arch = etree.fromstring(order.with_user(self.salesperson).get_view(None, "form")["arch"])
        self.assertEqual(len(arch.xpath(XPATH)), 1)

    def test_the_form_works(self):
        with Form(self.env["sale.order"].with_user(self.salesperson)) as form:
            form.partner_id = self.alfa
        self.assertEqual(form.record.partner_id, self.alfa)
