"""The import of transactions against a real server, through a connection that breaks, as users of few rights."""

from __future__ import annotations

import json
import os
import socket
import threading
import uuid
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, nullcontext
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from itertools import count
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import import_transactions
import odoorpc
import pytest

from rpclib.command import import_file
from rpclib.connection import Login, Server, connect
from rpclib.errors import ConnectionLostError, RefusedError
from rpclib.job import Around, Job
from rpclib.reading import Source
from rpclib.rows import Columns, Rules

pytestmark = pytest.mark.rpc

COLUMNS = Columns("customer", "date", "amount")
SECRET = "import-tests-1"
ROWS = [(f"{n % 7:02d}", f"2025-0{n % 3 + 1}-{n % 2 + 1:02d}", f"{n}.{n % 10}0") for n in range(16)]


@pytest.fixture(scope="module")
def admin(server_url: str, server_database: str) -> Login:
    user = os.environ.get("CRM_SUITE_TEST_USER", "admin")
    return Login(server_url, server_database, user, os.environ.get("CRM_SUITE_TEST_PASSWORD", "admin"))


@pytest.fixture(scope="module")
def server(admin: Login) -> Server:
    return connect(admin)


@pytest.fixture(scope="module", autouse=True)
def sales_app(server: Server) -> None:
    """Orders and invoices are there; the template database of the tests has them."""
    assert server.call("sale.order", "has_access", [], "create")
    assert server.call("account.move", "has_access", [], "create")


@pytest.fixture
def prefix() -> str:
    """A source of data of its own, so that tests do not meet each other's documents."""
    return f"T{uuid.uuid4().hex[:10]}"


def make_user(server: Server, group: str) -> tuple[str, str]:
    """Create a user with one group besides the internal user's; return login and password."""
    login = f"import_{uuid.uuid4().hex[:8]}"
    groups = [
        server.call("ir.model.data", "check_object_reference", *name.split("."))[1]
        for name in ("base.group_user", group)
    ]
    values = {"name": login, "login": login, "password": SECRET, "group_ids": [[6, 0, groups]]}
    server.call("res.users", "create", [values])
    return login, SECRET


class Silent:
    def update(self, n: int) -> None:
        """Show nothing."""


def around(pauses: tuple[float, ...] = ()) -> Around:
    return Around(lambda title, total: nullcontext(Silent()), lambda text: None, pauses)


def make_job(tmp_path: Path, prefix: str, **options: Any) -> Job:
    path = tmp_path / "rows.csv"
    path.write_text("customer,date,amount\n" + "".join(f"{','.join(row)}\n" for row in ROWS))
    rules = Rules(COLUMNS, date(2026, 1, 1), date(1970, 1, 1))
    options = {"invoice_share": 1.0, "batch_size": 6, **options}
    return Job(Source(path, COLUMNS), rules, prefix, **options)


@dataclass(frozen=True)
class Held:
    """What the server holds of one import."""

    orders: list[dict[str, Any]]
    invoices: list[dict[str, Any]]
    customers: int


def held(server: Server, prefix: str) -> Held:
    mine = f"{prefix}/%"
    order_fields = ["client_order_ref", "state", "date_order", "amount_total", "amount_tax", "partner_id", "order_line"]
    return Held(
        server.call("sale.order", "search_read", [["client_order_ref", "=like", mine]], order_fields),
        server.call(
            "account.move",
            "search_read",
            [["ref", "=like", mine]],
            ["ref", "state", "invoice_date", "invoice_date_due", "amount_total", "invoice_origin"],
        ),
        server.call("res.partner", "search_count", [["ref", "=like", mine]]),
    )


def assert_complete(server: Server, prefix: str, all_invoiced: bool = True) -> Held:
    """Every row is one confirmed order with its date and amount; all or some are posted invoices of these orders."""
    found = held(server, prefix)
    got = sorted((one["date_order"], Decimal(str(one["amount_total"])), one["state"]) for one in found.orders)
    assert got == sorted((f"{day} 12:00:00", Decimal(amount), "sale") for _who, day, amount in ROWS)
    assert all(len(one["order_line"]) == 1 and one["amount_tax"] == 0 for one in found.orders)
    assert found.customers == 7
    refs = [one["client_order_ref"] for one in found.orders]
    assert len(set(refs)) == len(ROWS)
    assert len(found.invoices) == len(ROWS) if all_invoiced else 0 < len(found.invoices) < len(ROWS)
    assert len({one["ref"] for one in found.invoices}) == len(found.invoices)
    for one in found.invoices:
        _prefix, _who, day, amount = one["ref"].split("/")
        assert one["state"] == "posted"
        assert one["invoice_date"].replace("-", "") == one["invoice_date_due"].replace("-", "") == day
        assert Decimal(str(one["amount_total"])) == Decimal(amount)
    linked = server.call(
        "sale.order",
        "search_count",
        [["client_order_ref", "=like", f"{prefix}/%"], ["invoice_status", "=", "invoiced"]],
    )
    assert linked == len(found.invoices), "each invoice belongs to its order"
    return found


