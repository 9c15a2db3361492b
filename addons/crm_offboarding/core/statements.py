"""Each kind of rule as one statement over all customers of a company: ``(partner, evidence)`` rows.

Parameters: ``company``, ``since`` and ``as_of`` (moments in UTC), ``minimum``, ``named`` (records to name), ``partner``
(one customer, or NULL for all). A customer with a standing case is left out of a pass, not of a look at one.
"""

#: Customers whom a pass may find.
MAY = """
    p.commercial_partner_id = p.id AND (p.company_id IS NULL OR p.company_id = %(company)s)
    AND NOT EXISTS (SELECT FROM res_company own WHERE own.partner_id = p.id)
    AND NOT EXISTS (SELECT FROM res_users u WHERE u.partner_id = p.id AND NOT u.share)
    AND (p.id = %(partner)s OR (%(partner)s::int IS NULL AND p.active AND NOT EXISTS (
        SELECT FROM crm_offboarding_case k WHERE k.partner_id = p.id AND k.company_id = %(company)s
        AND k.state NOT IN ('dismissed', 'retained', 'reopened'))))
"""

STATEMENTS = {
    # A remedy has failed where a customer who had been answered complains again.
    "complaints": """
WITH told AS (
    SELECT DISTINCT ON (t.commercial_partner_id, t.source, t.key_id, t.event)
           t.commercial_partner_id AS partner, t.source, t.key_id, t.event, t.date,
           t.nature IS NOT DISTINCT FROM 'complaint' AND t.direction IS DISTINCT FROM 'out' AS complaint
      FROM crm_touchpoint t
     WHERE (t.company_id IS NULL OR t.company_id = %(company)s) AND t.date > %(since)s AND t.date <= %(as_of)s
       AND (t.nature = 'complaint' OR t.direction = 'out')
       AND (%(partner)s::int IS NULL OR t.commercial_partner_id = %(partner)s)
       -- Few complain at all: of the others nothing is put in order. A failed remedy takes one complaint more.
       AND t.commercial_partner_id IN (
           SELECT c.commercial_partner_id FROM crm_touchpoint c
            WHERE c.nature = 'complaint' AND (c.company_id IS NULL OR c.company_id = %(company)s)
              AND c.date > %(since)s AND c.date <= %(as_of)s
            GROUP BY 1 HAVING count(*) > %(minimum)s)
  ORDER BY t.commercial_partner_id, t.source, t.key_id, t.event, t.date
), numbered AS (
    SELECT *, count(*) FILTER (WHERE complaint)
           OVER (PARTITION BY partner ORDER BY date, source, key_id, event) AS number
      FROM told
), spells AS (
    SELECT partner, number, bool_or(NOT complaint) AS answered,
           (array_agg(jsonb_build_array(source, key_id) ORDER BY date) FILTER (WHERE complaint))[1] AS record,
           lead(number) OVER (PARTITION BY partner ORDER BY number) IS NOT NULL AS again
      FROM numbered WHERE number > 0 GROUP BY partner, number
)
SELECT s.partner, jsonb_build_object(
           'complaints', count(*), 'failed', count(*) FILTER (WHERE answered AND again),
           'records', to_jsonb((array_agg(record ORDER BY number DESC))[1:%(named)s]))
  FROM spells s JOIN res_partner p ON p.id = s.partner
 WHERE """
    + MAY
    + """
 GROUP BY s.partner HAVING count(*) FILTER (WHERE answered AND again) >= %(minimum)s
 ORDER BY s.partner""",
    # Dealt with once, and neither contact, order nor invoice for so long.
    "dormant": """
WITH touched AS (
    SELECT t.commercial_partner_id AS partner, max(t.date) AS last FROM crm_touchpoint t
     WHERE (t.company_id IS NULL OR t.company_id = %(company)s) AND t.date <= %(as_of)s
       AND (%(partner)s::int IS NULL OR t.commercial_partner_id = %(partner)s) GROUP BY 1
), billed AS (
    SELECT m.commercial_partner_id AS partner, max(m.date)::timestamp AS last FROM account_move m
     WHERE m.state = 'posted' AND m.company_id = %(company)s AND m.date <= %(as_of)s::date
       AND m.move_type IN ('out_invoice', 'out_refund', 'out_receipt')
       AND (%(partner)s::int IS NULL OR m.commercial_partner_id = %(partner)s) GROUP BY 1
), ordered AS (
    SELECT c.commercial_partner_id AS partner, max(o.date_order) AS last FROM sale_order o
      JOIN res_partner c ON c.id = o.partner_id
     WHERE o.state = 'sale' AND o.company_id = %(company)s AND o.date_order <= %(as_of)s
       AND (%(partner)s::int IS NULL OR c.commercial_partner_id = %(partner)s) GROUP BY 1
)
SELECT p.id, jsonb_build_object(
           'last', GREATEST(t.last, b.last, o.last)::date, 'touched', t.last::date, 'billed', b.last::date,
           'ordered', o.last::date)
  FROM res_partner p LEFT JOIN touched t ON t.partner = p.id LEFT JOIN billed b ON b.partner = p.id
  LEFT JOIN ordered o ON o.partner = p.id
 WHERE COALESCE(b.last, o.last) IS NOT NULL AND GREATEST(t.last, b.last, o.last) <= %(since)s AND """
    + MAY
    + " ORDER BY p.id",
}
