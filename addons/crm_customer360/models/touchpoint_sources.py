"""The sources this addon ships: what each kind of record amounts to in the contact history.

A date without a time stands at noon UTC, so that it is the same day for readers everywhere; ``all_day`` says so.
"""

from odoo.tools.translate import LazyTranslate

from ..core.source import Source, Watch

_lt = LazyTranslate(__name__)

NOON = "+ time '12:00'"


def participants(*expressions):
    """SQL of the distinct partners (``partner_id``, ``rank``) a row concerns, the first expression ranking first.

    An expression is a column, or a ``SELECT`` of partner ids.
    """
    parts = " UNION ALL ".join(
        f"SELECT x.id, {rank} FROM ({text}) x(id)" if text.startswith("SELECT") else f"SELECT {text}, {rank}"
        for rank, text in enumerate(expressions)
    )
    return (
        f"CROSS JOIN LATERAL (SELECT p.id AS partner_id, min(p.rank) AS rank FROM ({parts}) p(id, rank)"
        f" WHERE p.id IS NOT NULL GROUP BY p.id) w"
    )


def of_document(documents, model, res_id, field):
    """SQL of the ``partner`` or ``company`` of the document a row hangs on; NULL for models not among the documents."""
    cases = " ".join(
        f"WHEN '{name}' THEN (SELECT d.{column if field == 'partner' else 'company_id'} FROM {table} d"
        f" WHERE d.id = {res_id})"
        for name, (table, column) in sorted(documents.items())
    )
    partner = res_id if field == "partner" else f"(SELECT d.company_id FROM res_partner d WHERE d.id = {res_id})"
    return f"CASE {model} WHEN 'res.partner' THEN {partner} {cases} END"


def document_watches(documents, table, model, res_id):
    """A document that changes its customer or company takes its messages and activities along."""
    columns = {"res.partner": set(), **{name: {column} for name, (_table, column) in documents.items()}}
    return tuple(
        Watch(
            name,
            f"SELECT id FROM {table} WHERE {model} = '{name}' AND {res_id} = ANY(%(ids)s)",
            frozenset(changed | {"company_id"}),
            only_write=True,
        )
        for name, changed in sorted(columns.items())
    )


def mail_message(documents):
    """E-mails and notes, except chat channels and what other sources already show.

    Colleagues are no customers: only partners without an internal user take part. System messages count on the
    partner's own page only; a done activity has its own source.
    """
    # A message's document is looked up only for what people wrote; the system's log of an order is not a contact.
    customer = of_document(documents, "m.model", "m.res_id", "partner")
    system = "m.message_type = 'notification'"
    incoming = "(m.message_type = 'email' OR coalesce(author.partner_share, FALSE))"
    # A message that reached nobody outside and was written inside is a note, whatever its type says.
    note = (
        "(m.is_internal OR coalesce(st.internal, m.subtype_id IS NULL AND m.message_type = 'comment')"
        f" OR NOT {incoming} AND min(w.rank) OVER (PARTITION BY m.id) >= 3)"
    )
    return Source(
        name="mail.message",
        label=_lt("E-mails and notes"),
        model="mail.message",
        key="m.id",
        rows=(
            "FROM mail_message m LEFT JOIN mail_message_subtype st ON st.id = m.subtype_id "
            + participants(
                "m.author_id",
                "SELECT r.res_partner_id FROM mail_message_res_partner_rel r WHERE r.mail_message_id = m.id",
                "SELECT n.res_partner_id FROM mail_notification n WHERE n.mail_message_id = m.id",
                f"SELECT CASE WHEN {system} AND m.model <> 'res.partner' THEN NULL ELSE {customer} END",
            )
            + " JOIN res_partner wp ON wp.id = w.partner_id AND wp.partner_share"
            " LEFT JOIN res_partner author ON author.id = m.author_id"
            " WHERE m.message_type <> 'user_notification' AND m.mail_activity_type_id IS NULL"
            " AND coalesce(m.model, '') <> 'discuss.channel' AND {scope}"
        ),
        columns={
            "event": (
                f"CASE WHEN {system} THEN 'log' WHEN {note} THEN 'note' WHEN {incoming} THEN 'received' ELSE 'sent' END"
            ),
            "partner_id": "w.partner_id",
            "rank": "w.rank",
            "date": "m.date",
            "channel": f"CASE WHEN {system} OR {note} THEN 'note' ELSE 'email' END",
            "direction": (f"CASE WHEN {system} OR {note} THEN 'internal' WHEN {incoming} THEN 'in' ELSE 'out' END"),
            "nature": f"CASE WHEN {system} THEN 'system' ELSE 'information' END",
            "title": "m.subject",
            "user_id": (
                "(SELECT u.id FROM res_users u WHERE u.partner_id = m.author_id AND NOT u.share ORDER BY u.id LIMIT 1)"
            ),
            # Not record_company_id: for a document without a company that is whatever company the writer was in.
            "company_id": of_document(documents, "m.model", "m.res_id", "company"),
            "sensitivity": f"CASE WHEN {note} THEN 'internal' ELSE 'normal' END",
        },
        events={
            "received": _lt("E-mail received"),
            "sent": _lt("E-mail sent"),
            "note": _lt("Note"),
            "log": _lt("System"),
        },
        watch=(
            Watch("mail.notification", "SELECT mail_message_id FROM mail_notification WHERE id = ANY(%(ids)s)"),
            Watch(
                "res.partner",
                "SELECT id FROM mail_message WHERE author_id = ANY(%(ids)s)"
                " OR model = 'res.partner' AND res_id = ANY(%(ids)s)"
                " UNION SELECT mail_message_id FROM mail_message_res_partner_rel WHERE res_partner_id = ANY(%(ids)s)"
                " UNION SELECT mail_message_id FROM mail_notification WHERE res_partner_id = ANY(%(ids)s)"
                + "".join(
                    f" UNION SELECT id FROM mail_message WHERE model = '{name}' AND res_id IN"
                    f" (SELECT id FROM {table} WHERE {column} = ANY(%(ids)s))"
                    for name, (table, column) in sorted(documents.items())
                ),
                frozenset({"partner_share"}),
                only_write=True,
            ),
            *document_watches(documents, "mail_message", "model", "res_id"),
        ),
        target=("model", "res_id"),
        preview="preview",
    )


