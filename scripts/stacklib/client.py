"""A small client of the local server: one logged-in session, as the browser has it."""

from __future__ import annotations

import http.client
import http.cookies
import json
from typing import Any
from urllib.parse import urlsplit

from stacklib.errors import StackError

# Demo passwords equal the login; the server set-up in docker/ refuses to start with any of them.
DEMO_LOGINS = {login: login for login in ("admin", "agent", "seller", "steward", "officer", "analyst")}


def request(
    url: str, path: str, body: bytes | None = None, cookie: str = "", timeout: float = 600
) -> tuple[http.client.HTTPResponse, bytes]:
    """Send one request past any proxy, as the server is on loopback; return the answer and its content."""
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(parts.hostname or "127.0.0.1", parts.port, timeout=timeout)
    headers = {"Content-Type": "application/json"} if body is not None else {}
    if cookie:
        headers["Cookie"] = cookie
    try:
        connection.request("GET" if body is None else "POST", path, body, headers)
        answer = connection.getresponse()
        return answer, answer.read()
    finally:
        connection.close()


class Client:
    """A logged-in session; only for the server this program started."""

    def __init__(self, url: str, database: str, login: str) -> None:
        """Log in as a demo user.

        :raise StackError: the user has another password
        """
        self.url = url
        self.database = database
        self._cookie = ""
        credentials = {"db": database, "login": login, "password": DEMO_LOGINS[login]}
        self.uid = int(self._post("/web/session/authenticate", credentials)["uid"])

    def call(self, model: str, method: str, *args: Any, **kwargs: Any) -> Any:
        """Call a public method of a model and return its result."""
        params = {"model": model, "method": method, "args": list(args), "kwargs": kwargs}
        return self._post(f"/web/dataset/call_kw/{model}/{method}", params)

    def get(self, path: str) -> bytes:
        """Fetch a page.

        :raise StackError: the answer is not the page
        """
        return self._send(path, None)

    def _post(self, path: str, params: dict[str, Any]) -> Any:
        body = json.dumps({"jsonrpc": "2.0", "method": "call", "params": params}).encode()
        reply = json.loads(self._send(path, body))
        if "error" in reply:
            data = reply["error"].get("data", {})
            raise StackError(f"The server refuses {path}.", data.get("message") or reply["error"].get("message", ""))
        return reply.get("result")

    def _send(self, path: str, body: bytes | None) -> bytes:
        try:
            answer, content = request(self.url, path, body, self._cookie)
        except OSError as error:
            raise StackError(f"The server does not answer {path}.", str(error)) from error
        if answer.status != http.HTTPStatus.OK:
            raise StackError(f"The server refuses {path}.", f"It answers {answer.status} {answer.reason}.")
        received = http.cookies.SimpleCookie(answer.getheader("Set-Cookie", ""))
        if "session_id" in received:
            self._cookie = f"session_id={received['session_id'].value}"
        return content


def healthy(url: str) -> bool:
    """Tell whether the server and its database answer."""
    try:
        _answer, content = request(url, "/web/health?db_server_status=1", timeout=5)
        return bool(json.loads(content).get("status") == "pass")
    except (OSError, ValueError, http.client.HTTPException):
        return False
