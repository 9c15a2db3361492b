"""Partings in the demo company: one seen to its end, one under notice, one customer kept; and candidates."""

from __future__ import annotations

from typing import Any

from stacklib.client import Client
from stacklib.story_place import place
from stacklib.story_silence import moment

CASE = "crm.offboarding.case"
#: Who approves: never who asked for it.
APPROVER = "analyst"
GROUP = ("crm_offboarding", "group_approver")
NAMES = (
    ("Senoji prekyba, UAB", "lt_LT"),
    ("Jaunā tirdzniecība, SIA", "lv_LV"),
    ("Baltic Lamps Ltd", "en_US"),
)
RESTLESS = "Vėjo malūnai, UAB"
COMPLAINTS = "Valstybinė vartotojų teisių apsaugos tarnyba, vvtat.lt"
LEGAL = {
    "legal_contract": "General terms, 8.2: either side with 30 days' notice",
    "legal_public": "No public contract, no duty to serve",
    "legal_dominance": "There are other suppliers nearby",
}


def tell(admin: Client, _partner: int) -> None:
    """Tell all three, and find candidates."""
    company = {
        "offboarding_single_below": 1000.0,
        "offboarding_contact_id": admin.uid,
        "offboarding_complaints": COMPLAINTS,
        # Where a customer whom the shop refuses can turn to.
        "email": "labas@pavyzdys.example.com",
        "phone": "+370 5 200 0000",
    }
    [own] = admin.call("res.users", "read", [admin.uid], ["company_id"])
    admin.call("res.company", "write", [own["company_id"][0]], company)
    rows = [{"name": name, "is_company": True, "lang": lang, **place(admin, name)} for name, lang in NAMES]
    noticed, kept, left = admin.call("res.partner", "create", rows)
    keep(admin, kept)
    give_notice(admin, noticed)
    let_go(admin, left)
    complain(admin)
    # Those whom the rules find tonight, found at once.
    rule = "crm.offboarding.rule"
    admin.call(rule, "action_find", admin.call(rule, "search", []))


def complain(admin: Client) -> None:
    """A customer who complains again and again, each time after an answer: a candidate of the rule."""
    values = {"name": RESTLESS, "is_company": True, "lang": "lt_LT", **place(admin, RESTLESS)}
    customer = admin.call("res.partner", "create", values)
    told = [("in", "complaint", "The delivery was late again"), ("out", "information", "We have sent it anew")]
    admin.call(
        "crm.touchpoint",
        "log",
        [
            {"partner_id": customer, "date": moment(ago - later), "channel": "call", "direction": direction,
             "nature": nature, "name": words, "external_ref": f"story-parting-{ago}-{direction}"}
            for ago in range(30, 30 + 45 * 7, 45)
            for later, (direction, nature, words) in enumerate(told)
        ],
    )  # fmt: skip


def begin(admin: Client, values: dict[str, Any]) -> int:
    """Open a case and bring it to the alternatives."""
    case = int(admin.call(CASE, "create", {"user_id": admin.uid, **values}))
    admin.call(CASE, "action_assess", [case])
    admin.call(CASE, "action_read_history", [case])
    admin.call(CASE, "action_hear", [case])
    admin.call(CASE, "action_send_letter", [case], "hearing", "email")
    return case


def heard(admin: Client, case: int, text: str) -> None:
    """Note what the customer says."""
    admin.call(
        CASE, "write", [case], {"hearing_ids": [[0, 0, {"kind": "statement", "channel": "meeting", "text": text}]]}
    )
    admin.call(CASE, "action_consider", [case])


def offer(admin: Client, case: int, kind: str, note: str, answer: str, effect: float = 0.0) -> None:
    """Offer an alternative of the catalogue, with the answer."""
    [alternative] = admin.call("crm.offboarding.alternative", "search", [["kind", "=", kind]], limit=1)
    values = {"alternative_id": alternative, "note": note, "answer": answer, "effect": effect}
    admin.call(CASE, "write", [case], {"offer_ids": [[0, 0, values]]})


def keep(admin: Client, customer: int) -> None:
    """A customer whom self-service suits."""
    grounds = "Forty calls in three months over orders of twenty euros; see the cost to serve."
    case = begin(admin, {"partner_id": customer, "reason_class": "own", "grounds": grounds})
    heard(admin, case, "They call because they did not know of the portal.")
    offer(admin, case, "self_service", "Portal, with half an hour of training", "accepted", 900.0)
    admin.call(CASE, "action_retain", [case], "They order on the portal now and are glad of it.")
    admin.call(CASE, "action_send_letter", [case], "kept", "email")


def give_notice(admin: Client, customer: int) -> None:
    """A customer with whom nothing helped; somebody else approved, and notice is given."""
    grounds = "Six complaints in a year, each answered with a visit; the seventh came on the same matter."
    case = begin(admin, {"partner_id": customer, "reason_class": "complaints", "grounds": grounds})
    heard(admin, case, "They want a machine we do not make.")
    offer(admin, case, "partner", "An introduction to a maker of such machines", "declined")
    admin.call(CASE, "write", [case], LEGAL)
    admin.call(CASE, "action_check_legal", [case], "Nothing stands against it")
    admin.call(CASE, "action_submit", [case])
    approver(admin).call(CASE, "action_approve", [case], "All has been tried")
    admin.call(CASE, "action_serve", [case], False, "email")


def let_go(admin: Client, customer: int) -> None:
    """A customer who leaves by their own wish, up to the end; an open quotation is cancelled on the way."""
    admin.call("sale.order", "create", {"partner_id": customer})
    values = {"partner_id": customer, "reason_class": "customer", "user_id": admin.uid}
    values |= {"grounds": "They close their shop.", "identity_note": "Called back on the known number"}
    case = int(admin.call(CASE, "create", values))
    admin.call(CASE, "action_leave", [case], "They close their shop at the end of the month.")
    open_lines = admin.call("crm.offboarding.obligation", "search", [["case_id", "=", case], ["state", "=", "open"]])
    admin.call("crm.offboarding.obligation", "action_clear", open_lines)
    admin.call(CASE, "action_send_letter", [case], "farewell", "email")
    admin.call(CASE, "action_restrict", [case])


def approver(admin: Client) -> Client:
    """Let a colleague approve."""
    group = admin.call("ir.model.data", "check_object_reference", *GROUP)[1]
    users = admin.call("res.users", "search", [["login", "=", APPROVER]])
    admin.call("res.users", "write", users, {"group_ids": [[4, group]]})
    return Client(admin.url, admin.database, APPROVER)
