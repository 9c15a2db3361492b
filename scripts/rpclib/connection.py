"""One way to call an Odoo server, and what its failures mean."""

from __future__ import annotations

import ssl
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from http.client import HTTPException
from typing import Any, Protocol, TypeVar
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit

import odoorpc

from rpclib.errors import ConnectionLostError, FinalRefusalError, GaveUpError, ImportStoppedError, RefusedError

Result = TypeVar("Result")

# Seconds to wait before each further attempt: a restart of a server takes less than their sum.
PAUSES = (1, 2, 4, 8, 16, 30)
# Reading; writing a value; creating under an external id, which creates nothing the second time.
REPEATABLE = frozenset({"search_read", "has_access", "write", "load"})
# Times out, is restarted, has no free connection, or another transaction touched the same rows.
BUSY = ("psycopg2.OperationalError", "psycopg2.InterfaceError", "psycopg2.errors.", "PoolError", "ConcurrencyError")
# How records are created: what exists under its external id is left untouched (`mode`, `noupdate`), times are UTC, and
# no message says today what happened years ago.
CONTEXT: dict[str, object] = {
    "mode": "update",
    "noupdate": True,
    "active_test": False,
    "lang": "en_US",
    "tz": "UTC",
    "tracking_disable": True,
    "mail_notrack": True,
    "mail_create_nolog": True,
    "mail_create_nosubscribe": True,
}


class Server(Protocol):
    """What the import needs of a server."""

    def call(self, model: str, method: str, *args: object, **kwargs: object) -> Any:
        """Call a public method of a model in one transaction.

        :raise ConnectionLostError: no answer; whether the call was executed is unknown
        :raise RefusedError: the server's answer is an error; nothing was changed
        """


@dataclass(frozen=True)
class Login:
    """Where and as whom to log in; the password may be an API key."""

    url: str
    database: str
    user: str
    password: str = field(repr=False)
    company: int | None = None
    timeout: float = 600


def connect(login: Login) -> Server:
    """Return a server one is logged in to.

    :raise ConnectionLostError: nothing answers there
    :raise RefusedError: no such database, wrong user or password, or the address is no Odoo server
    """
    parts = urlsplit(login.url if "//" in login.url else f"//{login.url}", scheme="http")
    if not parts.hostname or parts.scheme not in {"http", "https"} or parts.path.strip("/"):
        raise RefusedError(
            f"{login.url} is no address of a server, such as https://erp.example.com or http://localhost:8069."
        )
    secure = parts.scheme == "https"
    port = parts.port or (443 if secure else 80)
    protocol = "jsonrpc+ssl" if secure else "jsonrpc"

    def open_session() -> odoorpc.ODOO:
        session = odoorpc.ODOO(parts.hostname, protocol=protocol, port=port, timeout=login.timeout)
        session.login(login.database, login.user, login.password)
        return session

    try:
        session = translate(open_session)
    except RefusedError as error:
        raise RefusedError(f"Cannot log in to {login.database} as {login.user}: {error}") from error
    except ConnectionLostError as error:
        raise ConnectionLostError(f"Cannot reach the server at {login.url}: {error}") from error
    return OdooServer(session, login.company)


class OdooServer:
    """A server reached through odoorpc; JSON-RPC keeps no connection open, so it needs no care after a lost one."""

    def __init__(self, session: odoorpc.ODOO, company: int | None) -> None:
        self._session = session
        self._context = CONTEXT | ({"allowed_company_ids": [company]} if company else {})

    def call(self, model: str, method: str, *args: object, **kwargs: object) -> Any:
        """Call a method; see `Server.call`."""
        kwargs = {"context": self._context, **kwargs}
        return translate(lambda: self._session.execute_kw(model, method, list(args), kwargs))


class PatientServer:
    """A server that is asked again after a lost connection where asking twice is as good as once.

    Confirming and posting are not: the second time they are errors. Who asks for them looks first what is left to do.
    """

    def __init__(self, server: Server, warn: Callable[[str], None], pauses: Sequence[float]) -> None:
        self._server, self._warn, self._pauses = server, warn, pauses

    def call(self, model: str, method: str, *args: object, **kwargs: object) -> Any:
        """Call a method; see `Server.call`."""
        if method not in REPEATABLE:
            return self._server.call(model, method, *args, **kwargs)
        action = partial(self._server.call, model, method, *args, **kwargs)
        return insist(action, self._warn, self._pauses, refused=True)


def translate(action: Callable[[], Result]) -> Result:
    """Do something on the server and turn the many ways to fail into two.

    :raise ConnectionLostError: the same call may succeed later
    :raise RefusedError: it will not
    """
    try:
        return action()
    except odoorpc.error.Error as error:
        raise server_error(error) from error
    except HTTPError as error:
        kind = ConnectionLostError if error.code >= 500 else RefusedError
        raise kind(f"the server answers {error.code} {error.reason}") from error
    except URLError as error:
        kind = RefusedError if isinstance(error.reason, ssl.SSLCertVerificationError) else ConnectionLostError
        raise kind(str(error.reason)) from error
    # Half an answer is no JSON, hence ValueError; a foreign server's answer lacks the keys odoorpc looks for.
    except (OSError, HTTPException, ValueError, KeyError) as error:
        raise ConnectionLostError(str(error) or type(error).__name__) from error


def server_error(error: Exception) -> ImportStoppedError:
    """Return what an error in the server's answer means."""
    info = getattr(error, "info", None)
    data = info.get("data", {}) if isinstance(info, dict) else {}
    name, text = str(data.get("name", "")), str(error).strip()
    lasting = "does not exist" in text or "authentication failed" in text
    if any(part in name for part in BUSY) and not lasting:
        return ConnectionLostError(text)
    return RefusedError(text)


def insist(
    action: Callable[[], Result],
    warn: Callable[[str], None],
    pauses: Sequence[float] = PAUSES,
    sleep: Callable[[float], None] = time.sleep,
    refused: bool = False,
    lost: bool = False,
) -> Result:
    """Do something that may be done again, again after a lost connection; after a refusal once more.

    A refusal may come from our own earlier attempt, which still runs on the server and creates what this one wants to
    create; a moment later the next attempt finds it there.

    :param pauses: seconds before each further attempt
    :param refused: a refusal now would be the second one, and final
    :param lost: the attempt before lost the connection, so a refusal now may come from it, even at the end
    :raise GaveUpError: every attempt failed
    :raise RefusedError: refused twice in a row, or finally
    """
    try:
        return action()
    except (GaveUpError, FinalRefusalError):
        raise
    except (ConnectionLostError, RefusedError) as error:
        again = isinstance(error, RefusedError)
        if again and (refused or not (pauses or lost)):
            raise
        if not pauses:
            raise GaveUpError(str(error)) from error
        warn(f"{error} - next attempt in {pauses[0]:g} s")
    sleep(pauses[0])
    return insist(action, warn, pauses[1:], sleep, again, not again)
