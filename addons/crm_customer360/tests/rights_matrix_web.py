"""What customers do on the website and are asked for, for the rights matrix: visits, chats, tasks, events, surveys."""

from odoo import Command

from .rights_matrix import Open
from .rights_matrix_world import makes


@makes("im_livechat")
def live_chats(world):
    """Of a customer who had logged in; the team of the live chat may read it."""
    customer = world.portal.partner_id
    chat = world.env["discuss.channel"].create(
        {**_chat(world, "live chat"), "channel_member_ids": _members(world, {"partner_id": customer.id})}
    )
    yield world.row("livechat", "logged in", chat, {"chatting": ("chat", "in")}, contact=customer)


@makes("website_livechat")
def live_chats_of_visitors(world):
    """Of somebody who logged in later."""
    guest = world.env["mail.guest"].create({"name": "Visitor"})
    chat = world.env["discuss.channel"].create(
        {**_chat(world, "visitor's chat"), "channel_member_ids": _members(world, {"guest_id": guest.id})}
    )
    chat.livechat_visitor_id = _visitor(world)
    yield world.row("livechat.visitor", "known later", chat, {"chatting": ("chat", "in")})


def _chat(world, *parts):
    """What the website's button writes."""
    button = world.env["im_livechat.channel"].create({"name": "Website", "user_ids": [Command.set(world.desk.ids)]})
    return {
        "channel_type": "livechat",
        "name": world.words(*parts),
        "livechat_channel_id": button.id,
        "livechat_operator_id": world.desk.partner_id.id,
        "livechat_status": "in_progress",
    }


def _members(world, visitor):
    return [
        Command.create({"livechat_member_type": "agent", "partner_id": world.desk.partner_id.id}),
        Command.create({"livechat_member_type": "visitor", **visitor}),
    ]


def _visitor(world):
    """The website knows a customer by their key, the id of the contact."""
    values = {"access_token": str(world.contact.id), "partner_id": world.contact.id}
    visitors = world.env["website.visitor"]
    return visitors.search([("access_token", "=", values["access_token"])]) or visitors.create(values)


@makes("website")
def visits(world):
    """For those who may see visitors at all. The website writes past the ORM, so the repair brings the row."""
    track = world.env["website.track"].create(
        {"visitor_id": _visitor(world).id, "url": "/quokka", "visit_datetime": world.ago(days=6)}
    )
    world.flush()
    world.env["crm.touchpoint"].rebuild(["website.track"])
    yield world.row(
        "website.track", "visit", track, {"visit": ("web", "in")}, record=world.contact, model="website.visitor"
    )


@makes("project")
def tasks_and_ratings(world):
    """Of a project for all, of one for its followers, of one of the other company; each is rated."""
    kinds = {
        "open project": ("employees", world.home),
        "project of its followers": ("followers", world.home),
        "other company": ("employees", world.away),
    }
    for variant, (privacy, company) in kinds.items():
        project = world.env["project.project"].create(
            {"name": "Racks", "privacy_visibility": privacy, "company_id": company.id}
        )
        task = world.env["project.task"].create(
            {
                "name": world.words("task", variant), "project_id": project.id, "partner_id": world.contact.id,
                "user_ids": [Command.clear()],
            }
        )  # fmt: skip
        yield world.row("project.task", variant, task, {"created": ("service", "internal")})
        yield Open("task", task)
        token = task._rating_get_access_token()
        rating = world.env["rating.rating"].search([("access_token", "=", token)])
        task.rating_apply(5, rating=rating, feedback="Good")
        yield world.row("rating.rating", variant, rating, {"rating": ("rating", "in")}, document=task)


@makes("event")
def registrations(world):
    for variant, company in world.companies.items():
        fair = world.env["event.event"].create(
            {
                "name": world.words("fair", variant), "date_begin": world.now, "date_end": world.ago(days=-1),
                "company_id": company.id, "event_mail_ids": [Command.clear()],
            }
        )  # fmt: skip
        registration = world.env["event.registration"].create(
            {"event_id": fair.id, "partner_id": world.contact.id, "state": "open"}
        )
        yield world.row("event.registration", variant, registration, {"registered": ("event", "in")})


@makes("survey")
def surveys(world):
    for variant, readers in {"open": world.env["res.users"], "kept to one officer": world.env.user}.items():
        survey = world.env["survey.survey"].create(
            {
                "title": world.words("survey", variant), "access_mode": "public", "users_login_required": False,
                "user_id": world.env.uid, "restrict_user_ids": [Command.set(readers.ids)],
            }
        )  # fmt: skip
        answer = survey._create_answer(partner=world.contact)
        answer._mark_done()
        yield world.row("survey.user_input", variant, answer, {"answered": ("survey", "in")})
