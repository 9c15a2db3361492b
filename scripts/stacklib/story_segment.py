"""Segments of the demo company: some that say something about its customers, one of them with a tag."""

from __future__ import annotations

from typing import Any

from stacklib.client import Client

ORDERS = "sale.order"
#: Name, what it is for, and its conditions; the purchases of the demo company reach back some years.
SEGMENTS: tuple[tuple[str, str, dict[str, Any]], ...] = (
    (
        "Bought last year, not this year",
        "To be called before the autumn catalogue",
        {
            "lines": [
                {"kind": ORDERS, "period": "last_year"},
                {"kind": ORDERS, "comparison": "none", "period": "this_year"},
            ]
        },
    ),
    (
        "Best customers",
        "Who bought for more than 500 in all, and more than once",
        {
            "lines": [
                {"kind": ORDERS, "comparison": "value_min", "number": 500},
                {"kind": ORDERS, "comparison": "count_min", "number": 3},
            ]
        },
    ),
    (
        "Good customers gone quiet",
        "They bought, and nobody has talked with them for a quarter",
        {
            "lines": [
                {"kind": ORDERS, "comparison": "count_min", "number": 2},
                {"kind": "contact", "comparison": "none", "period": "last", "days": 90},
            ]
        },
    ),
    (
        "Complaint within half a year",
        "With care",
        {"lines": [{"kind": "contact", "period": "last", "days": 180, "nature": "complaint"}]},
    ),
)


def tell(admin: Client, partner: int) -> None:
    """Make the segments, bring them up to date, and give the best customers a tag; ``partner`` is one of the best."""
    label = admin.call("crm.segment.tag", "create", {"name": "Sales", "color": 4})
    tag = admin.call("res.partner.category", "create", {"name": "Best customer", "color": 10})
    for name, note, rule in SEGMENTS:
        lines = [[0, 0, line] for line in rule["lines"]]
        values = {"name": name, "note": note, "line_ids": lines, "tag_ids": [[4, label]]}
        segment = int(admin.call("crm.segment", "create", values))
        if name == "Best customers":
            push = {"segment_id": segment, "kind": "tag", "target_id": tag}
            admin.call("crm.segment.push", "create", push)
        admin.call("crm.segment", "refresh", segment)
    admin.call("res.partner", "customer360", partner)
