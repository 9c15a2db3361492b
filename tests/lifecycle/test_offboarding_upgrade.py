"""An upgrade of crm_offboarding from 19.0.1.0.0: what was kept in its writer's words is read in the reader's."""

from __future__ import annotations

from collections.abc import Callable

from lifecycle_work import Work

from stacklib.stack import Stack

#: A case as that version left it: words in columns, one kind of deadline for everything.
BEFORE = """
from odoo import Command
partner = env["res.partner"].create({"name": "Senoji", "is_company": True})
case = env["crm.offboarding.case"].create({"partner_id": partner.id, "reason_class": "own", "grounds": "Before"})
other = env["res.partner"].create({"name": "Gone"})
lines = env["crm.offboarding.obligation"].create(
    [{"case_id": case.id, "res_model": "res.partner", "res_id": one.id, "reason": "prices"} for one in (partner, other)]
)
alternative = env["crm.offboarding.alternative"].search([], limit=1)
offer = env["crm.offboarding.offer"].create({"case_id": case.id, "alternative_id": alternative.id, "note": "By hand"})
kind = env["mail.activity.type"].create({"name": "Deadline of a parting"})
env["ir.model.data"].create(
    {"module": "crm_offboarding", "name": "mail_activity_type_deadline", "model": kind._name, "res_id": kind.id,
     "noupdate": True}
)
words = ("Baigiasi įspėjimo terminas", "Sold at the till while the cooperation is ending: Till/7, 5.00.")
made = [case.activity_schedule(activity_type_id=kind.id, summary=one, user_id=env.uid) for one in words]
made.append(
    env["mail.activity"].create(
        {"res_model_id": env["ir.model"]._get_id(case._name), "res_id": case.id, "activity_type_id": kind.id,
         "summary": "My own words"}
    )
)
env.flush_all()
env.cr.execute("ALTER TABLE crm_offboarding_obligation ADD COLUMN name varchar NOT NULL DEFAULT 'Gone: prices'")
env.cr.execute("UPDATE crm_offboarding_obligation SET record = NULL WHERE case_id = %s", [case.id])
env.cr.execute("ALTER TABLE crm_offboarding_offer ADD COLUMN IF NOT EXISTS trace text")
env.cr.execute("UPDATE crm_offboarding_offer SET trace = 'Ten visits less', estimate = NULL WHERE id = %s", [offer.id])
env.cr.execute(
    "UPDATE ir_module_module SET latest_version = '19.0.1.0.0' WHERE name IN ('crm_offboarding',"
    " 'crm_offboarding_analytics')"
)
other.unlink()
result = {"lines": lines.ids, "offer": offer.id, "activities": [one.id for one in made], "case": case.id}
"""
AFTER = """
told = {told}
lines = env["crm.offboarding.obligation"].browse(told["lines"])
activities = env["mail.activity"].browse(told["activities"])
fresh = lines.create({{"case_id": told["case"], "res_model": "res.partner", "res_id": {number}, "reason": "prices"}})
result = {{
    "names": lines.mapped("name"),
    "offer": [env["crm.offboarding.offer"].browse(told["offer"])[name] for name in ("note", "trace")],
    "kinds": [one.activity_type_id.name for one in activities],
    "said": [[one.summary or "", str(one.note or "")] for one in activities],
    "fresh": bool(fresh.name),
}}
"""


def test_words_become_the_readers(stack: Stack, copy_of: Callable[[str], str], template_database: str) -> None:
    work = Work(stack, copy_of(template_database))
    work.shell("env['base.language.install'].create({'lang_ids': [(6, 0, env['res.lang'].with_context("
               "active_test=False).search([('code', '=', 'lt_LT')]).ids)]}).lang_install()")  # fmt: skip
    told = work.shell(BEFORE)
    for number in (1, 2):
        work.upgrade("crm_offboarding")
        found = work.shell(AFTER.format(told=told, number=number))
        assert found["names"][0] == "Senoji: prices of its own", "read anew"
        assert found["names"][1].startswith("Gone: prices"), "the record is gone, its words stay"
        assert found["offer"] == ["By hand\nTen visits less", False]
        sold = "Sold at the till while the cooperation is ending"
        assert found["kinds"][:2] == ["The notice ends", sold]
        assert found["said"][0] == ["", ""], "the name of the type says it"
        assert "Till/7" in found["said"][1][1]
        assert found["kinds"][2] == "Deadline of a parting"
        assert found["said"][2][0] == "My own words", "what a person planned stays as it is"
        assert found["fresh"], "nothing asks for the old column"
