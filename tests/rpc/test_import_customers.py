"""The import of customers against a real server, as a data steward, through a connection that breaks."""

from __future__ import annotations

import os
import uuid
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import import_customers
import pytest

from rpclib.connection import Login, Server, connect
from rpclib.customer_job import CustomerJob
from rpclib.errors import ConnectionLostError, RefusedError, RowsRejectedError
from rpclib.job import Around
from rpclib.report import Report

pytestmark = pytest.mark.rpc

SECRET = "import-tests-1"
COLUMNS = {"Nr": "external_id", "Name": "name", "Mail": "email", "Phone": "phone", "City": "city"}
ROWS = 30


@pytest.fixture(scope="module")
def admin(server_url: str, server_database: str) -> Login:
    user = os.environ.get("CRM_SUITE_TEST_USER", "admin")
    return Login(server_url, server_database, user, os.environ.get("CRM_SUITE_TEST_PASSWORD", "admin"))


@pytest.fixture(scope="module")
def server(admin: Login) -> Server:
    return connect(admin)


def login_of(server: Server, admin: Login, *groups: str) -> Login:
    """Make a user with these groups."""
    name = f"import_{uuid.uuid4().hex[:8]}"
    ids = [server.call("ir.model.data", "check_object_reference", *group.split("."))[1] for group in groups]
    values = {"name": name, "login": name, "password": SECRET, "group_ids": [[6, 0, ids]]}
    server.call("res.users", "create", [values])
    return Login(admin.url, admin.database, name, SECRET)


@pytest.fixture(scope="module")
def steward(server: Server, admin: Login) -> Login:
    return login_of(server, admin, "crm_customer360.group_data_steward")


@pytest.fixture
def source(server: Server) -> str:
    """A source of data of its own, so that tests do not meet each other's customers."""
    code = f"t{uuid.uuid4().hex[:10]}"
    mapping = [[0, 0, {"column": column, "field": field}] for column, field in COLUMNS.items()]
    server.call("crm.import.source", "create", [{"name": code, "code": code, "mapping_ids": mapping}])
    return code


class Silent:
    def update(self, n: int) -> None:
        """Show nothing."""


class Breaking:
    """A connection that loses the answer of every third call."""

    def __init__(self, server: Server) -> None:
        self.server, self.calls = server, 0

    def call(self, model: str, method: str, *args: object, **kwargs: object) -> Any:
        self.calls += 1
        answer = self.server.call(model, method, *args, **kwargs)
        if self.calls % 3 == 0:
            raise ConnectionLostError("cut")
        return answer


def run(path: Path, source: str, login: Login, connector: Any = connect, **options: Any) -> list[str]:
    around = Around(lambda title, total: nullcontext(Silent()), lambda text: None, (0.0, 0.0, 0.0))
    dry_run = options.pop("dry_run", False)
    with Report(None) as report:
        job = CustomerJob(path, source, chunk=7, **options)
        return import_customers.import_customers(job, login, dry_run, report, around, connector)


def write(folder: Path, source: str, bad: bool = False) -> Path:
    path = folder / f"{source}.csv"
    lines = [f"{n},Customer {source} {n},c{n}@{source}.example.com,,Kaunas" for n in range(ROWS)]
    lines += ["99,Bad,no address,,Kaunas"] * bad
    path.write_text("\n".join(["Nr,Name,Mail,Phone,City", *lines]))
    return path


def count(server: Server, source: str) -> int:
    return int(server.call("res.partner", "search_count", [["email", "like", f"@{source}.example.com"]]))


def test_from_a_file_to_customers_and_nothing_twice(
    server: Server, steward: Login, source: str, tmp_path: Path
) -> None:
    path = write(tmp_path, source)
    assert run(path, source, steward, dry_run=True)[0] == "Dry run: no customer was written."
    assert count(server, source) == 0
    assert run(path, source, steward) == [f"{ROWS} rows: {ROWS} customers created, 0 changed, 0 with nothing new"]
    assert count(server, source) == ROWS
    assert run(path, source, steward)[0] == "Nothing to do: the file has been imported already."
    assert run(path, source, steward, name="again")[-1].endswith(f"0 changed, {ROWS} with nothing new")
    assert count(server, source) == ROWS


def test_through_a_connection_that_breaks(server: Server, steward: Login, source: str, tmp_path: Path) -> None:
    run(write(tmp_path, source), source, steward, lambda login: Breaking(connect(login)))
    assert count(server, source) == ROWS


def test_a_rejected_row_stops_it(server: Server, steward: Login, source: str, tmp_path: Path) -> None:
    path = write(tmp_path, source, bad=True)
    with pytest.raises(RowsRejectedError):
        run(path, source, steward)
    assert count(server, source) == 0
    assert run(path, source, steward, skip_bad=True)[-1] == "1 rows rejected"
    assert count(server, source) == ROWS


def test_others_are_refused(server: Server, admin: Login, source: str, tmp_path: Path) -> None:
    agent = login_of(server, admin, "crm_customer360.group_agent")
    with pytest.raises(RefusedError):
        run(write(tmp_path, source), source, agent)
    assert count(server, source) == 0
