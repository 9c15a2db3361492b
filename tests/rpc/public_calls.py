"""A valid call of every public method, the lowest role that may make it, and the records it names."""

from __future__ import annotations

import itertools
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from test_timeline_rpc import Session

#: By log-in: the groups of a user who has nothing else.
ROLES: Mapping[str, tuple[str, ...]] = {
    "portal": ("base.group_portal",),
    "employee": ("base.group_user",),
    "agent": ("crm_customer360.group_agent",),
    "manager": ("crm_customer360.group_manager",),
    "steward": ("crm_customer360.group_data_steward",),
    "officer": ("base.group_user", "crm_customer360.group_data_protection_officer"),
    "analyst": ("crm_analytics.group_analyst",),
    "controller": ("crm_analytics.group_controller",),
    "case_worker": ("crm_offboarding.group_case_worker",),
    "seller": ("sales_team.group_sale_salesman_all_leads",),
    "loyalty": ("crm_loyalty.group_loyalty_manager",),
}
#: An agent may call what these may.
UP_TO_AGENT = ("portal", "employee", "agent")


@dataclass(frozen=True)
class World:
    """Records that valid calls name. What a call uses up is made anew each time it is asked for."""

    sessions: Mapping[str, Session]
    customer: int
    touchpoint: int
    twins: tuple[int, int]
    pair: int
    finding: int
    segment: int
    source: str
    run: str = field(default_factory=lambda: uuid.uuid4().hex[:8])
    number: itertools.count[int] = field(default_factory=itertools.count)

    def fresh_name(self) -> str:
        """A name nobody has."""
        return f"Rpc {self.run} {next(self.number)}"

    def two_customers(self) -> tuple[int, int]:
        """Two customers nobody minds losing."""
        one, other = (self.sessions["admin"]("res.partner", "create", {"name": self.fresh_name()}) for _ in range(2))
        return one, other

    def merge(self) -> int:
        """A merge of two customers."""
        survivor, source = self.two_customers()
        return int(self.sessions["steward"]("res.partner", "merge_customers", survivor, [source]))

    @cached_property
    def cards(self) -> tuple[int, int]:
        """Two cards of a program that keeps a ledger, with points."""
        admin = self.sessions["admin"]
        program = admin(
            "loyalty.program",
            "create",
            {"name": self.fresh_name(), "program_type": "loyalty", "applies_on": "both", "use_ledger": True},
        )
        one, other = (
            admin("loyalty.card", "create", {"program_id": program, "partner_id": customer, "points": 1000})
            for customer in self.two_customers()
        )
        return int(one), int(other)

    @property
    def card(self) -> int:
        """A card with a ledger."""
        return self.cards[0]

    @property
    def other_card(self) -> int:
        """Another one of the same program."""
        return self.cards[1]

    @cached_property
    def kept_merge(self) -> int:
        """A merge that nobody undoes."""
        return self.merge()

    @cached_property
    def hand_count(self) -> int:
        """A cost driver of one's own."""
        return int(self.sessions["controller"]("crm.cost.driver", "create", {"name": self.fresh_name()}))

    def batch(self) -> int:
        """An import that has not begun."""
        rows = [{"Name": self.fresh_name(), "Mail": "import@hostile.example.com"} for _ in range(3)]
        return int(self.sessions["steward"]("crm.import.batch", "submit", self.source, rows, self.fresh_name()))


@dataclass(frozen=True)
class Call:
    """A valid call.

    :param arguments: made from the world
    :param login: the lowest role that may call it
    :param refusal: what the answer says if records of this small world cannot give a result
    """

    arguments: Callable[[World], list[Any]]
    login: str = "agent"
    refusal: str = ""


