"""When the demo company is made again, brought up to date, or left alone; and printing with Chromium."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from stacklib import addons, demo, pdf, print_chromium
from stacklib.stack import Stack


class FakeStack(Stack):
    """A stack without a server: databases are a set, parameters a dictionary."""

    def psql(self, sql: str, database_name: str = "postgres") -> str:
        if "pg_database" in sql:
            return "\n".join(sorted(NAMES))
        return "" if "to_regclass" in sql and not PARAMETERS else "x"


NAMES: set[str] = set()
PARAMETERS: dict[str, str] = {}


@pytest.fixture
def stack(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> FakeStack:
    """A checkout with one addon, and a server without databases."""
    NAMES.clear()
    PARAMETERS.clear()
    write_addon(tmp_path, "crm_one", "{'name': 'One'}")
    monkeypatch.setattr(demo, "parameter", lambda _stack, key: PARAMETERS.get(key, ""))
    monkeypatch.setattr(demo, "set_parameter", lambda _stack, key, value: PARAMETERS.__setitem__(key, value))
    return FakeStack(tmp_path, tmp_path / "home", Path("python"), Path("odoo"), {})


@pytest.fixture
def done(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What was done to the demo company."""
    seen: list[str] = []
    monkeypatch.setattr(demo, "create", lambda _stack, _wanted: seen.append("create"))
    monkeypatch.setattr(demo, "run_odoo", lambda _stack, *args: seen.append(" ".join(args)))
    return seen


def write_addon(repo: Path, name: str, manifest: str) -> Path:
    """Write an addon with one model, one static file and one test."""
    folder = repo / "addons" / name
    for place in ("models/a.py", "static/src/a.js", "tests/test_a.py"):
        (folder / place).parent.mkdir(parents=True)
        (folder / place).write_text("1", encoding="utf-8")
    (folder / "__manifest__.py").write_text(manifest, encoding="utf-8")
    return folder


def complete(stack: Stack) -> None:
    """Let the demo company look finished with the addons as they are."""
    NAMES.add(demo.DATABASE)
    PARAMETERS.update({demo.MARKER: "1", demo.INSTALLED: json.dumps(addons.digests(stack.addons))})


def test_first_time_makes_it(stack: Stack, done: list[str]) -> None:
    demo.provide(stack)
    assert done == ["create"]


def test_database_without_marker_is_made_again(stack: Stack, done: list[str]) -> None:
    NAMES.add(demo.DATABASE)
    demo.provide(stack)
    assert done == ["create"]


def test_finished_company_is_left_alone(stack: Stack, done: list[str]) -> None:
    complete(stack)
    demo.provide(stack)
    assert done == []


def test_static_files_and_tests_need_no_update(stack: Stack, done: list[str]) -> None:
    complete(stack)
    (stack.addons / "crm_one/static/src/a.js").write_text("2", encoding="utf-8")
    (stack.addons / "crm_one/tests/test_a.py").write_text("2", encoding="utf-8")
    demo.provide(stack)
    assert done == []


def test_changed_addon_is_updated_and_new_one_installed_once(stack: Stack, done: list[str]) -> None:
    complete(stack)
    (stack.addons / "crm_one/models/a.py").write_text("2", encoding="utf-8")
    write_addon(stack.repo, "crm_two", "{'name': 'Two'}")
    write_addon(stack.repo, "crm_three", "{'name': 'Three', 'installable': False}")
    demo.provide(stack)
    demo.provide(stack)
    assert done == ["-u crm_one -i crm_two"]


def test_odoo_command_line(stack: Stack) -> None:
    config = Path("x.conf")
    assert stack.odoo("-d", "db", config=config)[2:] == ["-c", "x.conf", "-d", "db"]
    assert stack.odoo("shell", "-d", "db", config=config)[2:] == ["shell", "-c", "x.conf", "-d", "db"]


def test_configuration_is_private_and_keeps_percent_signs(stack: Stack) -> None:
    path = stack.config("one", log_handler=":WARNING", db_name="a%b")
    text = path.read_text(encoding="utf-8")
    assert path.stat().st_mode & 0o777 == 0o600
    assert "http_interface = 127.0.0.1\n" in text
    assert "db_name = a%%b\n" in text


def test_password_is_not_shown(tmp_path: Path) -> None:
    assert "hidden" not in repr(Stack(tmp_path, tmp_path, tmp_path, tmp_path, {"PGPASSWORD": "hidden"}))


def test_chromium_takes_the_name_only_where_wkhtmltopdf_is_missing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    programs = tmp_path / "programs"
    programs.mkdir()
    monkeypatch.setenv("PATH", str(programs))
    assert pdf.shim_path(tmp_path, Path("/venv/bin/python")) == []
    make_program(programs / "chromium")
    assert pdf.shim_path(tmp_path, Path("/venv/bin/python")) == [str(tmp_path / "bin")]
    assert (tmp_path / "bin/wkhtmltopdf").stat().st_mode & 0o111
    make_program(programs / "wkhtmltopdf")
    assert pdf.shim_path(tmp_path, Path("/venv/bin/python")) == []


def make_program(path: Path) -> None:
    """Write a program that does nothing."""
    path.write_text("#!/bin/sh\n", encoding="utf-8")
    path.chmod(0o755)


def test_arguments_of_odoo_are_understood() -> None:
    words = (
        "--disable-local-file-access --quiet --page-size A4 --margin-top 40.0 --margin-left 3 --orientation Portrait "
    )
    words += "--header-html h.html a.html b.html out.pdf"
    job = print_chromium.parse(words.split())
    assert [source.name for source in job.sources] == ["a.html", "b.html"]
    assert job.output == Path("out.pdf")
    assert job.options["--header-html"] == "h.html"
    rule = job.page_rule()
    assert "size: A4 portrait" in rule
    assert "margin: 8mm 10mm 12mm 10mm" in rule


def test_each_document_gets_its_own_header_and_footer(tmp_path: Path) -> None:
    page = "<html><head></head><body class='container overflow-hidden'>{}</body></html>"
    parts = "".join(f"<div><b>part {number}</b><i>Page <span class='page'>0</span></i></div>" for number in (1, 2))
    header = f"<div id='minimal_layout_report_headers'>{parts.replace('part', 'head')}</div>"
    footer = f"<div id='minimal_layout_report_footers'>{parts.replace('part', 'foot')}</div>"
    for name, content in (("h", header), ("f", footer), ("1", "<p>one</p>"), ("2", "<p>žąsis</p>")):
        (tmp_path / f"{name}.html").write_text(page.format(content), encoding="utf-8")
    options = {"--header-html": f"{tmp_path}/h.html", "--footer-html": f"{tmp_path}/f.html"}
    job = print_chromium.Job([tmp_path / "1.html", tmp_path / "2.html"], options)
    text = print_chromium.compose(job, 1)
    for expected in ("head 2", "foot 2", "<p>žąsis</p>"):
        assert expected in text
    for unwanted in ("head 1", "foot 1", "Page ", "overflow-hidden"):
        assert unwanted not in text
    assert text.index("head 2") < text.index("žąsis") < text.index("foot 2")
