"""Data for the measurements: records by raw SQL, as a long history in a real company has them.

``scale`` messages and half as many invoices are spread over a thousand customers. The hot customer is a company with
four contacts and 100,000 touchpoints of its own: letters on its page and on the orders of two sellers, and their
invoices. Every row is a real record, so that the rights that are checked are the real ones.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

HOT = 100_000
ORDERS = 40
CUSTOMERS = 1_000
CONTACTS = 4
#: Of the seller, for the browser.
LOGIN, PASSWORD = "bench_own", "bench-own-2026"
#: The tables that are planted.
TABLES = (
    "res_partner",
    "sale_order",
    "mail_message",
    "mail_message_res_partner_rel",
    "mail_notification",
    "account_move",
)


@dataclass(frozen=True)
class World:
    """Ids of the planted partners and users."""

    hot: int
    sparse: int
    seller: int
    administrator: int


def plant(env: Any, scale: int) -> World:
    """Plant everything; ``scale`` messages and half as many invoices besides those of the hot customers.

    :param env: environment of the superuser
    """
    company = env.company
    if not company.chart_template:
        env["account.chart.template"].try_loading("lt", company)
    seller, colleague = _user(env, "Own", LOGIN), _user(env, "Colleague", "bench_colleague")
    hot, sparse = _customer(env, "Hot"), _customer(env, "Sparse")
    customers = env["res.partner"].create(
        [
            {"name": f"Planted {n}", "email": f"planted{n}@example.com", "is_company": n % 2 == 0}
            for n in range(CUSTOMERS)
        ]
    )
    pages = [("res.partner", partner.id) for partner in customers]
    own, others = _orders(env, hot, seller), _orders(env, hot, colleague)
    lost, kept = _orders(env, sparse, colleague), _orders(env, sparse, seller)
    env.cr.flush()
    _messages(env, scale, pages, customers.ids, colleague)
    _invoices(env, scale // 2, customers.ids, colleague)
    half = [("res.partner", id_) for id_ in (hot | hot.child_ids).ids]
    _messages(env, HOT * 45 // 100, half, (hot | hot.child_ids).ids, seller)
    _messages(env, HOT * 20 // 100, [("sale.order", id_) for id_ in own], hot.child_ids.ids, seller)
    _messages(env, HOT * 15 // 100, [("sale.order", id_) for id_ in others], hot.child_ids.ids, colleague)
    _invoices(env, HOT // 10, hot.ids, seller)
    _invoices(env, HOT // 10, hot.ids, colleague)
    _messages(env, HOT * 10 // 100, [("sale.order", id_) for id_ in lost], sparse.child_ids.ids, colleague)
    _messages(env, HOT // 500, [("sale.order", id_) for id_ in kept], sparse.child_ids.ids, seller)
    return World(hot.id, sparse.id, seller.id, env.ref("base.user_admin").id)


def _user(env: Any, name: str, login: str) -> Any:
    groups = [env.ref("sales_team.group_sale_salesman").id, env.ref("base.group_user").id]
    values = {"name": name, "login": login, "email": f"{login}@example.com", "group_ids": [(6, 0, groups)]}
    return env["res.users"].create({**values, "password": PASSWORD})


def _customer(env: Any, name: str) -> Any:
    contacts = [{"name": f"{name} contact {n}", "email": f"{name}{n}@example.com"} for n in range(CONTACTS)]
    return env["res.partner"].create(
        {"name": name, "is_company": True, "child_ids": [(0, 0, values) for values in contacts]}
    )


def _orders(env: Any, partner: Any, user: Any) -> list[int]:
    product = env["product.product"].search([("sale_ok", "=", True)], limit=1)
    if not product:
        product = env["product.product"].create({"name": "Planted", "type": "service", "list_price": 10})
    orders = env["sale.order"].create(
        [
            {
                "partner_id": partner.id,
                "user_id": user.id,
                "order_line": [(0, 0, {"product_id": product.id, "product_uom_qty": 1})],
            }
            for _number in range(ORDERS)
        ]
    )
    ids: list[int] = orders.ids
    return ids


def _messages(env: Any, count: int, pages: list[tuple[str, int]], partners: list[int], user: Any) -> None:
    """Half come in from a contact; half go out to one, with the notification that Odoo keeps."""
    env.cr.execute(
        """
        WITH planted AS (
            INSERT INTO mail_message
                   (model, res_id, author_id, message_type, subtype_id, date, subject, body, is_internal,
                    record_company_id, email_from, create_uid, write_uid, create_date, write_date)
            SELECT (%(models)s)[1 + n %% %(pages)s], (%(ids)s)[1 + n %% %(pages)s],
                   CASE WHEN n %% 2 = 0 THEN (%(partners)s)[1 + n %% %(partner_count)s] ELSE %(author)s END,
                   CASE WHEN n %% 2 = 0 THEN 'email' ELSE 'comment' END, %(subtype)s,
                   timestamp '2015-01-01' + n * interval '%(span)s seconds', 'Subject ' || n, 'Text ' || n, FALSE,
                   %(company)s, 'somebody@example.com', 1, 1, now(), now()
              FROM generate_series(1, %(count)s) n
            RETURNING id, author_id
        ), addressed AS (
            SELECT id, (%(partners)s)[1 + id %% %(partner_count)s] AS partner_id
              FROM planted WHERE author_id = %(author)s
        ), linked AS (
            INSERT INTO mail_message_res_partner_rel (mail_message_id, res_partner_id)
            SELECT id, partner_id FROM addressed
        )
        INSERT INTO mail_notification (author_id, mail_message_id, res_partner_id, notification_type,
                                       notification_status, is_read)
        SELECT %(author)s, id, partner_id, 'email', 'sent', TRUE FROM addressed
        """,
        {
            "models": [model for model, _id in pages],
            "ids": [id_ for _model, id_ in pages],
            "pages": len(pages),
            "partners": partners,
            "partner_count": len(partners),
            "author": user.partner_id.id,
            "subtype": env.ref("mail.mt_comment").id,
            "company": env.company.id,
            "count": count,
            "span": max(1, 10 * 365 * 86_400 // count),
        },
    )


def _invoices(env: Any, count: int, partners: list[int], user: Any) -> None:
    journal = env["account.journal"].search([("type", "=", "sale"), ("company_id", "=", env.company.id)], limit=1)
    env.cr.execute(
        """
        INSERT INTO account_move
               (name, move_type, state, auto_post, journal_id, company_id, currency_id, partner_id,
                commercial_partner_id, date, invoice_date, amount_total, amount_total_signed, payment_state,
                invoice_user_id, create_uid, write_uid, create_date, write_date)
        SELECT 'PLANTED/' || %(user)s || '/' || %(first)s || '/' || n, 'out_invoice', 'posted', 'no', %(journal)s,
               %(company)s, %(currency)s, p.id, p.commercial_partner_id,
               date '2015-01-01' + n %% 3650, date '2015-01-01' + n %% 3650, 10 + n %% 990, 10 + n %% 990, 'paid',
               %(user)s, 1, 1, now(), now()
          FROM generate_series(1, %(count)s) n
          JOIN res_partner p ON p.id = (%(partners)s)[1 + n %% %(partner_count)s]
        """,
        {
            "count": count,
            "partners": partners,
            "partner_count": len(partners),
            "first": partners[0],
            "user": user.id,
            "journal": journal.id,
            "company": env.company.id,
            "currency": env.company.currency_id.id,
        },
    )


def fill_up(env: Any, rows: int) -> int:
    """Touchpoints of other customers until the table has ``rows``: nobody reads them, they make the indexes deep.

    :return: how many the table has then
    """
    env.cr.execute("SELECT count(*) FROM crm_touchpoint")
    present: int = env.cr.fetchone()[0]
    missing = max(rows - present, 0)
    customers = env["res.partner"].search([("name", "like", "Planted %")]).ids
    env.cr.execute(
        """
        INSERT INTO crm_touchpoint
               (source, key_id, event, partner_id, commercial_partner_id, date, rank, all_day, channel, direction,
                nature, title, amount, currency_id, user_id, company_id, sensitivity, res_model, res_id)
        SELECT 'planted', n, 'invoice', p.id, p.id, timestamp '2015-01-01' + n * interval '30 seconds', 0, FALSE,
               (ARRAY['email', 'invoice', 'order', 'call'])[1 + n %% 4], 'out', 'transaction', 'Planted ' || n, 10,
               %(currency)s, NULL, %(company)s, 'normal', 'account.move', n
          FROM generate_series(1, %(missing)s) n
          JOIN LATERAL (SELECT (%(customers)s)[1 + n %% %(count)s] AS id) p ON TRUE
        """,
        {
            "missing": missing,
            "customers": customers,
            "count": len(customers),
            "currency": env.company.currency_id.id,
            "company": env.company.id,
        },
    )
    return present + missing
