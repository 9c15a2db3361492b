"""The one statement that makes the memberships of a segment equal to what its rule says now.

``judged`` selects ``partner_id``, ``held`` (a bit for each condition) and ``matches`` for everybody the rule is asked
about. Who matches and has no open membership enters; an open membership of somebody who does not match, or whom the
rule is not asked about any more, is closed. Nothing else is touched, so a second run changes nothing. Why it was so
stands once for each pattern of conditions, not once a member.

Parameters: ``judged`` (SQL), ``segment``, ``company``, ``now``, ``digest`` and ``rule`` (JSON); it returns
(entered, left, members).
"""

REFRESH = """
WITH judged AS MATERIALIZED (%(judged)s),
     open AS MATERIALIZED (
        SELECT id, partner_id FROM crm_segment_member WHERE segment_id = %(segment)s AND left_at IS NULL
     ),
     entering AS (
        SELECT j.partner_id, j.held FROM judged j
         WHERE j.matches AND NOT EXISTS (SELECT FROM open o WHERE o.partner_id = j.partner_id)
     ),
     leaving AS (
        SELECT o.id, coalesce(j.held, '-') AS held
          FROM open o LEFT JOIN judged j ON j.partner_id = o.partner_id
         WHERE j.matches IS NOT TRUE
     ),
     made AS (
        INSERT INTO crm_segment_reason (segment_id, company_id, digest, held, entering, rule)
        SELECT %(segment)s, %(company)s, %(digest)s, needed.held, needed.entering, %(rule)s::jsonb
          FROM (SELECT held, TRUE AS entering FROM entering UNION SELECT held, FALSE FROM leaving) needed
        ON CONFLICT DO NOTHING
        RETURNING id, held, entering
     ),
     reason AS (
        SELECT id, held, entering FROM crm_segment_reason WHERE segment_id = %(segment)s AND digest = %(digest)s
        UNION ALL SELECT id, held, entering FROM made
     ),
     entered AS (
        INSERT INTO crm_segment_member (segment_id, company_id, partner_id, entered_at, entry_reason_id)
        SELECT %(segment)s, %(company)s, e.partner_id, %(now)s, r.id
          FROM entering e JOIN reason r ON r.entering AND r.held = e.held
        RETURNING partner_id
     ),
     gone AS (
        UPDATE crm_segment_member m SET left_at = %(now)s, exit_reason_id = r.id
          FROM leaving l JOIN reason r ON NOT r.entering AND r.held = l.held
         WHERE m.id = l.id
        RETURNING m.id
     )
SELECT (SELECT count(*) FROM entered), (SELECT count(*) FROM gone), (SELECT count(*) FROM judged WHERE matches)
"""
