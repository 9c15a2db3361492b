"""All handlers of this addon, in the order in which they are told and erased."""

from collections import Counter

from . import (
    handlers_account,
    handlers_contact,
    handlers_data,
    handlers_mail,
    handlers_marketing,
    handlers_sales,
    handlers_service,
    handlers_suite,
)
from .handler import Handler, HandlerError

TOPICS = (
    handlers_contact,
    handlers_sales,
    handlers_account,
    handlers_service,
    handlers_marketing,
    handlers_suite,
    handlers_data,
    # Last: messages, activities and files hang on what the others find.
    handlers_mail,
)


def base_handlers() -> list[Handler]:
    """Every declaration of this addon.

    >>> [handler.model for handler in base_handlers()][:2]
    ['res.partner', 'res.partner.bank']
    """
    return [handler for topic in TOPICS for handler in topic.HANDLERS]


def by_model(handlers: list[Handler]) -> dict[str, Handler]:
    """Handlers by model, those that hang on the documents of others last.

    :raises HandlerError: a model declared twice
    """
    doubled = [model for model, count in Counter(handler.model for handler in handlers).items() if count > 1]
    if doubled:
        raise HandlerError(f"declared twice: {', '.join(doubled)}")
    return {handler.model: handler for handler in sorted(handlers, key=lambda one: one.is_dependent)}