#: By model and method. A method that is missing here fails the first test.
CALLS: Mapping[tuple[str, str], Call] = {
    # The contact history and the 360 page
    ("crm.adoption.mine", "my_figures"): Call(lambda world: []),
    ("crm.caller.verification", "verify"): Call(lambda world: [world.customer, {"name": "Rpc"}], refusal="name"),
    ("crm.caller.verification", "decline"): Call(lambda world: [world.customer, "would not say"]),
    ("crm.caller.verification", "status"): Call(lambda world: [world.customer]),
    ("crm.mail.unfiled", "count_open"): Call(lambda world: []),
    ("crm.touchpoint.content", "content"): Call(lambda world: [world.touchpoint]),
    ("crm.touchpoint.content", "reply"): Call(
        lambda world: [world.touchpoint], refusal="Only messages can be answered"
    ),
    ("crm.touchpoint", "log"): Call(
        lambda world: [[{"channel": "call", "partner_id": world.customer, "name": "Asked for a price"}]]
    ),
    ("crm.touchpoint.repair", "rebuild"): Call(lambda world: [["calendar.event"]], login="admin"),
    ("crm.touchpoint.timeline", "timeline"): Call(lambda world: [world.customer, False, 10, {"channels": ["call"]}]),
    ("crm.touchpoint.timeline", "facets"): Call(lambda world: [world.customer, {}]),
    ("res.partner", "customer360"): Call(lambda world: [world.customer]),
    ("res.partner", "customer_strip"): Call(lambda world: [world.customer]),
    ("res.partner", "find_caller"): Call(lambda world: ["Rpc", 5]),
    # Partings
    ("crm.offboarding.figures", "figures"): Call(lambda world: [], login="case_worker"),
    # Quality
    ("res.partner", "quality"): Call(lambda world: [world.customer], login="employee"),
    ("res.partner", "check_quality"): Call(lambda world: [[world.customer]], login="employee"),
    ("crm.quality.finding", "accept"): Call(lambda world: [[world.finding], "It is right"], login="steward"),
    ("crm.quality.finding", "reopen"): Call(lambda world: [[world.finding]], login="steward"),
    # Duplicates
    ("res.partner", "find_duplicates"): Call(
        lambda world: [{"name": "Rpc Hostile", "phone": "+37061230001", "is_company": False, "country_id": 1}, 5],
        login="employee",
    ),
    ("crm.duplicate", "keep_apart"): Call(lambda world: [[world.pair], "people", "two sisters"], login="steward"),
    ("crm.duplicate", "put_off"): Call(lambda world: [[world.pair], 7], login="steward"),
    ("crm.duplicate", "merge_action"): Call(lambda world: [list(world.twins)], login="steward"),
    ("crm.duplicate.compare", "compare"): Call(lambda world: [world.pair], login="steward"),
    ("crm.duplicate.compare", "next_open"): Call(lambda world: [world.pair], login="steward"),
    ("crm.duplicate.compare", "apart_reasons"): Call(lambda world: [], login="steward"),
    ("crm.duplicate.run", "start"): Call(lambda world: [True], login="steward"),
    # Merging
    ("res.partner", "propose_survivor"): Call(lambda world: [list(world.twins)], login="steward"),
    ("res.partner", "merge_preview"): Call(lambda world: [world.twins[0], [world.twins[1]]], login="steward"),
    ("res.partner", "merge_customers"): Call(lambda world: merging(*world.two_customers()), login="steward"),
    ("crm.merge.undo", "unmerge"): Call(lambda world: [world.merge()], login="steward"),
    ("crm.merge.undo", "unmerge_preview"): Call(lambda world: [world.kept_merge], login="steward"),
    # Imports
    ("crm.import.rpc", "submit"): Call(
        lambda world: [world.source, [{"Name": "Rpc Sent", "Mail": "sent@hostile.example.com"}], world.fresh_name(), 1],
        login="steward",
    ),
    ("crm.import.rpc", "preview"): Call(lambda world: [world.batch(), 100], login="steward"),
    ("crm.import.rpc", "run"): Call(lambda world: [world.batch(), 2], login="steward"),
    ("crm.import.rpc", "report"): Call(lambda world: [world.batch(), 1], login="steward"),
    # Segments
    ("crm.segment.members", "members"): Call(lambda world: [world.segment, 10, 1]),
    ("crm.segment.members", "refresh"): Call(lambda world: [world.segment], login="manager"),
    ("crm.segment.members", "count"): Call(lambda world: [RULE], login="manager"),
    # Consent
    ("crm.consent", "record"): Call(lambda world: [[consent_of(world.customer)]]),
    ("crm.consent.standing", "allowed"): Call(lambda world: [[world.customer], "marketing", "email"], login="employee"),
    ("crm.consent.standing", "within_limit"): Call(
        lambda world: [[world.customer], "email", "marketing"], login="employee"
    ),
    ("res.partner", "consent_summary"): Call(lambda world: [world.customer], login="employee"),
    ("res.partner", "consent_link"): Call(lambda world: [world.customer]),
    # Data protection
    ("res.partner", "personal_data"): Call(lambda world: [world.customer, True], login="officer"),
    ("res.partner", "personal_data_summary"): Call(lambda world: [world.customer, True], login="officer"),
    # Analysis
    ("crm.profit.overview", "figures"): Call(lambda world: [["2026-01", "2026-06"], "before"], login="analyst"),
    ("crm.profit.customer", "evidence"): Call(
        lambda world: [world.customer], login="analyst", refusal="Nothing has been counted"
    ),
    ("crm.profit.scenario", "compare"): Call(
        lambda world: [
            {"price": 2.0, "minimum_order": 50.0, "edi": 10.0, "months": 12, "domain": [["profit", "<", 0]]}
        ],
        login="analyst",
    ),
    ("crm.cost.setting", "action_open"): Call(lambda world: [], login="analyst"),
    ("crm.cost.entry", "enter"): Call(
        lambda world: [
            [
                {
                    "driver": world.hand_count,
                    "partner_id": world.customer,
                    "quantity": 2,
                    "date": "2026-01-15",
                    "external_ref": world.fresh_name(),
                }
            ]
        ],
        login="controller",
    ),
    ("crm.score.run", "refresh"): Call(lambda world: [False, "2026-01-31"], login="analyst"),
    ("crm.pyramid.page", "figures"): Call(lambda world: [], login="analyst"),
    ("crm.pyramid.page", "open_layer"): Call(
        lambda world: [2**31 - 1, "top", False], login="analyst", refusal="id of a snapshot"
    ),
    ("crm.pyramid.page", "open_cell"): Call(
        lambda world: [2**31 - 1, 2**31 - 1, "top", "none"], login="analyst", refusal="id of a snapshot"
    ),
    ("crm.silence.run", "refresh"): Call(lambda world: [], login="analyst"),
    ("crm.tone.check", "action_open"): Call(lambda world: [], login="manager"),
    ("crm.score.run", "catch_up"): Call(lambda world: [False], login="analyst"),
    ("crm.value.page", "cohorts"): Call(lambda world: ["quarter"], login="analyst"),
    ("crm.value.page", "what_if"): Call(lambda world: [120.0, 80, 10, 5], login="analyst"),
    # Loyalty
    ("loyalty.card", "statement"): Call(lambda world: [world.card, "2026-01-01", "2026-01-31"]),
    ("loyalty.card", "give_bonus"): Call(lambda world: [world.card, 1, "Rpc", world.fresh_name()], login="seller"),
    ("loyalty.card", "transfer_points"): Call(lambda world: [world.card, world.other_card, 1, "Rpc"], login="loyalty"),
}
#: Parts of a model that are called through the model they are a part of.
CALLED_ON: Mapping[str, str] = {
    "crm.consent.standing": "crm.consent",
    "crm.duplicate.compare": "crm.duplicate",
    "crm.import.rpc": "crm.import.batch",
    "crm.merge.undo": "crm.merge",
    "crm.segment.members": "crm.segment",
    "crm.touchpoint.content": "crm.touchpoint",
    "crm.touchpoint.repair": "crm.touchpoint",
    "crm.touchpoint.timeline": "crm.touchpoint",
}
RULE = {
    "subject": "contacts",
    "combine": "any",
    "domain": [["is_company", "=", True]],
    "lines": [
        {"kind": "touchpoint", "comparison": "some", "period": "last", "days": 30, "filters": {"channel": "call"}}
    ],
}


