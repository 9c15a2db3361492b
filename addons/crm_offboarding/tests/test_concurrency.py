"""Two people at once, on cursors of their own; what is committed here is removed at the end."""

import contextlib
import threading
from concurrent.futures import ThreadPoolExecutor
from unittest.mock import patch

from odoo import SUPERUSER_ID, Command, api
from odoo.exceptions import UserError
from odoo.modules.registry import DummyRLock, Registry
from odoo.service import model as service
from odoo.tests import BaseCase, get_db_name, new_test_user, tagged
from odoo.tools import mute_logger

from .offboarding_case import APPROVER, WORKER

CONTEXT = {"tracking_disable": True, "no_reset_password": True}


@tagged("post_install", "-at_install")
class TestAtOnce(BaseCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.registry = Registry(get_db_name())

    @contextlib.contextmanager
    def transaction(self, user=SUPERUSER_ID):
        with self.registry.cursor() as cr:
            yield api.Environment(cr, user, CONTEXT)

    def setUp(self):
        super().setUp()
        self.patch(Registry, "_lock", DummyRLock())
        with self.transaction() as env:
            groups = {"t_at_worker": WORKER, "t_at_one": APPROVER, "t_at_two": APPROVER}
            users = {
                login: new_test_user(env, login, f"base.group_user,{group}", email=f"{login}@example.com")
                for login, group in groups.items()
            }
            partner = env["res.partner"].create({"name": "Gama", "is_company": True})
            self.users = {login: user.id for login, user in users.items()}
            self.partner = partner.id
            # Two approvers, whatever the company of this database has set.
            self.company, self.below = env.company.id, env.company.offboarding_single_below
            env.company.offboarding_single_below = 0
        with self.transaction(self.users["t_at_worker"]) as env:
            case = env["crm.offboarding.case"].create(
                {"partner_id": self.partner, "reason_class": "own", "grounds": "x", "user_id": env.uid}
            )
            case.action_assess()
            case.action_read_history()
            case.action_hear()
            case.write({"hearing_ids": [Command.create({"text": "x"})], "none_possible": "x"})
            case.action_consider()
            case.write({"legal_contract": "x", "legal_public": "x", "legal_dominance": "x"})
            case.action_check_legal("x")
            case.action_submit()
            self.case = case.id
        self.addCleanup(self.remove)

    def remove(self):
        with self.transaction() as env:
            env["res.company"].browse(self.company).offboarding_single_below = self.below
            for table in ("letter", "approval", "mark", "step", "obligation", "hearing", "offer"):
                env.cr.execute(f"DELETE FROM crm_offboarding_{table} WHERE case_id = %s", [self.case])
            env["mail.activity"].search(
                [("res_model", "=", "crm.offboarding.case"), ("res_id", "=", self.case)]
            ).unlink()
            env["mail.message"].search([("model", "=", "crm.offboarding.case"), ("res_id", "=", self.case)]).unlink()
            env.cr.execute("DELETE FROM crm_offboarding_case WHERE id = %s", [self.case])
            env.cr.execute("DELETE FROM crm_customer_access WHERE partner_id = %s", [self.partner])
            env.invalidate_all()
            users = env["res.users"].browse(self.users.values())
            partners = users.partner_id + env["res.partner"].browse(self.partner)
            users.unlink()
            partners.unlink()

    def at_once(self, *calls):
        """Run the calls ``(login, method)`` of the case at the same moment, each as a request: tried again after a
        conflict. Returns the words of each refusal, empty where it went through."""
        barrier = threading.Barrier(len(calls))

        def run(call):
            login, method, *arguments = call
            tries = []

            def once(env):
                case = env["crm.offboarding.case"].browse(self.case)
                case.fetch(["state"])
                if not tries:
                    tries.append(barrier.wait(timeout=30))
                getattr(case, method)(*arguments)

            with self.registry.cursor() as cr:
                env = api.Environment(cr, self.users[login], CONTEXT)
                try:
                    service.retrying(lambda: once(env), env)
                except UserError as error:
                    cr.rollback()
                    return str(error)
            return ""

        with (
            mute_logger("odoo.sql_db", "odoo.service.model"),
            patch.object(service.random, "uniform", lambda low, high: 0.05),
            ThreadPoolExecutor(len(calls)) as pool,
        ):
            return list(pool.map(run, calls))

    def outcome(self):
        with self.transaction() as env:
            case = env["crm.offboarding.case"].browse(self.case)
            self.assertFalse(env["crm.offboarding.step"]._first_broken(case))
            return case.state, len(case.approval_ids), case.step_ids.mapped("act").count("approve")

    def test_two_approvers(self):
        """Both count, and the second one brings the notice."""
        found = self.at_once(("t_at_one", "action_approve"), ("t_at_two", "action_approve"))
        self.assertEqual(found, ["", ""])
        self.assertEqual(self.outcome(), ("notice", 2, 2))

    def test_one_approver_twice(self):
        found = self.at_once(("t_at_one", "action_approve"), ("t_at_one", "action_approve"))
        self.assertEqual(sorted(map(bool, found)), [False, True])
        self.assertEqual(self.outcome(), ("approval", 1, 1))

    def test_one_approves_while_the_other_refuses(self):
        """Whoever comes second sees what the first one did; there is one decision."""
        self.at_once(("t_at_one", "action_approve"), ("t_at_two", "action_reject", "No"))
        state, decisions, _approved = self.outcome()
        self.assertEqual(state, "alternatives")
        self.assertIn(decisions, (1, 2))

    def test_withdrawn_while_approved(self):
        found = self.at_once(("t_at_worker", "action_withdraw", "Wait"), ("t_at_one", "action_approve"))
        self.assertEqual(found[0], "")
        self.assertEqual(self.outcome()[0], "alternatives")
