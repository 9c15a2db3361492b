"""What is said and written, for the rights matrix: e-mail, notes, calls, text messages, letters, chats, meetings."""

import base64
import io

from odoo import Command
from odoo.tools.pdf import PdfFileWriter

from .rights_matrix import Open
from .rights_matrix_world import makes


@makes("mail")
def messages(world):
    """On contacts: for every employee who may read the contact."""
    sent = world.contact.message_post(
        body="Our offer", subject=world.words("e-mail"), message_type="comment", subtype_xmlid="mail.mt_comment",
        partner_ids=world.contact.ids,
    )  # fmt: skip
    yield world.row("mail.message", "to a contact", sent, {"sent": ("email", "out")}, shared=True)
    note = world.note(world.contact, "on a contact")
    yield world.row("mail.message", "note on a contact", note, {"note": ("note", "internal")}, shared=True)
    closed = world.case.closed
    hidden = world.note(closed, "on a contact of the other company")
    yield world.row(
        "mail.message", "on a contact of the other company", hidden, {"note": ("note", "internal")}, contact=closed,
        company=world.away, shared=True,
    )  # fmt: skip


@makes("mail")
def activities(world):
    done, planned = (
        world.contact.activity_schedule("mail.mail_activity_data_todo", summary=world.words(what, "on a contact"))
        for what in ("done", "planned")
    )
    done.action_done()
    # At noon of its day: today's may still lie ahead.
    done.date_done = world.ago(days=2).date()
    yield world.row("mail.activity", "on a contact", done, {"activity": ("activity", "internal")}, shared=True)
    yield Open("activity", planned)


@makes("calendar")
def meetings(world):
    """A private one is for those who take part, whatever Odoo says of reading its masked form."""
    kinds = {
        "open": (world.contact, "public", None),
        "private": (world.contact, "private", world.colleague),
        "private with the accountant": (
            world.contact + world.accountant.partner_id, "private", world.colleague + world.accountant,
        ),
    }  # fmt: skip
    for variant, (partners, privacy, only_for) in kinds.items():
        event = _meeting(world, variant, partners, privacy)
        yield world.row(
            "calendar.event",
            variant,
            event,
            {"meeting": ("meeting", "out")},
            only_for=only_for,
            shared=only_for is None,
        )
    closed = world.case.closed
    event = _meeting(world, "with a contact of the other company", closed, "public")
    # A meeting belongs to no company: it counts for the customer, but not who was there.
    yield world.row(
        "calendar.event", "with a contact of the other company", event, {"meeting": ("meeting", "out")},
        contact=closed, shared=True,
    )  # fmt: skip


def _meeting(world, variant, partners, privacy):
    return world.env["calendar.event"].create(
        {
            "name": world.words("meeting", variant),
            "start": world.ago(days=3),
            "stop": world.ago(days=3, hours=-1),
            "privacy": privacy,
            "user_id": world.colleague.id,
            "partner_ids": [Command.set(partners.ids)],
        }
    )


@makes("crm_customer360")
def contact_log(world):
    """What was noted: for all of the company; private entries for who had the contact, and managers."""
    kinds = {
        "normal": ("information", "normal", world.home),
        "internal": ("information", "internal", world.home),
        "private": ("information", "private", world.home),
        "complaint": ("complaint", "normal", world.home),
        "other company": ("complaint", "normal", world.away),
    }
    for variant, (nature, sensitivity, company) in kinds.items():
        entry = world.env["crm.contact.log"].create(
            {
                "name": world.words("call", variant),
                "partner_id": world.contact.id,
                "nature": nature,
                "sensitivity": sensitivity,
                "company_id": company.id,
                "user_id": world.seller.id,
                "date": world.ago(days=4),
            }
        )
        shared = sensitivity != "private"
        yield world.row("crm.contact.log", variant, entry, {"call": ("call", "in")}, company=company, shared=shared)
        if nature == "complaint":
            yield Open("complaint", entry)


