"""Leads, opportunities and their stages."""

from odoo.tools.translate import LazyTranslate

from ..core.source import Source, Watch

_lt = LazyTranslate(__name__)


def crm_lead(_documents):
    """Leads and opportunities as they come in; one that came over the website is an enquiry there."""
    # Odoo marks what a website form brings with this medium; one row for it, not one for the form and one for the lead.
    web = "d.id IS NOT NULL"
    return Source(
        name="crm.lead",
        label=_lt("Leads and opportunities"),
        model="crm.lead",
        key="l.id",
        rows=(
            "FROM crm_lead l LEFT JOIN res_company c ON c.id = l.company_id"
            " LEFT JOIN ir_model_data d ON d.module = 'utm' AND d.name = 'utm_medium_website'"
            " AND d.model = 'utm.medium' AND d.res_id = l.medium_id WHERE l.partner_id IS NOT NULL AND {scope}"
        ),
        columns={
            "event": f"CASE WHEN {web} THEN 'form' ELSE l.type END",
            "partner_id": "l.partner_id",
            "date": "l.create_date",
            "channel": f"CASE WHEN {web} THEN 'web' ELSE 'lead' END",
            "direction": "'in'",
            "nature": "'inquiry'",
            "title": "l.name",
            "amount": "CASE WHEN c.id IS NOT NULL THEN nullif(l.expected_revenue, 0) END",
            "currency_id": "c.currency_id",
            "user_id": "l.user_id",
            "company_id": "l.company_id",
        },
        events={"lead": _lt("Lead"), "opportunity": _lt("Opportunity"), "form": _lt("Website form")},
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
        # The subtypes of stages belong to opportunities; those of what people write belong to every model.
        when=lambda message: message.model == "crm.lead" and message.subtype_id.res_model == "crm.lead",
        watch=(
            Watch(
                "crm.lead",
                "SELECT id FROM mail_message WHERE model = 'crm.lead' AND res_id = ANY(%(ids)s)",
                frozenset({"name", "partner_id", "user_id", "company_id"}),
                fresh=True,
            ),
            Watch(
                "mail.tracking.value",
                "SELECT mail_message_id FROM mail_tracking_value WHERE id = ANY(%(ids)s)",
                key=lambda value: value.mail_message_id.model == "crm.lead" and value.mail_message_id.id,
            ),
        ),
    )