def test_twice_is_once(admin: Login, server: Server, tmp_path: Path, prefix: str) -> None:
    job = make_job(tmp_path, prefix, invoice_share=0.5)
    dry = import_file(job, admin, True, None, around())
    assert "orders: 16 to be created and confirmed" in dry
    assert held(server, prefix) == Held([], [], 0)
    import_file(job, admin, False, None, around())
    first = assert_complete(server, prefix, all_invoiced=False)
    again = import_file(job, admin, False, None, around())
    assert again == ["Nothing to do: all 16 purchases of 7 customers are there already."]
    assert held(server, prefix) == first


def test_invoices_alone_with_demo_names(admin: Login, server: Server, tmp_path: Path, prefix: str) -> None:
    job = make_job(tmp_path, prefix, orders=False, invoice_share=1.0, demo_names=True)
    import_file(job, admin, False, None, around())
    found = held(server, prefix)
    assert (len(found.orders), len(found.invoices)) == (0, 16)
    assert {one["state"] for one in found.invoices} == {"posted"}
    companies = server.call(
        "res.partner",
        "search_read",
        [["ref", "=like", f"{prefix}/%"], ["is_company", "=", True]],
        ["child_ids", "email"],
    )
    assert companies
    assert all(one["child_ids"] and one["email"].endswith("@example.com") for one in companies)
    assert import_file(job, admin, False, None, around())[0].startswith("Nothing to do")


Call = tuple[str, str]


class Proxy:
    """Passes TCP connections on, each carrying one request, and cuts some.

    :param fate: of a call (model and method), asked in their order: "pass", "refuse" (the request never arrives) or
        "deafen" (it arrives, the answer does not)
    """

    def __init__(self, url: str, fate: Callable[[Call], str]) -> None:
        parts = urlsplit(url)
        self.target = (parts.hostname or "localhost", parts.port or 80)
        self.fate = fate
        self.cut = list[Call]()
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self.listener.getsockname()[1]}"
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self) -> None:
        while True:
            try:
                client, _address = self.listener.accept()
            except OSError:
                return
            self.serve(client)

    def serve(self, client: socket.socket) -> None:
        with closing(client):
            request = read_request(client)
            call = call_of(request)
            fate = self.fate(call)
            if fate != "pass":
                self.cut.append(call)
            if fate == "refuse":
                return
            upstream = socket.create_connection(self.target)
            upstream.sendall(request)
            if fate == "deafen":
                # The server works on; whoever asked learns nothing.
                threading.Thread(target=drain, args=(upstream,), daemon=True).start()
                return
            with closing(upstream):
                while data := upstream.recv(65536):
                    client.sendall(data)


def call_of(request: bytes) -> Call:
    """Return model and method of a request, or service and method where there is no model."""
    params = json.loads(request.partition(b"\r\n\r\n")[2]).get("params", {})
    if params.get("service") != "object":
        return str(params.get("service", "")), str(params.get("method", ""))
    return params["args"][3], params["args"][4]


def read_request(client: socket.socket) -> bytes:
    """Return one whole HTTP request."""
    data = b""
    while b"\r\n\r\n" not in data:
        data += client.recv(65536)
    head, _end, body = data.partition(b"\r\n\r\n")
    fields = dict(line.lower().split(b": ", 1) for line in head.split(b"\r\n")[1:])
    length = int(fields.get(b"content-length", b"0"))
    while len(body) < length:
        body += client.recv(65536)
    return head + b"\r\n\r\n" + body


def drain(upstream: socket.socket) -> None:
    """Read and forget an answer."""
    with closing(upstream):
        while upstream.recv(65536):
            pass


