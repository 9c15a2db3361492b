"""Who may see what, said a second time: from the records themselves, without the code of the history.

A row of the history is for whoever could open the record behind it, and the contact on it. What else holds is said by
hand for each row (:class:`Row`): a company, a document, a further model, or the only people it is for.
"""

from dataclasses import dataclass
from typing import Any

#: Each reader with the groups that make them what they are; those that are not installed are left out.
READERS = {
    "plain employee": (),
    "agent": ("crm_customer360.group_agent",),
    "salesperson, own documents": ("sales_team.group_sale_salesman",),
    "sales manager": ("sales_team.group_sale_manager",),
    "accountant": ("account.group_account_invoice",),
    "warehouse user": ("stock.group_stock_user",),
    "project user": ("project.group_project_user",),
    "manager of customer relations": ("crm_customer360.group_manager",),
    "data-protection officer": ("crm_customer360.group_data_protection_officer",),
    # Those who stand where customers come: till, entrance, survey, chat, messenger, website.
    "front desk": (
        "point_of_sale.group_pos_user",
        "event.group_event_registration_desk",
        "survey.group_survey_user",
        "im_livechat.im_livechat_group_user",
        "mail_gateway.gateway_user",
        "website.group_website_designer",
        "mass_mailing.group_mass_mailing_user",
    ),
}


@dataclass(frozen=True, eq=False)
class Row:
    """What one record amounts to in the history.

    :param source: name of the source
    :param variant: what is special about the record
    :param key: the record the source counts
    :param record: the record whose rights decide
    :param events: ``{event: (channel, direction)}``
    :param contact: the contact it stands under
    :param company: it shows only to who works in this company, if there is one
    :param document: has to be open to the reader too
    :param model: a further model the reader must be allowed to read at all
    :param only_for: the only users it is for
    :param shared: it counts in figures that are the same for every reader
    """

    source: str
    variant: str
    key: Any
    record: Any
    events: dict
    contact: Any
    company: Any = None
    document: Any = None
    model: str = ""
    only_for: Any = None
    shared: bool = False

    def __str__(self):
        return f"{self.source} ({self.variant})"

    def identities(self):
        """Its rows of the history: ``(source, key, event)``."""
        return {(self.source, self.key.id, event) for event in self.events}


@dataclass(frozen=True)
class Open:
    """A record that is an open matter of the customer.

    :param kind: key of the matter
    :param amount: what the record adds to the sum of its kind
    :param document: has to be open to the reader too
    :param unless: a reader of this model sees another matter instead
    """

    kind: str
    record: Any
    amount: float = 0.0
    document: Any = None
    unless: str = ""


@dataclass(frozen=True)
class Figure:
    """A record that adds an amount to the sales of this year."""

    record: Any
    amount: float


class Reader:
    """A user who works in some companies, and what the records say about their rights."""

    def __init__(self, name, env, user, companies):
        self.name = f"{name} in {' and '.join(companies.mapped('name'))}"
        self.companies = companies
        context = {**env.context, "allowed_company_ids": companies.ids}
        self.env = env(user=user, context=context, su=False)

    def may_open(self, record):
        """Whether Odoo would show them the record."""
        return record.with_env(self.env).has_access("read")

    def may_read_any(self, model):
        return self.env[model].has_access("read")

    def may_see(self, row):
        """Whether the row is for them."""
        return (
            self.may_open(row.record)
            and self.may_open(row.contact)
            and (row.document is None or self.may_open(row.document))
            and (not row.company or row.company in self.companies)
            and (not row.model or self.may_read_any(row.model))
            and (row.only_for is None or self.env.user in row.only_for)
        )

    def may_work_on(self, matter):
        """Whether the open matter is for them."""
        return (
            self.may_open(matter.record)
            and (matter.document is None or self.may_open(matter.document))
            and not (matter.unless and self.may_read_any(matter.unless))
        )
