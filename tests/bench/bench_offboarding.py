"""Candidates for parting among many customers: each rule's one pass, beside a plain statement over the same rows."""

from __future__ import annotations

import datetime as dt
import random
import uuid
from collections.abc import Mapping
from typing import Any

from bench_report import Line
from bench_world import Clock, Took, environment, ratio, shown

CUSTOMERS = 100_000
#: One customer in so many complains again and again, is silent for years, or brings a loss.
ONE_IN = 20
#: Times the plain statement.
SLOWER = 4.0
#: Candidates whose evidence is found again.
SAMPLE = 100
#: In UTC, as the database has it.
AS_OF = dt.datetime(2025, 12, 31, 12)  # noqa: DTZ001
PARTNERS = """
    WITH made AS (
        INSERT INTO res_partner (name, complete_name, active, is_company, type, autopost_bills, create_date, write_date)
        SELECT 'Parting ' || %(run)s || ' ' || n, 'Parting ' || n, TRUE, TRUE, 'contact', 'ask', now(), now()
          FROM generate_series(1, %(customers)s) n RETURNING id
    ) SELECT array_agg(id ORDER BY id) FROM made
"""
#: Three complaints of each customer, two of those who complain again; the others were answered only in the end.
TOUCHES = """
    INSERT INTO crm_touchpoint (source, key_id, event, partner_id, commercial_partner_id, date, rank, all_day, channel,
                                direction, nature, title, company_id, sensitivity, res_model, res_id)
    SELECT 'bench', p.at * 10 + n, CASE WHEN n %% 2 = 0 THEN 'complained' ELSE 'answered' END, p.id, p.id,
           timestamp '2025-03-01' + (p.at %% 90) * interval '1 day'
           + CASE WHEN p.at %% %(one_in)s = 0 OR n %% 2 = 0 THEN n ELSE n + 100 END * interval '1 day',
           0, FALSE, 'call', CASE WHEN n %% 2 = 0 THEN 'in' ELSE 'out' END,
           CASE WHEN n %% 2 = 0 THEN 'complaint' ELSE 'information' END, 'Bench', %(company)s, 'normal',
           'res.partner', p.id
      FROM unnest(%(ids)s) WITH ORDINALITY p(id, at) CROSS JOIN generate_series(0, 5) n
"""
ORDERS = """
    INSERT INTO sale_order (company_id, partner_id, partner_invoice_id, partner_shipping_id, name, date_order, state,
                            picking_policy)
    SELECT %(company)s, p.id, p.id, p.id, 'B' || p.at || '-' || n,
           CASE WHEN p.at %% %(one_in)s = 1 THEN timestamp '2020-01-01' ELSE timestamp '2025-01-01' END
           + n * interval '20 days', 'sale', 'direct'
      FROM unnest(%(ids)s) WITH ORDINALITY p(id, at) CROSS JOIN generate_series(1, 3) n
"""
#: Those who are silent have neither complained.
SILENT = (
    "DELETE FROM crm_touchpoint t USING unnest(%(ids)s) WITH ORDINALITY p(id, at)"
    " WHERE t.partner_id = p.id AND p.at %% %(one_in)s = 1"
)
FACTS = """
    INSERT INTO crm_profit_fact (run_id, company_id, customer_id, month, kind, amount, items)
    SELECT %(score)s, %(company)s, p.id, date '2025-01-01' + n * interval '1 month', k.kind,
           CASE WHEN k.kind = 'revenue' THEN 100 WHEN p.at %% %(one_in)s = 2 THEN -130 ELSE -30 END, 5
      FROM unnest(%(ids)s) WITH ORDINALITY p(id, at) CROSS JOIN generate_series(1, 6) n
     CROSS JOIN (VALUES ('revenue'), ('service')) k(kind)
"""
#: What a rule cannot do without: every row of the period looked at once, added up by customer.
PLAIN = {
    "complaints": """
        SELECT commercial_partner_id, count(*) FILTER (WHERE nature = 'complaint'), max(date) FROM crm_touchpoint
         WHERE (company_id IS NULL OR company_id = %(company)s) AND date > %(since)s AND date <= %(as_of)s
           AND (nature = 'complaint' OR direction = 'out') GROUP BY 1""",
    "dormant": """
        SELECT partner, max(date) FROM (
            SELECT commercial_partner_id AS partner, date FROM crm_touchpoint
             WHERE (company_id IS NULL OR company_id = %(company)s) AND date <= %(as_of)s
             UNION ALL
            SELECT c.commercial_partner_id, o.date_order FROM sale_order o JOIN res_partner c ON c.id = o.partner_id
             WHERE o.state = 'sale' AND o.company_id = %(company)s AND o.date_order <= %(as_of)s
             UNION ALL
            SELECT commercial_partner_id, date FROM account_move
             WHERE state = 'posted' AND company_id = %(company)s AND date <= %(as_of)s
               AND move_type IN ('out_invoice', 'out_refund', 'out_receipt')
        ) seen GROUP BY 1""",
    "profit": """
        SELECT customer_id, sum(amount) FROM crm_profit_fact
         WHERE run_id = %(score)s AND month >= %(since)s AND month < %(as_of)s GROUP BY 1""",
}
RULES: Mapping[str, Mapping[str, int]] = {
    "complaints": {"months": 12, "minimum": 2},
    "dormant": {"months": 36},
    "profit": {"months": 12, "minimum": 10},
}


