import json
from dataclasses import asdict

from odoo import api, models
from odoo.fields import Datetime

from ...core.duplicate.facts import Facts
from ...core.duplicate.groups import components
from ...core.duplicate.keys import ENOUGH, MOST, VERSION, WEIGHTS, keys_of
from ...core.duplicate.score import judge, worth_a_look

#: How many bits more it takes for a pair that somebody set apart to come back: 64 times as likely as then.
RETURN_BITS = 6.0
#: Customers compared: contacts in use that have a name, but for colleagues, our own companies and mere addresses.
CUSTOMERS = """
    SELECT r.id, r.name, r.email_normalized, r.phone, r.phone_sanitized, r.vat, r.company_registry, r.website,
           r.street, r.zip, r.city, r.is_company, r.commercial_partner_id = r.id AS own,
           r.commercial_partner_id, r.parent_id, r.company_id
      FROM res_partner r
     WHERE r.active AND r.partner_share AND coalesce(r.type, 'contact') = 'contact' AND r.name <> ''
       AND NOT EXISTS (SELECT FROM res_company c WHERE c.partner_id = r.id)
"""
#: Changes with everything that is compared, and with the keys themselves.
DIGEST = f"""
    hashtextextended(ROW({VERSION}, c.name, c.email_normalized, c.phone, c.phone_sanitized, c.vat, c.company_registry,
                         c.website, c.street, c.zip, c.city, c.is_company, c.own, c.commercial_partner_id,
                         c.parent_id, c.company_id)::text, 0)
"""
_WEIGHTS = " ".join(f"WHEN '{kind}' THEN {weight}" for kind, weight in WEIGHTS.items())
#: The weight of a kind of key; to be formatted with the column.
WEIGHT = f"CASE {{}} {_WEIGHTS} END"
#: Columns of :data:`CUSTOMERS` and of the facts made of them.
FACTS = f"""
    SELECT c.id, c.name, c.is_company, coalesce(c.email_normalized, ''), coalesce(c.phone_sanitized, c.phone, ''),
           CASE WHEN c.own THEN coalesce(c.vat, '') ELSE '' END,
           CASE WHEN c.own THEN coalesce(c.company_registry, '') ELSE '' END,
           CASE WHEN c.own THEN coalesce(c.website, '') ELSE '' END,
           CASE WHEN c.own THEN coalesce(c.street, '') ELSE '' END,
           CASE WHEN c.own THEN coalesce(c.zip, '') ELSE '' END,
           CASE WHEN c.own THEN coalesce(c.city, '') ELSE '' END,
           CASE WHEN c.own THEN 0 ELSE c.commercial_partner_id END
      FROM ({CUSTOMERS}) c WHERE c.id = ANY(%(ids)s)
"""
#: Forgets who is no customer any more.
GONE = f"""
    DELETE FROM crm_duplicate_state s
     WHERE NOT EXISTS (SELECT FROM ({CUSTOMERS}) c WHERE c.id = s.partner_id) RETURNING s.partner_id
"""