@contextmanager
def proxy(url: str, fate: Callable[[Call], str]) -> Iterator[Proxy]:
    one = Proxy(url, fate)
    with closing(one.listener):
        yield one


def cut_at(wanted: Call, occurrence: int, how: str) -> Callable[[Call], str]:
    """Return a fate: all passes until a call comes for the nth time, and nothing after it."""
    seen = list[Call]()

    def fate(call: Call) -> str:
        before = seen.count(wanted)
        seen.append(call)
        if before >= occurrence:
            return "refuse"
        return how if call == wanted and before == occurrence - 1 else "pass"

    return fate


@pytest.mark.parametrize("how", ["refuse", "deafen"])
@pytest.mark.parametrize(
    ("call", "occurrence"),
    [
        (("res.partner", "load"), 1),
        (("sale.order", "load"), 2),
        (("sale.order", "action_confirm"), 2),
        (("sale.order", "write"), 3),
        (("account.move", "load"), 2),
        (("account.move", "action_post"), 2),
    ],
)
def test_lost_half_way_the_next_run_completes(
    admin: Login, server: Server, tmp_path: Path, prefix: str, how: str, call: Call, occurrence: int
) -> None:
    job = make_job(tmp_path, prefix)
    with proxy(admin.url, cut_at(call, occurrence, how)) as broken:
        with pytest.raises(ConnectionLostError, match="repeat the same command"):
            import_file(job, replace(admin, url=broken.url), False, None, around())
        assert broken.cut == [call]
    import_file(job, admin, False, None, around((0.2, 0.5, 1, 2)))
    assert_complete(server, prefix)


def test_a_connection_that_keeps_breaking_is_survived_in_one_run(
    admin: Login, server: Server, tmp_path: Path, prefix: str
) -> None:
    """At once after each cut the same call comes again while the first one still runs: nothing is there twice."""
    job, number = make_job(tmp_path, prefix, batch_size=16), count(1)

    def every_fifth(call: Call) -> str:
        return "pass" if call[0] == "common" or next(number) % 5 else "deafen"

    with proxy(admin.url, every_fifth) as broken:
        import_file(job, replace(admin, url=broken.url), False, None, around((0.01,) * 4 + (0.5,) * 20))
        assert len(broken.cut) > 2
    assert_complete(server, prefix)


@pytest.mark.parametrize("model", ["res.partner", "sale.order", "account.move"])
def test_a_call_repeated_while_it_still_runs_creates_nothing_twice(
    admin: Login, server: Server, tmp_path: Path, prefix: str, model: str
) -> None:
    cuts = [(model, "load")]

    def once(call: Call) -> str:
        return "deafen" if cuts and call == cuts[0] and cuts.pop() else "pass"

    with proxy(admin.url, once) as broken:
        import_file(make_job(tmp_path, prefix), replace(admin, url=broken.url), False, None, around((0, 1, 2)))
        assert broken.cut == [(model, "load")]
    assert_complete(server, prefix)


