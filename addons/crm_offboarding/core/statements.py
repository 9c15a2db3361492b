"""Each kind of rule as one statement over all customers of a company: ``(partner, evidence)`` rows.

Parameters: ``company``, ``since`` and ``as_of`` (moments in UTC), ``minimum``, ``named`` (records to name), ``partner``
(one customer, or NULL for all). A customer with a standing case is left out of a pass, not of a look at one.
"""

#: Customers whom a pass may find.
MAY = """
    p.commercial_partner_id = p.id AND (p.company_id IS NULL OR p.company_id = %(company)s)
    AND NOT EXISTS (SELECT FROM res_company own WHERE own.partner_id = p.id)
    AND NOT EXISTS (SELECT FROM res_users u WHERE u.partner_id = p.id AND NOT u.share)
    AND (p.id = %(partner)s OR (%(partner)s::int IS NULL AND p.active AND p.id NOT IN (
        SELECT k.partner_id FROM crm_offboarding_case k WHERE k.company_id = %(company)s
        AND k.state NOT IN ('dismissed', 'retained', 'reopened'))))
"""
#: Touchpoints of the period.
_OF_PERIOD = """(t.company_id IS NULL OR t.company_id = %(company)s) AND t.date > %(since)s AND t.date <= %(as_of)s
       AND (%(partner)s::int IS NULL OR t.commercial_partner_id = %(partner)s)"""
_COMPLAINT = "(t.nature IS NOT DISTINCT FROM 'complaint' AND t.direction IS DISTINCT FROM 'out')"

STATEMENTS = {
    # A remedy has failed where a customer who had been answered complains again: where, in the order of time, what
    # stands before a complaint is an answer; but for answers before the first complaint. One event of several contacts
    # of a customer is one.
    "complaints": f"""
WITH told AS (
    SELECT t.commercial_partner_id AS partner, t.date, t.source, t.key_id, t.event,
           {_COMPLAINT} AS complaint
      FROM crm_touchpoint t
     WHERE {_OF_PERIOD} AND (t.nature = 'complaint' OR t.direction = 'out')
       -- Few complain again after an answer at all: of the others nothing is put in order.
       AND t.commercial_partner_id IN (
           SELECT t.commercial_partner_id FROM crm_touchpoint t
            WHERE {_OF_PERIOD} AND (t.nature = 'complaint' OR t.direction = 'out')
            GROUP BY 1 HAVING count(*) FILTER (WHERE {_COMPLAINT}) > %(minimum)s
               AND max(t.date) FILTER (WHERE {_COMPLAINT}) >= min(t.date) FILTER (WHERE NOT {_COMPLAINT}))
), ordered AS (
    SELECT partner, complaint, lag(complaint) OVER told AS before,
           (source, key_id, event) IS NOT DISTINCT FROM (lag(source) OVER told, lag(key_id) OVER told,
                                                         lag(event) OVER told) AS same
      FROM told WINDOW told AS (PARTITION BY partner ORDER BY date, source, key_id, event)
), counted AS (
    SELECT partner, count(*) FILTER (WHERE complaint AND NOT same) AS complaints,
           count(*) FILTER (WHERE complaint AND NOT same AND NOT before)
           - count(*) FILTER (WHERE before IS NULL AND NOT complaint) AS failed
      FROM ordered GROUP BY partner
)
SELECT n.partner, jsonb_build_object(
           'complaints', n.complaints, 'failed', n.failed,
           'records', (
               SELECT jsonb_agg(jsonb_build_array(r.source, r.key_id)
                                ORDER BY r.date DESC, r.source DESC, r.key_id DESC, r.event DESC)
                 FROM (SELECT DISTINCT t.date, t.source, t.key_id, t.event FROM crm_touchpoint t
                        WHERE t.commercial_partner_id = n.partner AND {_OF_PERIOD}
                          AND {_COMPLAINT}
                        ORDER BY t.date DESC, t.source DESC, t.key_id DESC, t.event DESC LIMIT %(named)s) r))
  FROM counted n JOIN res_partner p ON p.id = n.partner
 WHERE n.complaints > 0 AND n.failed >= %(minimum)s AND {MAY}
 ORDER BY n.partner""",
    # Dealt with once, and neither contact, order nor invoice for so long.
    "dormant": f"""
WITH dealt AS (
    SELECT t.commercial_partner_id AS partner, max(t.date) AS touched, NULL::timestamp AS billed,
           NULL::timestamp AS ordered
      FROM crm_touchpoint t
     WHERE (t.company_id IS NULL OR t.company_id = %(company)s) AND t.date <= %(as_of)s
       AND (%(partner)s::int IS NULL OR t.commercial_partner_id = %(partner)s) GROUP BY 1
     UNION ALL
    SELECT m.commercial_partner_id, NULL, max(m.date)::timestamp, NULL FROM account_move m
     WHERE m.state = 'posted' AND m.company_id = %(company)s AND m.date <= %(as_of)s::date
       AND m.move_type IN ('out_invoice', 'out_refund', 'out_receipt')
       AND (%(partner)s::int IS NULL OR m.commercial_partner_id = %(partner)s) GROUP BY 1
     UNION ALL
    SELECT c.commercial_partner_id, NULL, NULL, max(o.date_order) FROM sale_order o
      JOIN res_partner c ON c.id = o.partner_id
     WHERE o.state = 'sale' AND o.company_id = %(company)s AND o.date_order <= %(as_of)s
       AND (%(partner)s::int IS NULL OR c.commercial_partner_id = %(partner)s) GROUP BY 1
), silent AS (
    SELECT partner, max(touched) AS touched, max(billed) AS billed, max(ordered) AS ordered FROM dealt GROUP BY partner
    HAVING COALESCE(max(billed), max(ordered)) IS NOT NULL
       AND GREATEST(max(touched), max(billed), max(ordered)) <= %(since)s
)
SELECT p.id, jsonb_build_object(
           'last', GREATEST(s.touched, s.billed, s.ordered)::date, 'touched', s.touched::date, 'billed', s.billed::date,
           'ordered', s.ordered::date)
  FROM silent s JOIN res_partner p ON p.id = s.partner
 WHERE {MAY} ORDER BY p.id""",
}