class CrmDuplicateEngine(models.AbstractModel):
    """The steps of a search for duplicates: each a few statements over many customers, each can be done again."""

    _name = "crm.duplicate.engine"
    _description = "Search for Duplicates"

    # ------------------------------------------------------------------
    # Keys
    # ------------------------------------------------------------------

    @api.model
    def _forget_gone(self):
        """Forget customers that are archived or no customers any more; what was decided about them stays."""
        # The columns read below are stored.
        self.env.flush_all()
        self.env.cr.execute(GONE)
        ids = [id_ for (id_,) in self.env.cr.fetchall()]
        # Deleted customers took their state along.
        self.env.cr.execute(
            "DELETE FROM crm_duplicate_key k"
            " WHERE NOT EXISTS (SELECT FROM crm_duplicate_state s WHERE s.partner_id = k.partner_id)"
        )
        self.env.cr.execute(
            "DELETE FROM crm_duplicate WHERE state = 'new' AND (partner_id = ANY(%(ids)s) OR other_id = ANY(%(ids)s))",
            {"ids": ids},
        )
        return len(ids)

    @api.model
    def _outdated(self, limit=None):
        """``[(partner id, digest)]`` of customers that are new or have changed since their keys were made."""
        self.env.cr.execute(
            f"SELECT c.id, {DIGEST} FROM ({CUSTOMERS}) c LEFT JOIN crm_duplicate_state s ON s.partner_id = c.id"
            f" WHERE s.digest IS DISTINCT FROM {DIGEST} ORDER BY c.id LIMIT %s",
            [limit],
        )
        return self.env.cr.fetchall()

    @api.model
    def _make_keys(self, limit):
        """Make the keys of the next outdated customers anew and have them wait for comparison; returns how many."""
        rows = self._outdated(limit)
        params = {"ids": [row[0] for row in rows], "digests": [row[1] for row in rows]}
        if not rows:
            return 0
        self.env.cr.execute("DELETE FROM crm_duplicate_key WHERE partner_id = ANY(%(ids)s)", params)
        relation = f"(SELECT * FROM ({CUSTOMERS}) c WHERE c.id = ANY(%(ids)s))"
        self.env.cr.execute(
            f"INSERT INTO crm_duplicate_key (partner_id, kind, key, common)"
            f" SELECT partner_id, kind, key, FALSE FROM ({keys_of(relation)}) k",
            params,
        )
        self.env.cr.execute(
            """
            INSERT INTO crm_duplicate_state (partner_id, digest, waiting)
            SELECT id, digest, TRUE FROM unnest(%(ids)s, %(digests)s::bigint[]) AS d(id, digest)
                ON CONFLICT (partner_id) DO UPDATE SET digest = excluded.digest, waiting = TRUE
            """,
            params,
        )
        return len(rows)

    @api.model
    def _mark_common(self):
        """Mark keys that too many share. Who stands under one that is no longer so common is compared again.

        :return: ``(keys left out, customers under them)``
        """
        self.env.cr.execute(
            """
            WITH counted AS (SELECT key, count(*) > %(most)s AS common FROM crm_duplicate_key GROUP BY key),
            changed AS (
                UPDATE crm_duplicate_key k SET common = c.common FROM counted c
                 WHERE c.key = k.key AND k.common IS DISTINCT FROM c.common
             RETURNING k.partner_id, k.common
            )
            UPDATE crm_duplicate_state s SET waiting = TRUE
             WHERE NOT s.waiting AND s.partner_id IN (SELECT partner_id FROM changed WHERE NOT common)
            """,
            {"most": MOST},
        )
        self.env.cr.execute(
            "SELECT count(DISTINCT key), count(DISTINCT partner_id) FROM crm_duplicate_key WHERE common"
        )
        return self.env.cr.fetchone()

    # ------------------------------------------------------------------
    # Pairs
    # ------------------------------------------------------------------

    @api.model
    def _waiting_count(self):
        self.env.cr.execute("SELECT count(*) FROM crm_duplicate_state WHERE waiting")
        return self.env.cr.fetchone()[0]

    @api.model
    def _wait_all(self):
        """Have everybody compared again."""
        self.env.cr.execute("UPDATE crm_duplicate_state SET waiting = TRUE WHERE NOT waiting")

    @api.model
    def _compare_piece(self, limit):
        """Compare the next waiting customers with all who share keys with them.

        :return: dictionary of counts: ``customers``, ``candidates`` (pairs compared), ``found``
        """
        self.env.cr.execute(
            "SELECT partner_id FROM crm_duplicate_state WHERE waiting ORDER BY partner_id LIMIT %s", [limit]
        )
        ids = [id_ for (id_,) in self.env.cr.fetchall()]
        if not ids:
            return {"customers": 0, "candidates": 0, "found": 0}
        pairs = self._candidates(ids)
        facts = self._facts({id_ for pair in pairs for id_ in pair})
        found = self._judged(pairs, facts)
        self._drop_stale(ids, found)
        self._keep(found)
        self.env.cr.execute("UPDATE crm_duplicate_state SET waiting = FALSE WHERE partner_id = ANY(%s)", [ids])
        self.env["crm.duplicate"].invalidate_model()
        return {"customers": len(ids), "candidates": len(pairs), "found": len(found)}

    def _candidates(self, ids):
        """Pairs of these customers that share enough keys. Of two that wait, the later one finds the pair.

        Left out: a company with its own contacts, and customers of two companies of ours.
        """
        self.env.cr.execute(
            f"""
            WITH shared AS (
                SELECT m.partner_id AS mine, o.partner_id AS other, sum({WEIGHT.format("m.kind")}) AS weight
                  FROM crm_duplicate_key m
                  JOIN crm_duplicate_key o ON o.key = m.key AND o.partner_id <> m.partner_id
                 WHERE m.partner_id = ANY(%(ids)s) AND NOT m.common
                 GROUP BY m.partner_id, o.partner_id
            )
            SELECT DISTINCT least(s.mine, s.other), greatest(s.mine, s.other)
              FROM shared s
              JOIN crm_duplicate_state w ON w.partner_id = s.other AND (s.other < s.mine OR NOT w.waiting)
              JOIN res_partner a ON a.id = s.mine
              JOIN res_partner b ON b.id = s.other
             WHERE s.weight >= {ENOUGH}
               AND (a.company_id IS NULL OR b.company_id IS NULL OR a.company_id = b.company_id)
               AND b.id NOT IN (a.commercial_partner_id, coalesce(a.parent_id, 0))
               AND a.id NOT IN (b.commercial_partner_id, coalesce(b.parent_id, 0))
            """,
            {"ids": ids},
        )
        return self.env.cr.fetchall()

    @api.model
    def _facts(self, ids):
        """What is known of customers: ``{partner id: Facts}``; of those that are compared at all."""
        self.env.cr.execute(FACTS, {"ids": list(ids)})
        return {row[0]: Facts(*row) for row in self.env.cr.fetchall()}

    def _judged(self, pairs, facts):
        """Rows for the pairs that are worth a look."""
        rows = []
        for low, high in pairs:
            if low not in facts or high not in facts or not worth_a_look(facts[low], facts[high]):
                continue
            judged = judge(facts[low], facts[high])
            rows.append(
                {
                    "partner_id": low,
                    "other_id": high,
                    "bits": judged.bits,
                    "probability": 100 * judged.probability,
                    "level": judged.level,
                    "evidence": stored_evidence(judged),
                }
            )
        return rows

    def _drop_stale(self, ids, found):
        """Take away undecided pairs of these customers that were not found again."""
        self.env.cr.execute(
            """
            DELETE FROM crm_duplicate d
             WHERE d.state = 'new' AND (d.partner_id = ANY(%(ids)s) OR d.other_id = ANY(%(ids)s))
               AND NOT EXISTS (SELECT FROM unnest(%(low)s::int[], %(high)s::int[]) AS f(low, high)
                                WHERE f.low = d.partner_id AND f.high = d.other_id)
               AND NOT EXISTS (SELECT FROM crm_duplicate_state s
                                WHERE s.waiting AND s.partner_id = d.other_id AND s.partner_id <> ALL(%(ids)s))
            """,
            {
                "ids": ids,
                "low": [row["partner_id"] for row in found],
                "high": [row["other_id"] for row in found],
            },
        )

    def _keep(self, found):
        """Write the pairs down. What somebody decided stands, unless the evidence has become much stronger."""
        if not found:
            return
        self.env.cr.execute(
            """
            INSERT INTO crm_duplicate AS d
                   (partner_id, other_id, bits, probability, level, evidence, state, returned, found_on)
            SELECT partner_id, other_id, bits, probability, level, evidence, 'new', FALSE, %(now)s
              FROM jsonb_to_recordset(%(rows)s::jsonb)
                   AS r(partner_id int, other_id int, bits float, probability float, level varchar, evidence jsonb)
             ORDER BY partner_id, other_id
                ON CONFLICT (partner_id, other_id) DO UPDATE
               SET bits = excluded.bits, probability = excluded.probability, level = excluded.level,
                   evidence = excluded.evidence,
                   returned = d.returned OR (d.state = 'apart' AND excluded.bits >= d.decided_bits + %(more)s),
                   state = CASE WHEN d.state = 'merged' OR excluded.bits >= d.decided_bits + %(more)s THEN 'new'
                                ELSE d.state END
             WHERE (d.bits, d.evidence) IS DISTINCT FROM (excluded.bits, excluded.evidence) OR d.state = 'merged'
            """,
            {"rows": json.dumps(found), "more": RETURN_BITS, "now": Datetime.now()},
        )

    # ------------------------------------------------------------------
    # Groups
    # ------------------------------------------------------------------

    @api.model
    def _number_groups(self):
        """Give the open pairs that hang together one number: the lowest customer among them."""
        self.env.cr.execute("SELECT id, partner_id, other_id FROM crm_duplicate WHERE state = 'new'")
        rows = self.env.cr.fetchall()
        numbers = components((low, high) for _id, low, high in rows)
        self.env.cr.execute(
            """
            UPDATE crm_duplicate d SET group_number = n.number
              FROM unnest(%(ids)s::int[], %(numbers)s::int[]) AS n(id, number)
             WHERE n.id = d.id AND d.group_number IS DISTINCT FROM n.number
            """,
            {"ids": [row[0] for row in rows], "numbers": [numbers[row[1]] for row in rows]},
        )
        self.env["crm.duplicate"].invalidate_model(["group_number"])


def stored_evidence(judged):
    """The evidence as it is kept: without the values, which are read where they stand and with the reader's rights."""
    return [
        {key: value for key, value in asdict(item).items() if key not in ("left", "right")} for item in judged.evidence
    ]
