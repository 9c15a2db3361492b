"""Rules on what a customer leaves. Both ask for a least number of journal items: nobody is judged by a few.

Each statement gives ``(customer, evidence)`` rows from the facts of one run of the analysis, over the whole months
between ``since`` and ``as_of``.
"""

#: Name of the kind: names of its numbers with ``(least, most, default)``.
NUMBERS = {
    "profit": {"months": (3, 120, 12), "minimum": (1, 100_000, 10)},
    "service": {
        "months": (3, 120, 12),
        "minimum": (1, 100_000, 10),
        "revenue": (1, 1e12, 1_000),
        "share": (1, 1_000, 30),
    },
}

_SUMS = """
WITH sums AS (
    SELECT f.customer_id AS partner, sum(f.amount) AS profit,
           coalesce(sum(f.amount) FILTER (WHERE f.kind IN ('revenue', 'cash_discount', 'return')), 0) AS net,
           -coalesce(sum(f.amount) FILTER (WHERE f.kind = 'service'), 0) AS service,
           coalesce(sum(f.items) FILTER (WHERE f.kind <> 'service'), 0) AS items, count(DISTINCT f.month) AS months
      FROM crm_profit_fact f
     WHERE f.run_id = %(run)s AND f.company_id = %(company)s AND f.customer_id IS NOT NULL
       AND f.month >= date_trunc('month', %(since)s) AND f.month < date_trunc('month', %(as_of)s)
       AND (%(partner)s::int IS NULL OR f.customer_id = %(partner)s)
     GROUP BY f.customer_id
)
SELECT s.partner, jsonb_build_object(
           'run', %(run)s, 'profit', round(s.profit, 2), 'net', round(s.net, 2), 'service', round(s.service, 2),
           'items', s.items, 'months', s.months)
  FROM sums s JOIN res_partner p ON p.id = s.partner
 WHERE s.items >= %(minimum)s AND {condition} AND {may}
 ORDER BY s.partner
"""
#: Condition on the sums by kind.
CONDITIONS = {
    "profit": "s.profit < 0",
    "service": "s.net <= %(revenue)s AND s.net > 0 AND s.service * 100 > s.net * %(share)s",
}


def statement(kind: str, may: str) -> str:
    """The statement of a kind.

    :param kind: a key of :data:`CONDITIONS`
    :param may: condition on the customers whom a pass may find

    >>> "s.profit < 0 AND p.active" in statement("profit", "p.active")
    True
    """
    return _SUMS.replace("{condition}", CONDITIONS[kind]).replace("{may}", may)