def mail_activity(documents):
    """Done activities of the partner or of a customer's document; meetings have their own source."""
    customer = of_document(documents, "a.res_model", "a.res_id", "partner")
    return Source(
        name="mail.activity",
        label=_lt("Done activities"),
        model="mail.activity",
        key="a.id",
        rows=(
            "FROM mail_activity a LEFT JOIN mail_activity_type ty ON ty.id = a.activity_type_id"
            f" CROSS JOIN LATERAL (SELECT {customer} AS partner_id) w"
            " WHERE NOT a.active AND a.date_done IS NOT NULL AND a.calendar_event_id IS NULL"
            " AND w.partner_id IS NOT NULL AND {scope}"
        ),
        columns={
            "event": "CASE WHEN ty.category = 'phonecall' THEN 'call' ELSE 'activity' END",
            "partner_id": "w.partner_id",
            "date": f"a.date_done {NOON}",
            "all_day": "TRUE",
            "channel": "CASE WHEN ty.category = 'phonecall' THEN 'call' ELSE 'activity' END",
            "direction": "CASE WHEN ty.category = 'phonecall' THEN 'out' ELSE 'internal' END",
            "title": "a.summary",
            "user_id": "a.user_id",
            "company_id": of_document(documents, "a.res_model", "a.res_id", "company"),
        },
        events={"call": _lt("Call"), "activity": _lt("Activity done")},
        watch=(
            Watch(
                "mail.activity.type",
                "SELECT id FROM mail_activity WHERE activity_type_id = ANY(%(ids)s)",
                frozenset({"category"}),
                only_write=True,
            ),
            *document_watches(documents, "mail_activity", "res_model", "res_id"),
        ),
        target=("res_model", "res_id"),
        preview="feedback",
    )


def calendar_event(_documents):
    """Meetings, one row for each outside participant; planned ones too."""
    private = "coalesce(e.privacy, us.calendar_default_privacy) = 'private'"
    return Source(
        name="calendar.event",
        label=_lt("Meetings"),
        model="calendar.event",
        key="e.id",
        rows=(
            "FROM calendar_event e JOIN calendar_event_res_partner_rel r ON r.calendar_event_id = e.id"
            " JOIN res_partner wp ON wp.id = r.res_partner_id AND wp.partner_share"
            " LEFT JOIN res_users_settings us ON us.user_id = e.user_id"
            " WHERE e.active AND {scope}"
        ),
        columns={
            "event": "'meeting'",
            "partner_id": "r.res_partner_id",
            "date": f"CASE WHEN e.allday THEN e.start_date {NOON} ELSE e.start END",
            "all_day": "coalesce(e.allday, FALSE)",
            "channel": "'meeting'",
            "title": "e.name",
            "user_id": "e.user_id",
            "sensitivity": f"CASE WHEN {private} THEN 'private' ELSE 'normal' END",
        },
        events={"meeting": _lt("Meeting")},
        watch=(
            Watch("calendar.attendee", "SELECT event_id FROM calendar_attendee WHERE id = ANY(%(ids)s)"),
            Watch(
                "res.users.settings",
                "SELECT e.id FROM calendar_event e JOIN res_users_settings us ON us.user_id = e.user_id"
                " WHERE us.id = ANY(%(ids)s)",
                frozenset({"calendar_default_privacy"}),
                only_write=True,
            ),
            Watch(
                "res.partner",
                "SELECT calendar_event_id FROM calendar_event_res_partner_rel WHERE res_partner_id = ANY(%(ids)s)",
                frozenset({"partner_share"}),
                only_write=True,
            ),
        ),
    )