@makes("crm_claim")
def claims(world):
    for variant, company in world.companies.items():
        claim = world.env["crm.claim"].create(
            {
                "name": world.words("claim", variant),
                "partner_id": world.contact.id,
                "company_id": company.id,
                "date": world.ago(days=1),
            }
        )
        yield world.row("crm.claim", variant, claim, {"opened": ("claim", "in")})
        yield Open("claim", claim)


@makes("crm_phonecall")
def phone_calls(world):
    """Every employee may read the calls of every company: here they stand in their own."""
    for variant, company in world.companies.items():
        call = world.env["crm.phonecall"].create(
            {
                "name": world.words("phone", variant),
                "partner_id": world.contact.id,
                "company_id": company.id,
                "date": world.ago(days=5),
                "direction": "out",
                "state": "done",
            }
        )
        yield world.row("crm.phonecall", variant, call, {"made": ("call", "out")}, company=company, shared=True)


@makes("sms", "crm")
def text_messages(world):
    lead = world.lead(world.home, world.colleague, "texted")
    yield world.row("crm.lead", "texted, colleague's", lead, {"opportunity": ("lead", "in")})
    yield Open("opportunity", lead)
    for variant, record in {"to a contact": world.contact, "on opportunity, colleague's": lead}.items():
        message = _text(world, record)
        shared = record == world.contact
        yield world.row("sms.message", variant, message, {"sent": ("sms", "out")}, shared=shared)
    _text(world, world.contact, composition_mode="mass", mass_keep_log=False, mass_force_send=True)
    text = world.env["sms.sms"].search([("partner_id", "=", world.contact.id), ("mail_message_id", "=", False)])
    yield world.row("sms.sms", "without a document", text, {"sent": ("sms", "out")}, record=world.contact, shared=True)


def _text(world, record, **values):
    """The composer's button; the message that remains in the record's log."""
    values = {"res_model": record._name, "res_ids": str(record.ids), "composition_mode": "comment", **values}
    composer = world.env["sms.composer"].create({"body": "Your chairs are here", **values})
    composer.action_send_sms()
    return record.message_ids.filtered(lambda message: message.message_type == "sms")


@makes("mass_mailing", "crm")
def campaigns(world):
    """Who may read the contact sees what it was told, whatever the campaign was sent for."""
    lead = world.lead(
        world.home, world.colleague, "mailed", partner_id=world.subscriber.id, email_from=world.subscriber.email
    )
    yield world.row("crm.lead", "mailed, colleague's", lead, {"opportunity": ("lead", "in")}, contact=world.subscriber)
    yield Open("opportunity", lead)
    for variant, record in {"to a contact": world.subscriber, "for an opportunity": lead}.items():
        mailing = world.env["mailing.mailing"].create(_mailing(world, record, variant))
        mailing.action_send_mail()
        world.env["mail.mail"].search([("mailing_id", "=", mailing.id)]).send()
        yield world.row(
            "mailing.trace", variant, mailing.mailing_trace_ids, {"sent": ("campaign", "out")},
            record=world.subscriber, contact=world.subscriber, company=record == lead and world.home, shared=True,
        )  # fmt: skip


@makes("mass_mailing_sms")
def text_campaigns(world):
    mailing = world.env["mailing.mailing"].create(
        {
            **_mailing(world, world.subscriber, "text"),
            "mailing_type": "sms",
            "body_plaintext": "Offers",
            "sms_force_send": True,
        }
    )
    mailing.action_send_sms()
    yield world.row(
        "mailing.trace.sms", "to a contact", mailing.mailing_trace_ids, {"sent_sms": ("campaign", "out")},
        record=world.subscriber, contact=world.subscriber, shared=True,
    )  # fmt: skip


def _mailing(world, record, variant):
    return {
        "subject": world.words("campaign", variant),
        "body_html": "<p>Offers</p>",
        "mailing_model_id": world.env["ir.model"]._get_id(record._name),
        "mailing_domain": [("id", "in", record.ids)],
        "reply_to_mode": "update",
    }


