"""Creating records under external ids: what exists is left as it is, what does not is created, all or nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from rpclib.connection import Server
from rpclib.errors import FinalRefusalError, RefusedError

SHOWN = 3
NEEDED = (
    "Orders need the right 'Sales / User: Own Documents Only', invoices 'Accounting / Invoicing', "
    "new contacts 'Contact / Creation', a new product 'Products / Create'."
)


@dataclass(frozen=True)
class Table:
    """Records as Odoo's `load` takes them: field paths, the first one the external id, and a row of texts for each."""

    fields: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def load(server: Server, model: str, table: Table) -> list[int]:
    """Return the ids of the records of a table, in its order, creating those that do not exist, in one transaction.

    :raise RefusedError: the server does not accept a row; none was created
    """
    if not table.rows:
        return []
    answer = server.call(model, "load", list(table.fields), [list(row) for row in table.rows])
    ids = answer["ids"]
    if not ids or len(ids) != len(table.rows):
        raise RefusedError(f"The server does not accept {model}: {problems(answer['messages'])}")
    return [int(one) for one in ids]


def problems(messages: Sequence[dict[str, Any]]) -> str:
    """Return the first few different messages as one line."""
    texts = list(dict.fromkeys(" ".join(str(message.get("message", "")).split()) for message in messages))
    more = f" (and {len(texts) - SHOWN} more)" if len(texts) > SHOWN else ""
    return " | ".join(texts[:SHOWN]) + more


def check_rights(server: Server, user: str, needs: Sequence[tuple[str, str]]) -> None:
    """Check that the user may do something to models before anything is written.

    :param needs: pairs of model and operation (read, write, create)
    :raise FinalRefusalError: all that is missing, with what an administrator can do about it
    """
    lacking = [f"{operation} {model}" for model, operation in needs if not may(server, model, operation)]
    if lacking:
        raise FinalRefusalError(f"The user {user} may not {', '.join(lacking)}. Nothing was written. {NEEDED}")


def may(server: Server, model: str, operation: str) -> bool:
    """Tell whether the user may do something to a model.

    :raise FinalRefusalError: the server does not have the model
    """
    try:
        return bool(server.call(model, "has_access", [], operation))
    except RefusedError as error:
        raise FinalRefusalError(
            f"{error}. Install the Sales or Invoicing app, or log in to another database."
        ) from error