def crm_lead(_documents):
    """Leads and opportunities as they come in."""
    return Source(
        name="crm.lead",
        label=_lt("Leads and opportunities"),
        model="crm.lead",
        key="l.id",
        rows=(
            "FROM crm_lead l LEFT JOIN res_company c ON c.id = l.company_id WHERE l.partner_id IS NOT NULL AND {scope}"
        ),
        columns={
            "event": "l.type",
            "partner_id": "l.partner_id",
            "date": "l.create_date",
            "channel": "'lead'",
            "direction": "'in'",
            "nature": "'inquiry'",
            "title": "l.name",
            "amount": "CASE WHEN c.id IS NOT NULL THEN nullif(l.expected_revenue, 0) END",
            "currency_id": "c.currency_id",
            "user_id": "l.user_id",
            "company_id": "l.company_id",
        },
        events={"lead": _lt("Lead"), "opportunity": _lt("Opportunity")},
        watch=(
            Watch(
                "res.company",
                "SELECT id FROM crm_lead WHERE company_id = ANY(%(ids)s)",
                frozenset({"currency_id"}),
                only_write=True,
            ),
        ),
    )


def crm_lead_stage(_documents):
    """Stage changes, dated by the message that recorded each; who sees the lead sees them."""
    return Source(
        name="crm.lead.stage",
        label=_lt("Stages of opportunities"),
        model="mail.message",
        record_model="crm.lead",
        key="m.id",
        rows=(
            "FROM mail_message m JOIN ir_model_data d ON d.model = 'mail.message.subtype' AND d.res_id = m.subtype_id"
            " AND d.module = 'crm' AND d.name IN"
            " ('mt_lead_stage', 'mt_lead_won', 'mt_lead_lost', 'mt_lead_restored')"
            " JOIN crm_lead l ON l.id = m.res_id"
            " LEFT JOIN LATERAL (SELECT t.new_value_char AS name FROM mail_tracking_value t"
            " JOIN ir_model_fields f ON f.id = t.field_id AND f.model = 'crm.lead' AND f.name = 'stage_id'"
            " WHERE t.mail_message_id = m.id ORDER BY t.id DESC LIMIT 1) stage ON TRUE"
            " WHERE m.model = 'crm.lead' AND l.partner_id IS NOT NULL AND {scope}"
        ),
        columns={
            "event": "substr(d.name, 9)",
            "partner_id": "l.partner_id",
            "date": "m.date",
            "channel": "'lead'",
            "nature": "'transaction'",
            "title": "concat_ws(' → ', l.name, stage.name)",
            "user_id": "l.user_id",
            "company_id": "l.company_id",
            "res_id": "l.id",
        },
        events={
            "stage": _lt("Stage changed"),
            "won": _lt("Opportunity won"),
            "lost": _lt("Opportunity lost"),
            "restored": _lt("Opportunity restored"),
        },
        watch=(
            Watch(
                "crm.lead",
                "SELECT id FROM mail_message WHERE model = 'crm.lead' AND res_id = ANY(%(ids)s)",
                frozenset({"name", "partner_id", "user_id", "company_id"}),
            ),
            Watch(
                "mail.tracking.value",
                "SELECT mail_message_id FROM mail_tracking_value WHERE id = ANY(%(ids)s)",
            ),
        ),
    )