@makes("snailmail", "account")
def letters(world):
    """Every employee may read the letters; here whoever may read what a letter is about."""
    world.chart(world.home)
    invoice = world.invoice(world.home, world.colleague, 0.0)
    yield world.row("account.move", "posted by mail, colleague's", invoice, {"invoice": ("invoice", "out")})
    kinds = {
        "to a contact": (world.contact, world.home),
        "to a contact, other company": (world.contact, world.away),
        "with an invoice, colleague's": (invoice, world.home),
    }
    for variant, (record, company) in kinds.items():
        letter = _letter(world, record, company, variant)
        yield world.row(
            "snailmail.letter", variant, letter, {"letter": ("letter", "out")}, document=record, company=company,
            shared=record == world.contact,
        )  # fmt: skip


def _letter(world, record, company, variant):
    attachment = world.env["ir.attachment"].create(
        {
            "name": world.words("letter", variant), "res_model": record._name, "res_id": record.id,
            "datas": _blank_page(), "mimetype": "application/pdf",
        }
    )  # fmt: skip
    letter = world.env["snailmail.letter"].create(
        {
            "partner_id": world.contact.id, "model": record._name, "res_id": record.id, "user_id": world.env.uid,
            "company_id": company.id, "attachment_id": attachment.id,
        }
    )  # fmt: skip
    letter._snailmail_print()
    return letter


def _blank_page():
    """A PDF of one A4 page."""
    pages, stream = PdfFileWriter(), io.BytesIO()
    pages.add_blank_page(595, 842)
    pages.write(stream)
    return base64.b64encode(stream.getvalue())


@makes("mail_tracking", "crm")
def opened_mail(world):
    """Who may read the message sees that it was opened."""
    lead = world.lead(world.home, world.colleague, "tracked")
    yield world.row("crm.lead", "tracked, colleague's", lead, {"opportunity": ("lead", "in")})
    yield Open("opportunity", lead)
    for variant, record in {"to a contact": world.contact, "on opportunity, colleague's": lead}.items():
        message = record.message_post(
            body="Our offer", subject=world.words("followed", variant), message_type="comment",
            subtype_xmlid="mail.mt_comment", partner_ids=world.contact.ids,
        )  # fmt: skip
        shared = record == world.contact
        yield world.row("mail.message", f"tracked, {variant}", message, {"sent": ("email", "out")}, shared=shared)
        world.env["mail.mail"].search([("mail_message_id", "=", message.id)]).send()
        tracking = world.env["mail.tracking.email"].search(
            [("mail_message_id", "=", message.id), ("partner_id", "=", world.contact.id)]
        )
        tracking.event_create("open", {})
        opened = tracking.tracking_event_ids.filtered(lambda event: event.event_type == "open")
        yield world.row("mail.tracking.event", variant, opened, {"opened": ("email", "in")}, record=tracking)


@makes("mail_gateway")
def messengers(world):
    """Who may read the conversation sees what was said in it."""
    for variant, company in world.companies.items():
        key = f"t-matrix-{company.id}"
        gateway = world.env["mail.gateway"].create(
            {
                "name": "Messenger", "token": key, "gateway_type": "abstract", "webhook_key": key,
                "member_ids": [Command.set(world.desk.ids)],
            }
        )  # fmt: skip
        channel = world.env["mail.gateway.abstract"]._get_channel(gateway, key, {}, force_create=True)
        channel.write({"company_id": company.id, "name": world.words("messenger", variant)})
        world.env["res.partner.gateway.channel"].create(
            {"partner_id": world.contact.id, "gateway_id": gateway.id, "gateway_token": key}
        )
        said = channel.message_post(
            body="Is the sofa in stock?", author_id=world.contact.id, message_type="comment",
            subtype_xmlid="mail.mt_comment",
        )  # fmt: skip
        yield world.row("mail.gateway", variant, said, {"received": ("messenger", "in")}, company=company)