def merging(survivor: int, source: int) -> list[Any]:
    return [survivor, [source], {"phone": "+370 612 34567", "_from": {"email": source}, "_confirmed": ["vat"]}]


def consent_of(customer: int) -> dict[str, Any]:
    return {
        "partner_id": customer,
        "purpose": "marketing",
        "state": "refused",
        "source": "phone",
        "channel": "email",
        "date": "2026-03-01",
        "valid_until": "2027-03-01",
        "legal_basis": "consent",
        "evidence": "She said so",
        "evidence_model": "res.partner",
        "evidence_id": customer,
        "external_ref": f"rpc-{uuid.uuid4().hex}",
    }


def make_world(sessions: Mapping[str, Session]) -> World:
    admin, steward = sessions["admin"], sessions["steward"]
    customer = admin("res.partner", "create", {"name": "Rpc Hostile", "email": "rpc@hostile.example.com"})
    sessions["agent"]("crm.touchpoint", "log", [{"channel": "visit", "partner_id": customer, "name": "Came by"}])
    page = sessions["agent"]("crm.touchpoint", "timeline", customer)
    admin("res.partner", "check_quality", [customer])
    twins = make_twins(admin)
    mapping = [[0, 0, {"column": column, "field": name}] for column, name in (("Name", "name"), ("Mail", "email"))]
    source = f"rpc{uuid.uuid4().hex[:10]}"
    admin("crm.import.source", "create", {"name": source, "code": source, "mapping_ids": mapping})
    return World(
        sessions,
        customer,
        page["rows"][0]["id"],
        twins,
        pair_of(steward, twins),
        admin("res.partner", "quality", customer)["findings"][0]["id"],
        admin("crm.segment", "create", {"name": "Rpc companies", "domain": "[('is_company', '=', True)]"}),
        source,
    )


def make_twins(admin: Session) -> tuple[int, int]:
    """Two customers that look like one, found by a search for duplicates."""
    mail = f"{uuid.uuid4().hex[:10]}@hostile.example.com"
    one, other = (admin("res.partner", "create", {"name": "Ona Dvynė", "email": mail}) for _ in range(2))
    admin("crm.duplicate.run", "start")
    _model, cron = admin("ir.model.data", "check_object_reference", "crm_customer360", "ir_cron_duplicate_search")
    admin("ir.cron", "method_direct_trigger", [cron])
    return one, other


def pair_of(steward: Session, twins: tuple[int, int]) -> int:
    [found] = steward("crm.duplicate", "search", [["partner_id", "in", twins], ["other_id", "in", twins]])
    return int(found)
