"""The SQL of the checks: what is fetched and written for a few thousand contacts at once.

Rows that are right already are left out before the insert, not in its conflict clause: each row proposed to an insert
takes a number from the sequence, and nightly passes over all customers would use up the ids.
"""

#: Customers and their contacts in use: no colleagues, none of the own companies. How many other customers have the same
#: address or number is asked through the indexes of "Find the caller".
FACTS = """
    WITH chosen AS MATERIALIZED (
        SELECT p.* FROM res_partner p
         WHERE p.id = ANY(%(ids)s) AND p.active AND p.partner_share
           AND NOT EXISTS (SELECT FROM res_company o WHERE o.partner_id = p.id)
    ), emails AS (
        SELECT o.email_normalized AS value, count(DISTINCT o.commercial_partner_id) - 1 AS uses
          FROM (SELECT DISTINCT email_normalized FROM chosen WHERE email_normalized IS NOT NULL) c
          JOIN res_partner o ON o.email_normalized = c.email_normalized AND o.active
         GROUP BY 1
    ), phones AS (
        SELECT o.phone_sanitized AS value, count(DISTINCT o.commercial_partner_id) - 1 AS uses
          FROM (SELECT DISTINCT phone_sanitized FROM chosen WHERE phone_sanitized IS NOT NULL) c
          JOIN res_partner o ON o.phone_sanitized = c.phone_sanitized AND o.active
         GROUP BY 1
    )
    SELECT p.id, p.is_company, p.parent_id, p.type, p.company_id, c.code AS country,
           coalesce(e.uses, 0) AS email_uses, coalesce(t.uses, 0) AS phone_uses, %(columns)s
      FROM chosen p
      LEFT JOIN res_country c ON c.id = p.country_id
      LEFT JOIN emails e ON e.value = p.email_normalized
      LEFT JOIN phones t ON t.value = p.phone_sanitized
"""
ACCEPTED = """
    SELECT f.partner_id, c.code, f.digest FROM crm_quality_finding f JOIN crm_quality_check c ON c.id = f.check_id
     WHERE f.partner_id = ANY(%s) AND f.state = 'accepted'
"""
_WANT = """
    SELECT * FROM unnest(%(partners)s::integer[], %(checks)s::integer[], %(reasons)s::varchar[], %(details)s::jsonb[],
                         %(accepted)s::boolean[]) AS w(partner_id, check_id, reason, details, accepted)
"""
#: Of who is no customer any more, and of checks that are off everywhere.
FINDINGS_GONE = """
    DELETE FROM crm_quality_finding
     WHERE partner_id = ANY(%(ids)s)
       AND (partner_id <> ALL(%(checked)s::integer[]) OR check_id <> ALL(%(active)s::integer[]))
"""
FINDINGS_MENDED = f"""
    WITH want AS ({_WANT})
    UPDATE crm_quality_finding t
       SET state = 'mended', since = %(now)s, digest = NULL, note = NULL, accepted_by_id = NULL, accepted_on = NULL
     WHERE t.partner_id = ANY(%(checked)s::integer[]) AND t.state <> 'mended'
       AND NOT EXISTS (SELECT FROM want w WHERE w.partner_id = t.partner_id AND w.check_id = t.check_id)
"""
#: What was accepted stays so while its values do; its sentence may change (how many others have the same).
FINDINGS_PUT = f"""
    WITH want AS ({_WANT})
    INSERT INTO crm_quality_finding AS t (partner_id, check_id, reason, details, state, since)
    SELECT w.partner_id, w.check_id, w.reason, w.details,
           CASE WHEN w.accepted THEN 'accepted' ELSE 'open' END, %(now)s
      FROM want w
     WHERE NOT EXISTS (
           SELECT FROM crm_quality_finding s
            WHERE s.partner_id = w.partner_id AND s.check_id = w.check_id AND s.reason = w.reason
              AND s.details = w.details AND s.state = CASE WHEN w.accepted THEN 'accepted' ELSE 'open' END)
    ON CONFLICT (partner_id, check_id) DO UPDATE
       SET reason = EXCLUDED.reason, details = EXCLUDED.details, state = EXCLUDED.state,
           since = CASE WHEN t.state = EXCLUDED.state THEN t.since ELSE EXCLUDED.since END,
           digest = CASE WHEN EXCLUDED.state = 'accepted' THEN t.digest END,
           note = CASE WHEN EXCLUDED.state = 'accepted' THEN t.note END,
           accepted_by_id = CASE WHEN EXCLUDED.state = 'accepted' THEN t.accepted_by_id END,
           accepted_on = CASE WHEN EXCLUDED.state = 'accepted' THEN t.accepted_on END
"""
_SCORES = """
    SELECT * FROM unnest(%(partners)s::integer[], %(companies)s::integer[], %(scores)s::integer[],
                         %(completeness)s::integer[], %(validity)s::integer[], %(failing)s::integer[])
               AS w(partner_id, company_id, score, completeness, validity, failing)
"""
SCORES_GONE = f"""
    WITH want AS ({_SCORES})
    DELETE FROM crm_quality_score t
     WHERE t.partner_id = ANY(%(ids)s)
       AND NOT EXISTS (SELECT FROM want w
                        WHERE w.partner_id = t.partner_id AND w.company_id IS NOT DISTINCT FROM t.company_id)
"""
SCORES_PUT = f"""
    WITH want AS ({_SCORES})
    INSERT INTO crm_quality_score (partner_id, company_id, score, completeness, validity, failing, date)
    SELECT w.*, %(now)s FROM want w
     WHERE NOT EXISTS (
           SELECT FROM crm_quality_score s
            WHERE s.partner_id = w.partner_id AND s.company_id IS NOT DISTINCT FROM w.company_id
              AND (s.score, s.completeness, s.validity, s.failing) = (w.score, w.completeness, w.validity, w.failing))
    ON CONFLICT (partner_id, (COALESCE(company_id, 0))) DO UPDATE
       SET score = EXCLUDED.score, completeness = EXCLUDED.completeness, validity = EXCLUDED.validity,
           failing = EXCLUDED.failing, date = EXCLUDED.date
"""
#: What a contact's score is for a reader: the one by the weights of the company they work in, else the general one.
FIGURE = """
    SELECT {figure} FROM crm_quality_score s
     WHERE s.partner_id = %s AND (s.company_id IS NULL OR s.company_id = ANY(%s))
     ORDER BY s.company_id IS DISTINCT FROM %s, s.company_id NULLS FIRST LIMIT 1
"""