def sale_order(_documents):
    """Quotation, confirmation and cancellation, each at its own date.

    A quotation confirmed within ten minutes of its creation is one event to a reader, the order. Cancellation is dated
    by the tracked change of state, else by the order's date.
    """
    cancelled = (
        "SELECT max(m.date) FROM mail_message m JOIN mail_tracking_value t ON t.mail_message_id = m.id"
        " JOIN ir_model_fields f ON f.id = t.field_id AND f.model = 'sale.order' AND f.name = 'state'"
        " WHERE m.model = 'sale.order' AND m.res_id = so.id"
    )
    return Source(
        name="sale.order",
        label=_lt("Quotations and orders"),
        model="sale.order",
        key="so.id",
        rows=(
            "FROM sale_order so "
            + participants("so.partner_id", "so.partner_invoice_id", "so.partner_shipping_id")
            + " CROSS JOIN LATERAL (VALUES"
            " ('quotation', CASE WHEN so.state <> 'sale' OR so.create_date < so.date_order - interval '10 minutes'"
            " THEN least(so.create_date, so.date_order) END),"
            " ('order', CASE WHEN so.state = 'sale' THEN so.date_order END),"
            f" ('cancelled', CASE WHEN so.state = 'cancel' THEN coalesce(({cancelled}), so.date_order) END)"
            ") ev(event, date) WHERE ev.date IS NOT NULL AND {scope}"
        ),
        columns={
            "event": "ev.event",
            "partner_id": "w.partner_id",
            "rank": "w.rank",
            "date": "ev.date",
            "channel": "'order'",
            "direction": "CASE ev.event WHEN 'order' THEN 'in' WHEN 'quotation' THEN 'out' ELSE 'internal' END",
            "nature": "'transaction'",
            "title": "so.name",
            "amount": "so.amount_total",
            "currency_id": "so.currency_id",
            "user_id": "so.user_id",
            "company_id": "so.company_id",
        },
        events={
            "quotation": _lt("Quotation"),
            "order": _lt("Order confirmed"),
            "cancelled": _lt("Order cancelled"),
        },
        watch=(
            Watch(
                "mail.tracking.value",
                "SELECT m.res_id FROM mail_tracking_value t JOIN mail_message m ON m.id = t.mail_message_id"
                " JOIN sale_order so ON so.id = m.res_id AND so.state = 'cancel'"
                " WHERE m.model = 'sale.order' AND t.id = ANY(%(ids)s)",
            ),
        ),
    )


def account_move(_documents):
    """Posted customer invoices, receipts and credit notes."""
    return Source(
        name="account.move",
        label=_lt("Invoices and credit notes"),
        model="account.move",
        key="am.id",
        rows=(
            "FROM account_move am WHERE am.state = 'posted' AND am.partner_id IS NOT NULL"
            " AND am.move_type IN ('out_invoice', 'out_refund', 'out_receipt') AND {scope}"
        ),
        columns={
            "event": "CASE am.move_type WHEN 'out_refund' THEN 'credit_note' ELSE 'invoice' END",
            "partner_id": "am.partner_id",
            "date": f"coalesce(am.invoice_date, am.date) {NOON}",
            "all_day": "TRUE",
            "channel": "'invoice'",
            "direction": "'out'",
            "nature": "'transaction'",
            "title": "am.name",
            "amount": "CASE am.move_type WHEN 'out_refund' THEN -am.amount_total ELSE am.amount_total END",
            "currency_id": "am.currency_id",
            "user_id": "am.invoice_user_id",
            "company_id": "am.company_id",
        },
        events={"invoice": _lt("Invoice"), "credit_note": _lt("Credit note")},
    )


def account_payment(_documents):
    """Payments from customers, and money given back to them."""
    return Source(
        name="account.payment",
        label=_lt("Payments"),
        model="account.payment",
        key="ap.id",
        rows=(
            "FROM account_payment ap WHERE ap.state IN ('in_process', 'paid') AND ap.partner_type = 'customer'"
            " AND ap.partner_id IS NOT NULL AND {scope}"
        ),
        columns={
            "event": "CASE ap.payment_type WHEN 'inbound' THEN 'payment' ELSE 'refund' END",
            "partner_id": "ap.partner_id",
            "date": f"ap.date {NOON}",
            "all_day": "TRUE",
            "channel": "'payment'",
            "direction": "CASE ap.payment_type WHEN 'inbound' THEN 'in' ELSE 'out' END",
            "nature": "'transaction'",
            "title": "ap.name",
            "amount": "CASE ap.payment_type WHEN 'inbound' THEN ap.amount ELSE -ap.amount END",
            "currency_id": "ap.currency_id",
            "company_id": "ap.company_id",
        },
        events={"payment": _lt("Payment"), "refund": _lt("Money returned")},
    )


#: The makers, in the order an administrator reads them. Each takes the documents of
#: :meth:`~.crm_touchpoint_capture.CrmTouchpoint._touchpoint_documents`.
MAKERS = (
    mail_message,
    mail_activity,
    calendar_event,
    crm_lead,
    crm_lead_stage,
    sale_order,
    account_move,
    account_payment,
)
