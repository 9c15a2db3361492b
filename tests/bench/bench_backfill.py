"""The back-fill as the scheduled job does it, against one raw INSERT … SELECT of the same rows into the same table."""

from __future__ import annotations

import statistics
from typing import Any

from bench_report import Line
from bench_world import Clock, environment

SOURCES = ("mail.message", "account.move")
TARGET = 2.0
COLUMNS = (
    "source, key_id, event, partner_id, commercial_partner_id, date, rank, all_day, channel, direction, nature, title,"
    " amount, currency_id, user_id, company_id, sensitivity, res_model, res_id"
)
# Written by hand for the planted records, without anything a repair needs; the two tables must come out equal.
MESSAGES = f"""
    INSERT INTO crm_touchpoint ({COLUMNS})
    WITH taking_part AS (
        SELECT mail_message_id, partner_id, min(rank) AS rank
          FROM (SELECT id AS mail_message_id, author_id AS partner_id, 0 AS rank FROM mail_message
                UNION ALL SELECT mail_message_id, res_partner_id, 1 FROM mail_message_res_partner_rel
                UNION ALL SELECT mail_message_id, res_partner_id, 2 FROM mail_notification
                UNION ALL SELECT id, res_id, 3 FROM mail_message WHERE model = 'res.partner'
                UNION ALL SELECT m.id, so.partner_id, 3 FROM mail_message m JOIN sale_order so ON so.id = m.res_id
                                                       WHERE m.model = 'sale.order') p
         GROUP BY mail_message_id, partner_id
    )
    SELECT 'mail.message', m.id, CASE m.message_type WHEN 'email' THEN 'received' ELSE 'sent' END, p.id,
           p.commercial_partner_id, m.date, w.rank, FALSE, 'email',
           CASE m.message_type WHEN 'email' THEN 'in' ELSE 'out' END, 'information', left(m.subject, 160), NULL, NULL,
           u.id, coalesce(so.company_id, d.company_id), 'normal', 'mail.message', m.id
      FROM mail_message m
      JOIN taking_part w ON w.mail_message_id = m.id
      JOIN res_partner p ON p.id = w.partner_id AND p.partner_share
      LEFT JOIN res_users u ON u.partner_id = m.author_id AND NOT u.share
      LEFT JOIN sale_order so ON m.model = 'sale.order' AND so.id = m.res_id
      LEFT JOIN res_partner d ON m.model = 'res.partner' AND d.id = m.res_id
     WHERE m.subject LIKE 'Subject %'
"""
INVOICES = f"""
    INSERT INTO crm_touchpoint ({COLUMNS})
    SELECT 'account.move', am.id, 'invoice', am.partner_id, p.commercial_partner_id,
           am.invoice_date + time '12:00', 0, TRUE, 'invoice', 'out', 'transaction', am.name, am.amount_total,
           am.currency_id, am.invoice_user_id, am.company_id, 'normal', 'account.move', am.id
      FROM account_move am
      JOIN res_partner p ON p.id = am.partner_id
     WHERE am.name LIKE 'PLANTED/%'
"""
PLANTED = "title LIKE 'Subject %' OR title LIKE 'PLANTED/%'"


def measure(database: str, rounds: int = 2) -> Line:
    """Seconds of both ways over an empty table, in turn.

    :raise SystemExit: they do not give the same rows
    """
    clock = Clock(database)
    raw, ours = [], []
    for _round in range(rounds):
        _empty(database)
        raw.append(clock.timed(lambda: _raw(database)).wall)
        _remember(database)
        _empty(database)
        ours.append(clock.timed(lambda: _pieces(database)).wall)
        rows = _compare(database)
    return Line(
        f"back-fill of {rows:,} touchpoints",
        f"{statistics.median(ours):.1f} s, {rows / statistics.median(ours):,.0f} rows/s",
        f"{statistics.median(raw):.1f} s as one INSERT … SELECT",
        statistics.median(ours) / statistics.median(raw),
        TARGET,
    )


def vacuum(database: str, *tables: str) -> None:
    """Statistics and visibility as the server's own upkeep gives them a little later."""
    with environment(database) as env:
        env.cr.commit()
        connection = env.cr.connection
        connection.autocommit = True
        try:
            for table in tables:
                env.cr.execute(f'VACUUM ANALYZE "{table}"')
        finally:
            connection.autocommit = False


def _empty(database: str) -> None:
    with environment(database) as env:
        env.cr.execute("TRUNCATE crm_touchpoint")
        env["crm.touchpoint.source"].search([("name", "in", SOURCES)])._restart()


def _raw(database: str) -> None:
    with environment(database) as env:
        env.cr.execute(MESSAGES)
        env.cr.execute(INVOICES)


def _pieces(database: str) -> None:
    """What the scheduled job does with two sources: a transaction a piece, progress written down each time."""
    from odoo.addons.crm_customer360.models.crm_touchpoint_repair import CHUNK

    with environment(database) as env:
        sources: Any = env["crm.touchpoint.source"].search([("name", "in", SOURCES)])
        while due := sources.filtered(lambda source: source._is_due()):
            due.sorted("size")[0]._run_piece(CHUNK)
            env.cr.commit()


def _remember(database: str) -> None:
    with environment(database) as env:
        env.cr.execute("DROP TABLE IF EXISTS bench_raw")
        env.cr.execute(f"CREATE TABLE bench_raw AS SELECT {COLUMNS} FROM crm_touchpoint")


def _compare(database: str) -> int:
    with environment(database) as env:
        env.cr.execute("SELECT count(*) FROM bench_raw")
        rows: int = env.cr.fetchone()[0]
        ours = f"SELECT {COLUMNS} FROM crm_touchpoint WHERE {PLANTED}"
        raw = f"SELECT {COLUMNS} FROM bench_raw"
        env.cr.execute(f"SELECT count(*) FROM (({ours} EXCEPT {raw}) UNION ALL ({raw} EXCEPT {ours})) x")
        if different := env.cr.fetchone()[0]:
            raise SystemExit(f"The back-fill and the statement written by hand differ in {different} rows.")
        env.cr.execute("DROP TABLE bench_raw")
    return rows
