"""Refreshing a segment over every customer, against the plain SQL of the same question."""

from __future__ import annotations

from typing import Any

from bench_report import Line
from bench_world import Clock, Took, environment, median, ratio, shown

#: The refresh judges everybody and writes who came, with why; the reference of the first one writes the same people
#: without judging, the others only find them.
FIRST, AGAIN, COUNT = 4.0, 4.0, 3.0
#: Seconds for giving 100,000 customers a tag and noting whom the segment gave it, and for finding that all have it.
PUSH, PUSH_AGAIN = 20.0, 1.0
#: Nothing was said for 90 days to people with a phone number: nearly all of them.
QUIET = {"kind": "contact", "comparison": "none", "period": "last", "days": 90}
DOMAIN = "[('phone', '!=', False)]"
PLAIN = """
    SELECT p.id FROM res_partner p
     WHERE p.active AND p.commercial_partner_id = p.id AND p.partner_share IS NOT FALSE AND p.phone IS NOT NULL
       AND NOT EXISTS (SELECT FROM crm_touchpoint t
                        WHERE t.commercial_partner_id = p.id AND t.sensitivity <> 'private'
                          AND t.nature NOT IN ('system', 'transaction') AND t.channel <> 'campaign'
                          AND t.date >= now() AT TIME ZONE 'UTC' - interval '90 days')
"""
WRITTEN = f"""
    INSERT INTO crm_segment_member (segment_id, company_id, partner_id, entered_at)
    SELECT %s, %s, x.id, now() AT TIME ZONE 'UTC' FROM ({PLAIN}) x
"""
ROUNDS = 3


def measure(database: str) -> list[Line]:
    """The first refresh, in which everybody enters; later ones without news; counting; and the plain question."""
    clock = Clock(database)
    first, again, counted, plain, written = [], [], [], [], []
    for _round in range(ROUNDS):
        with environment(database) as env:
            segment = _segment(env)
            env.flush_all()
            first.append(clock.timed(lambda segment=segment: segment._refresh()))
            members = segment.member_count
            env.cr.commit()
            env.cr.execute("ANALYZE crm_segment_member")
            again.append(clock.timed(lambda segment=segment: segment._refresh()))
            rule = segment._rule()
            counted.append(clock.timed(lambda env=env, rule=rule: env["crm.segment"]._count_matches(rule, env.company)))
            plain.append(clock.timed(lambda env=env: (env.cr.execute(PLAIN), env.cr.fetchall())))
            segment.unlink()
            other = _segment(env)
            env.flush_all()
            rows = (other.id, env.company.id)
            written.append(clock.timed(lambda env=env, rows=rows: env.cr.execute(WRITTEN, rows)))
            other.unlink()
    reference = f"the plain question, {shown(plain)}"
    with environment(database) as env:
        env.cr.execute("SELECT count(*) FROM res_partner WHERE active")
        asked = env.cr.fetchone()[0]
        pushes = _pushes(clock, env)
        env.cr.rollback()
    share = members / 100_000
    return [
        Line(
            f"segment: {members:,} of {asked:,} partners enter",
            shown(first),
            f"the same rows as one INSERT … SELECT, {shown(written)}",
            ratio(first, written),
            FIRST,
        ),
        Line("the same again, nobody comes or goes", shown(again), reference, ratio(again, plain), AGAIN),
        Line("how many a rule takes in, while it is written", shown(counted), reference, ratio(counted, plain), COUNT),
        Line("a refresh without news", shown(again), "3 s", median(again) / 3, 1.0),
        Line("a tag for all of them", shown(pushes[:1]), f"{PUSH * share:.0f} s", pushes[0].busy / PUSH / share, 1.0),
        Line("the same again", shown(pushes[1:]), f"{PUSH_AGAIN:.0f} s", pushes[1].busy / PUSH_AGAIN, 1.0),
    ]


def _pushes(clock: Clock, env: Any) -> list[Took]:
    """Give everybody in a new segment a tag; and once more, when all have it."""
    segment = _segment(env)
    segment._refresh()
    tag = env["res.partner.category"].create({"name": "Bench"})
    push = env["crm.segment.push"].create({"segment_id": segment.id, "kind": "tag", "target_id": tag.id})
    took = [clock.timed(push._run_noted) for _round in range(2)]
    if push.error or push.put_count != segment.member_count:
        raise SystemExit(f"Segment: {push.put_count} of {segment.member_count} have the tag. {push.error or ''}")
    return took


def _segment(env: Any) -> Any:
    values = {"name": "Bench", "domain": DOMAIN, "line_ids": [(0, 0, QUIET)], "user_id": False}
    return env["crm.segment"].create(values)