def measure(database: str, customers: int = CUSTOMERS) -> list[Line]:
    """Plant dealings, run each rule over all customers, and find the evidence of a sample again; nothing is kept."""
    clock = Clock(database)
    with environment(database) as env:
        values = _planted(env, customers)
        lines = []
        for kind, numbers in RULES.items():
            plain, whole, found = _found(env, clock, kind, numbers, values)
            what = f"candidates by {kind} among {customers:,} customers, {found:,} found"
            compared = f"plain statement: {shown([plain])}"
            lines.append(Line(what, shown([whole]), compared, ratio([whole], [plain]), SLOWER))
        env.cr.rollback()
    return lines


def _planted(env: Any, customers: int) -> dict[str, Any]:
    company = env["res.company"].create({"name": f"Parting of the Bench {uuid.uuid4()}"})
    score = env["crm.score.run"].create({"company_id": company.id, "as_of": AS_OF.date(), "state": "done"})
    env.flush_all()
    env.cr.execute("UPDATE crm_score_run SET current = TRUE WHERE id = %s", [score.id])
    values = {"run": uuid.uuid4().hex[:8], "customers": customers, "company": company.id, "one_in": ONE_IN}
    env.cr.execute(PARTNERS, values)
    [values["ids"]] = env.cr.fetchone()
    values |= {"score": score.id, "as_of": AS_OF}
    env.cr.execute("UPDATE res_partner SET commercial_partner_id = id WHERE id = ANY(%(ids)s)", values)
    for statement in (TOUCHES, SILENT, ORDERS, FACTS):
        env.cr.execute(statement, values)
    env.cr.execute("ANALYZE res_partner, crm_touchpoint, sale_order, crm_profit_fact")
    env.invalidate_all()
    return values


def _found(
    env: Any, clock: Clock, kind: str, numbers: Mapping[str, int], values: dict[str, Any]
) -> tuple[Took, Took, int]:
    company = env["res.company"].browse(values["company"])
    rule = env["crm.offboarding.rule"].create({"name": kind, "kind": kind, "company_id": company.id, **numbers})
    env.flush_all()
    asked = {**values, "since": AS_OF - dt.timedelta(days=30 * numbers["months"])}
    plain = clock.timed(lambda: (env.cr.execute(PLAIN[kind], asked), env.cr.fetchall()))
    whole = clock.timed(lambda: rule._find(company, AS_OF))
    planted = set(values["ids"])
    everyone = env["crm.offboarding.candidate"].search([("rule_id", "=", rule.id)])
    candidates = everyone.filtered(lambda one: one.partner_id.id in planted)
    expected = len(planted) // ONE_IN
    if len(candidates) != expected:
        raise SystemExit(f"Partings: {len(candidates)} candidates by {kind}, {expected} expected.")
    for one in random.Random(1).sample(list(candidates), min(SAMPLE, len(candidates))):
        if rule._again(one.evidence) != one.evidence:
            raise SystemExit(f"Partings: the evidence against {one.partner_id.id} by {kind} is not found again.")
    return plain, whole, len(candidates)
