"""Who may be approached: asked for everybody at once, as SQL of other addons, and by the form of a mailing."""

from __future__ import annotations

from functools import partial
from typing import Any

from bench_backfill import vacuum
from bench_report import Line
from bench_world import Clock, environment, median, ratio, shown

PEOPLE = 100_000
ROUNDS = 3
#: Seconds for all of them, their rights included.
ALLOWED, FORM = 3.0, 5.0
#: The rules of two levels, with the people on whom nothing is on record, against the latest row of each person.
SLOWER = 4.0
PLAIN = """
    SELECT p.id FROM res_partner p
      LEFT JOIN (SELECT DISTINCT ON (partner_id) partner_id, state FROM crm_consent
                  WHERE purpose_id = %s AND channel IN ('any', 'email') AND partner_id IS NOT NULL
                  ORDER BY partner_id, date DESC, id DESC) l ON l.partner_id = p.id
     WHERE l.state IS DISTINCT FROM 'given'
"""


def measure(database: str, user: int, people: int = PEOPLE) -> list[Line]:
    """Ask as ``user`` about the customers of bench_caller, most of whom said something and half twice."""
    with environment(database) as env:
        ids, purpose = plant(env, people)
    vacuum(database, "crm_consent", "res_partner")
    clock = Clock(database)
    allowed, objectors, plain = [], [], []
    for _round in range(ROUNDS):
        with environment(database, user) as env:
            allowed.append(clock.timed(partial(env["crm.consent"].allowed, ids, "marketing", "email")))
        with environment(database) as env:
            query = env["crm.consent"]._objectors_sql("marketing", "email")
            objectors.append(clock.timed(lambda env=env, query=query: env.execute_query(query)))
            plain.append(clock.timed(lambda env=env: (env.cr.execute(PLAIN, [purpose]), env.cr.fetchall())))
    lines = [
        Line(
            f"which of {len(ids):,} people may be approached",
            shown(allowed),
            f"{ALLOWED:.0f} s",
            median(allowed) / ALLOWED,
            1.0,
        ),
        Line(
            "who must be left out, as SQL",
            shown(objectors),
            f"plain SQL {shown(plain)}",
            ratio(objectors, plain),
            SLOWER,
        ),
    ]
    return lines + _mailing(clock, database, ids)


def plant(env: Any, people: int) -> tuple[list[int], int]:
    """Nine of ten agree or object, every other one of them for e-mail besides; returns the people and the purpose."""
    purpose = env["crm.consent.purpose"].search([("code", "=", "marketing")])
    env.cr.execute("SELECT id FROM res_partner WHERE ref LIKE 'K%%' AND active ORDER BY id LIMIT %s", [people])
    ids = [id_ for (id_,) in env.cr.fetchall()]
    env.cr.execute(
        """
        INSERT INTO crm_consent (partner_id, purpose_id, channel, state, legal_basis, source, date, company_id,
                                 create_uid, write_uid, create_date, write_date)
        SELECT id, %(purpose)s, channel, CASE WHEN id %% 7 = 0 THEN 'refused' ELSE 'given' END, 'consent', 'form',
               timestamp '2024-01-01' + id %% 500 * interval '1 hour', %(company)s, 1, 1, now(), now()
          FROM unnest(%(ids)s) id, unnest(ARRAY['any', 'email']) channel
         WHERE id %% 10 > 0 AND (channel = 'any' OR id %% 2 = 0)
        """,
        {"purpose": purpose.id, "company": env.company.id, "ids": ids},
    )
    return ids, purpose.id


def _mailing(clock: Clock, database: str, ids: list[int]) -> list[Line]:
    """The form of a mailing to all of them, which tells how many are left out and why."""
    with environment(database) as env:
        if "consent_purpose_id" not in env["mailing.mailing"]._fields:
            return []
        mailing = env["mailing.mailing"].create(
            {
                "subject": "Bench",
                "mailing_model_id": env["ir.model"]._get_id("res.partner"),
                "mailing_domain": "[('ref', '=like', 'K%')]",
            }
        )
        form = ["left_out_count", "left_out_text"]
        env.flush_all()
        took = []
        for _round in range(ROUNDS):
            env.invalidate_all()
            took.append(clock.timed(partial(mailing.read, form)))
        if not 0 < mailing.left_out_count < len(ids):
            raise SystemExit(f"Consent: {mailing.left_out_count} of {len(ids)} recipients left out.")
        what = f"the form of a mailing to {len(ids):,} people, {mailing.left_out_count:,} of them left out"
        mailing.unlink()
    return [Line(what, shown(took), f"{FORM:.0f} s", median(took) / FORM, 1.0)]
