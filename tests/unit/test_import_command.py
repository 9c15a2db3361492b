"""The command line of the import of transactions, and what a large file takes."""

from __future__ import annotations

import random
import re
import subprocess
import sys
from datetime import date, timedelta
from pathlib import Path
from types import SimpleNamespace

import import_transactions
import pytest
from import_case import (
    GOOD,
    TODAY,
    write,
)

OPTIONS = ["--customer-column", "customer", "--date-column", "date", "--amount-column", "amount", "--prefix", "SHOP"]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ([], "name a file"),
        (["f.csv"], "--prefix is needed"),
        (["f.csv", "--prefix", "S"], "missing: --customer-column, --date-column, --amount-column"),
        (["f.csv", *OPTIONS], "--db is needed"),
        (["f.csv", *OPTIONS, "--dry-run", "--document", "invoice", "--invoice-share", "0.5"], "--document order"),
        (["f.csv", *OPTIONS, "--dry-run", "--demo-names", "--name-column", "n"], "--demo-names"),
        (["f.csv", *OPTIONS, "--dry-run", "--shift-to", "2999-01-01"], "in the future"),
        (["f.csv", *OPTIONS, "--dry-run", "--shift-to", "soon"], "--shift-to"),
        (["f.csv", *OPTIONS, "--dry-run", "--invoice-share", "1.1"], "from 0 to 1"),
        (["f.csv", *OPTIONS, "--dry-run", "--batch-size", "0"], "1 to 2000"),
        (["f.csv", *OPTIONS, "--dry-run", "--encoding", "klingon"], "no encoding klingon"),
        (["f.csv", *OPTIONS, "--dry-run", "--separator", ";;"], "one character"),
        (["f.csv", *OPTIONS, "--dry-run", "--date-format", "%d %z"], "without a time zone"),
        (["f.csv", *OPTIONS, "--dry-run", "--prefix", "a/b"], "letters, digits"),
        (["f.csv", *OPTIONS, "--db", "d"], "a password is needed"),
        (["f.csv", *OPTIONS, "--db", "d", "--password-file", "/no/such/file"], "--password-file"),
        (["f.csv", *OPTIONS, "--db", "d", "--password", "x"], "unrecognized arguments"),
    ],
)
def test_options_that_do_not_fit(
    arguments: list[str], message: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(import_transactions.VARIABLE, raising=False)
    with pytest.raises(SystemExit) as caught:
        import_transactions.main(arguments)
    assert caught.value.code == 2
    assert message in capsys.readouterr().err


def test_exit_codes(tmp_path: Path, capsys: pytest.CaptureFixture[str], unused_port: int) -> None:
    good, bad = write(tmp_path / "good.csv", GOOD), write(tmp_path / "bad.csv", GOOD + "C,soon,1\n")
    password = write(tmp_path / "password", "secret\n")
    assert import_transactions.main([str(good), *OPTIONS, "--dry-run"]) == 0
    assert import_transactions.main([str(tmp_path / "none.csv"), *OPTIONS, "--dry-run"]) == 3
    assert import_transactions.main([str(bad), *OPTIONS, "--dry-run"]) == 4
    server = ["--db", "d", "--url", f"http://127.0.0.1:{unused_port}", "--password-file", str(password)]
    assert import_transactions.main([str(good), *OPTIONS, *server]) == 5
    shown = capsys.readouterr()
    assert "row 5 date: 'soon' not a date of the format %Y-%m-%d" in shown.err
    assert "secret" not in shown.out + shown.err


def test_the_password_comes_from_file_or_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    parser = import_transactions.build_parser()
    options = SimpleNamespace(db="d", url="u", user="me", company=None, password_file=None)
    monkeypatch.setenv(import_transactions.VARIABLE, "from environment")
    login = import_transactions.read_login(parser, options)
    assert login is not None
    assert login.password == "from environment"
    options.password_file = write(tmp_path / "p", " from file \n")
    login = import_transactions.read_login(parser, options)
    assert login is not None
    assert login.password == " from file "


def test_the_documented_command_line_is_valid() -> None:
    lines = import_transactions.EPILOG.replace("\\\n", " ").splitlines()
    commands = [line.split()[1:] for line in lines if line.strip().startswith("import_transactions.py")]
    assert len(commands) == 2
    for command in commands:
        import_transactions.parse(import_transactions.build_parser(), command, TODAY)


def test_every_option_has_help() -> None:
    parser = import_transactions.build_parser()
    assert all(action.help for action in parser._actions)
    parser.format_help()


# Runs a program and prints the peak of its own memory; getrusage() would count the process it was forked from too.
MEASURED = """
import atexit, pathlib, runpy, sys
atexit.register(lambda: sys.stderr.write(pathlib.Path("/proc/self/status").read_text()))
sys.argv = sys.argv[1:]
sys.path.insert(0, str(pathlib.Path(sys.argv[0]).parent))
runpy.run_path(sys.argv[0], run_name="__main__")
"""


@pytest.mark.slow
def test_a_million_rows_in_bounded_memory(tmp_path: Path) -> None:
    chance, start = random.Random(1), date(2020, 1, 1)
    with (tmp_path / "big.csv").open("w", encoding="utf-8") as file:
        file.write("customer,date,amount\n")
        for number in range(1_000_000):
            day = start + timedelta(days=chance.randrange(2000))
            file.write(f"{chance.randrange(100_000):06d},{day},{number % 100_000 / 100:.2f}\n")
    program = Path(import_transactions.__file__)
    arguments = [str(tmp_path / "big.csv"), *OPTIONS, "--dry-run", "--allow-duplicates"]
    command = [sys.executable, "-c", MEASURED, str(program), *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert "1,000,000 purchases of" in done.stdout
    peak = re.search(r"^VmHWM:\s+(\d+) kB$", done.stderr, re.MULTILINE)
    assert peak
    assert int(peak[1]) < 250 * 1024