def test_two_imports_of_one_file_at_once(admin: Login, server: Server, tmp_path: Path, prefix: str) -> None:
    job, errors = make_job(tmp_path, prefix, batch_size=16), list[Exception]()

    def work() -> None:
        try:
            import_file(job, admin, False, None, around((0.2, 0.5, 1, 2)))
        except RefusedError as error:  # lost the race too often; the other one has done its work
            errors.append(error)

    threads = [threading.Thread(target=work) for _one in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(errors) < 2
    assert_complete(server, prefix)


def test_a_seller_with_own_documents_imports_orders(admin: Login, server: Server, tmp_path: Path, prefix: str) -> None:
    user, password = make_user(server, "sales_team.group_sale_salesman")
    seller = replace(admin, user=user, password=password)
    job = make_job(tmp_path, prefix, invoice_share=0.0, product_code=prefix)
    with pytest.raises(
        RefusedError, match=r"may not create product\.product\. Nothing was written\..*Products / Create"
    ):
        import_file(job, seller, False, None, around())
    assert held(server, prefix) == Held([], [], 0)
    server.call("product.product", "create", [{"name": prefix, "default_code": prefix, "type": "service"}])
    import_file(job, seller, False, None, around())
    orders = held(server, prefix).orders
    assert len(orders) == 16
    assert {one["state"] for one in orders} == {"sale"}
    assert import_file(job, seller, False, None, around())[0].startswith("Nothing to do")
    with pytest.raises(RefusedError, match=r"create account\.move.*Accounting / Invoicing"):
        import_file(replace(job, invoice_share=0.5), seller, False, None, around())


def test_a_second_seller_does_not_double_the_orders_of_the_first(
    admin: Login, server: Server, tmp_path: Path, prefix: str
) -> None:
    job = make_job(tmp_path, prefix, invoice_share=0.0)
    import_file(job, admin, False, None, around())
    user, password = make_user(server, "sales_team.group_sale_salesman")
    with pytest.raises(RefusedError, match="not for this user"):
        import_file(job, replace(admin, user=user, password=password), False, None, around())
    assert len(held(server, prefix).orders) == 16


def test_a_user_without_rights_is_told_what_is_missing(
    admin: Login, server: Server, tmp_path: Path, prefix: str
) -> None:
    user, password = make_user(server, "base.group_user")
    with pytest.raises(RefusedError) as caught:
        import_file(make_job(tmp_path, prefix), replace(admin, user=user, password=password), False, None, around())
    assert "create sale.order" in str(caught.value)
    assert "create account.move" in str(caught.value)
    assert "Nothing was written" in str(caught.value)
    assert held(server, prefix) == Held([], [], 0)


def make_api_key(login: Login) -> str:
    """Make a key as a user does in the web client: Odoo makes none over RPC."""
    parts = urlsplit(login.url)
    web = odoorpc.ODOO(parts.hostname, port=parts.port or 80)
    web.json("/web/session/authenticate", {"db": login.database, "login": login.user, "password": login.password})

    def call(model: str, method: str, *args: Any, **kwargs: Any) -> Any:
        params = {"model": model, "method": method, "args": list(args), "kwargs": kwargs}
        return web.json(f"/web/dataset/call_kw/{model}/{method}", params)["result"]

    description = call("res.users.apikeys.description", "create", [{"name": "import", "duration": "1"}])
    check = call("res.users.apikeys.description", "make_key", description)["res_id"]
    shown = call("res.users.identitycheck", "run_check", [check], context={"password": login.password})
    return str(shown["context"]["default_key"])


def test_an_api_key_is_a_password(admin: Login, server: Server, tmp_path: Path, prefix: str) -> None:
    user, password = make_user(server, "sales_team.group_sale_salesman_all_leads")
    key = make_api_key(replace(admin, user=user, password=password))
    job = make_job(tmp_path, prefix, invoice_share=0.0)
    import_file(job, admin, False, None, around())
    answer = import_file(job, replace(admin, user=user, password=key), False, None, around())
    assert answer == ["Nothing to do: all 16 purchases of 7 customers are there already."]


@pytest.mark.parametrize(
    ("change", "kind"),
    [
        ({"password": "wrong"}, RefusedError),
        ({"user": "nobody"}, RefusedError),
        ({"database": "no_such_database"}, RefusedError),
        ({"url": "http://127.0.0.1:9"}, ConnectionLostError),
    ],
)
def test_no_login(admin: Login, change: dict[str, str], kind: type[Exception]) -> None:
    with pytest.raises(kind):
        connect(replace(admin, **change))


def test_the_command_line(
    admin: Login, tmp_path: Path, prefix: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "rows.csv").write_text("customer,date,amount\nA,2025-01-01,1\nA,2025-01-01,1\nB,2025-01-02,2\n")
    monkeypatch.setenv(import_transactions.VARIABLE, admin.password)
    where = ["--url", admin.url, "--db", admin.database, "--user", admin.user, "--prefix", prefix]
    columns = ["--customer-column", "customer", "--date-column", "date", "--amount-column", "amount"]
    arguments = [str(tmp_path / "rows.csv"), *where, *columns, "--report", str(tmp_path / "bad.csv")]
    assert import_transactions.main(arguments) == 4
    assert "row 3" in capsys.readouterr().err
    assert import_transactions.main([*arguments, "--skip-bad"]) == 0
    assert "orders: 2 created and confirmed" in capsys.readouterr().out
    assert import_transactions.main([*arguments, "--skip-bad"]) == 0
    assert "Nothing to do: all 2 purchases of 2 customers are there already." in capsys.readouterr().out
    assert (tmp_path / "bad.csv").read_text(encoding="utf-8-sig").startswith("row,column,value,reason\n3,,")
