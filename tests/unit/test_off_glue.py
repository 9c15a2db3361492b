"""Rules of the glue of partings: points, and what alternatives bring. Figures by hand."""

from __future__ import annotations

import doctest

import pytest
from crm_loyalty.core.entry import KINDS
from crm_offboarding_analytics.core import alternatives
from crm_offboarding_analytics.core.alternatives import Known, Talk, estimate
from crm_offboarding_loyalty.core import points


@pytest.mark.parametrize("module", [alternatives, points])
def test_examples(module):
    assert doctest.testmod(module).attempted > 0
    assert doctest.testmod(module).failed == 0


def test_only_what_settles_goes_on():
    """Every kind of movement of the ledger is decided on; written down by hand."""
    gained = {kind: points.verdict(kind, gains=True, by_person=True) for kind in KINDS}
    assert gained == {
        "opening": "post", "earn": "leave_out", "redeem": "refuse", "restore": "post", "clawback": "post",
        "expire": "post", "adjust": "refuse", "bonus": "refuse", "transfer": "post", "referral": "refuse",
        "extend": "post",
    }  # fmt: skip
    # A job or another customer's payment never fails because of them.
    assert {points.verdict(kind, gains=True, by_person=False) for kind in KINDS} == {"post", "leave_out"}
    assert {points.verdict(kind, gains=False, by_person=False, sold=True) for kind in KINDS} == {"post"}


@pytest.mark.parametrize(
    ("kind", "known", "amount", "keys"),
    [
        ("educate", Known(talk=[Talk("call", 10, 4, 5.0), Talk("visit", 1, 3, 40.0)]), 30.0, ["talk"]),
        ("self_service", Known(by_hand=10, levers={"web": 40.0, "edi": 50.0}), 50.0, ["edi"]),
        (
            "fewer_orders",
            Known(levers={"small_orders": 60.0, "deliveries": 20.0}),
            80.0,
            ["small_orders", "deliveries"],
        ),
        ("renegotiate", Known(profit=-100.0, net=400.0, levers={"payment": 30.0}), 100.0, ["payment", "price"]),
        ("renegotiate", Known(profit=10.0, net=400.0, levers={"payment": 30.0}), 30.0, ["payment"]),
        ("partner", Known(profit=-100.0), 100.0, ["loss"]),
    ],
)
def test_estimates(kind, known, amount, keys):
    found = estimate(kind, known)
    assert (found.amount, [part.key for part in found.parts], found.reason) == (amount, keys, "")


@pytest.mark.parametrize(
    ("kind", "known", "reason"),
    [
        ("educate", Known(talk=[Talk("call", 4, 4, 5.0)]), "no_more_talk"),
        ("educate", Known(talk=[Talk("call", 9, 4, None)]), "no_rate"),
        ("self_service", Known(levers={"web": 40.0}), "no_orders_by_hand"),
        ("self_service", Known(by_hand=3), "no_rate"),
        ("fewer_orders", Known(), "no_small_orders"),
        ("renegotiate", Known(profit=-500.0, net=400.0), "no_price"),
        ("renegotiate", Known(profit=-5.0), "no_price"),
        ("renegotiate", Known(profit=5.0, net=400.0), "good_terms"),
        ("partner", Known(profit=5.0), "no_loss"),
        ("other", Known(enough=False), "not_computed"),
        ("educate", Known(enough=False, talk=[Talk("call", 9, 4, 5.0)]), "few_invoices"),
        ("partner", None, "nothing_known"),
    ],
)
def test_reasons(kind, known, reason):
    found = estimate(kind, known)
    assert (found.amount, found.parts, found.reason) == (0.0, (), reason)
    assert reason in alternatives.REASONS
