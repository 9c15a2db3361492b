"""Installation, upgrade and removal of the addon in databases of their own."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from lifecycle_catalog import catalog, differences
from lifecycle_work import ADDON, REPAIR, Work

from stacklib import addons
from stacklib.checks_template import lock
from stacklib.stack import REPO, Stack

#: Customers with messages, a done call, a meeting, an opportunity that moved, an order and an invoice, as installed.
HISTORY = """
company, contact = env["res.partner"].create([{"name": "Alfa", "is_company": True}, {"name": "Ana"}])
contact.parent_id = company
contact.message_post(body="Hello", message_type="comment")
contact.activity_schedule("mail.mail_activity_data_call", summary="Ask").action_feedback(feedback="Yes")
start, stop = "2026-03-02 10:00:00", "2026-03-02 11:00:00"
env["calendar.event"].create({"name": "Demo", "start": start, "stop": stop, "partner_ids": [(6, 0, contact.ids)]})
env.cr.flush()
if "crm.lead" in env:
    lead = env["crm.lead"].create({"name": "Chairs", "type": "opportunity", "partner_id": contact.id})
    lead.message_post(body="About chairs", message_type="comment")
    env.cr.flush()
    lead.action_set_won()
    env.cr.flush()
if "sale.order" in env:
    product = env["product.product"].create({"name": "Advice", "type": "service"})
    order = env["sale.order"].create({"partner_id": contact.id, "order_line": [(0, 0, {"product_id": product.id})]})
    order.action_confirm()
    env.cr.flush()
"""
#: Something of every area: consents, segments, checks, duplicates, a merge and its un-merge, personal data, a run.
USE = """
ana = env["res.partner"].search([("name", "=", "Ana")])
quiet = env["res.partner"].with_context(tracking_disable=True, mail_create_nolog=True)
twin = quiet.create({"name": "Twin", "phone": "+37061234567"})
said = {"partner_id": ana.id, "purpose": "marketing", "state": "refused", "channel": "any", "source": "phone"}
env["crm.consent"].record([said])
line = {"kind": "contact", "comparison": "some"}
env["crm.segment"].create({"name": "All", "line_ids": [(0, 0, line)]}).action_refresh()
env.cr.flush()
env["crm.quality.pending"]._work_off()
env["crm.duplicate.run"].start()
env["crm.merge"].unmerge(env["res.partner"].merge_customers(ana.id, twin.ids))
env["crm.personal.data.request"].create({"partner_id": ana.id}).action_export()
env["crm.score.run"].create({"company_id": env.company.id})
env["crm.score.run"].search([])._piece()
env.cr.flush()
"""
ALWAYS = {"mail.message", "mail.activity", "calendar.event"}
OF_CRM = {"crm.lead", "crm.lead.stage"}
OF_SALES = {"sale.order", "account.move", "account.payment"}


def in_state(report: dict[str, dict[str, str]], state: str) -> set[str]:
    """Return the sources in a state."""
    return {name for name, found in report["states"].items() if found == state}


@pytest.fixture
def empty_database(stack: Stack) -> Iterator[str]:
    """Name of a database that does not exist yet; it is dropped afterwards."""
    name = "c360_test_plain"
    stack.drop_database(name)
    yield name
    stack.drop_database(name)


def test_installs_on_a_database_with_history(stack: Stack, copy_of: Callable[[str], str], base_database: str) -> None:
    """The history is filled by the job, not while the user waits for the installation."""
    work = Work(stack, copy_of(base_database))
    work.shell(HISTORY)
    work.install(ADDON)
    assert work.counts() == {}
    assert stack.psql("SELECT count(*) FROM ir_cron_trigger", work.database) != "0"
    report = work.report()
    assert report["wrong"] == []
    assert set(report["states"].values()) == {"done"}, "this database has every module a source reads"
    assert report["states"].keys() >= {*ALWAYS, *OF_CRM, *OF_SALES}
    assert work.counts().keys() >= {*ALWAYS, *OF_CRM, "sale.order"}

    rows = work.table()
    work.upgrade(ADDON)
    assert work.table() == rows, "an upgrade keeps the rows, their ids too"
    assert work.report()["wrong"] == []
    assert work.table() == rows, "and the pass that follows it changes none"


def test_uninstalling_leaves_nothing(stack: Stack, copy_of: Callable[[str], str], base_database: str) -> None:
    """After use and removal of everything that stands on the base addon, the database is what it was."""
    work = Work(stack, copy_of(base_database))
    work.shell(HISTORY)
    before = catalog(stack, work.database)
    work.install(*addons.manifests(REPO / "addons"))
    work.shell(USE)
    work.shell(
        f"{REPAIR}partner = env['res.partner'].search([('name', '=', 'Ana')])\n"
        "assert env['crm.touchpoint'].with_user(env.ref('base.user_admin')).timeline(partner.id)['rows']\n"
        "env['crm.touchpoint.pending']._add_keys('mail.message', [1], 'test')\n"
        "env['crm.touchpoint.pending']._add_partners(partner.ids)"
    )
    assert differences(before, catalog(stack, work.database)), "the comparison sees an installed addon"
    work.uninstall(ADDON)
    left = differences(before, catalog(stack, work.database))
    assert not left, "\n".join(left)
    work.shell(
        "partner = env['res.partner'].create({'name': 'Later'})\npartner.message_post(body='Still works')\n"
        "partner.parent_id = env['res.partner'].search([('name', '=', 'Alfa')])\nenv.cr.flush()\npartner.unlink()"
    )


def test_sources_come_and_go_with_their_modules(stack: Stack, empty_database: str) -> None:
    """On plain Odoo first, then with opportunities and orders, then without opportunities."""
    with lock(stack):
        stack.create_database(empty_database)
    work = Work(stack, empty_database)
    work.install(ADDON)
    installed = stack.psql("SELECT name FROM ir_module_module WHERE state = 'installed'", work.database).split()
    assert ADDON in installed
    assert not {"crm", "sale", "account"}.intersection(installed)
    work.shell(HISTORY)
    assert set(work.counts()) == ALWAYS
    report = work.report()
    assert in_state(report, "done") >= ALWAYS
    absent = in_state(report, "inactive")
    assert absent >= {*OF_CRM, *OF_SALES}
    assert in_state(report, "done") | absent == set(report["states"])
    assert report["wrong"] == []

    work.install("crm", "sale_management")
    # As if these records had been there before anybody listened.
    work.shell(HISTORY + "\nenv.cr.execute(\"DELETE FROM crm_touchpoint WHERE res_model <> 'mail.message'\")")
    assert not OF_CRM.intersection(work.counts())
    report = work.report()
    assert report["wrong"] == []
    assert in_state(report, "done") >= {*ALWAYS, *OF_CRM, *OF_SALES}
    remaining = in_state(report, "inactive")
    assert remaining < absent
    assert work.counts().keys() >= {*ALWAYS, *OF_CRM, "sale.order"}

    # Odoo removes the stages before the opportunities on them; it tries again afterwards.
    work.uninstall("crm", known='violates RESTRICT setting of foreign key constraint "crm_lead_stage_id_fkey"')
    work.shell(HISTORY)
    report = work.report()
    assert in_state(report, "inactive") >= {*OF_CRM, *remaining}
    assert in_state(report, "done") >= {*ALWAYS, *OF_SALES}
    assert report["wrong"] == []
    assert not OF_CRM.intersection(work.counts())
    assert work.counts().keys() >= {*ALWAYS, "sale.order"}
