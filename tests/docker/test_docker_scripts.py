"""The shell scripts, and that no file of docker/ holds a secret."""

from __future__ import annotations

import re
import stat
import subprocess
from pathlib import Path

import pytest
from docker_tools import DOCKER, REPO, tool
from serverguard.weak import weakness

SCRIPTS = [DOCKER / "entrypoint.sh", DOCKER / "make-secrets.sh", DOCKER / "db/10-odoo.sh"]
OPTIONAL = "add-default-case,check-unassigned-uppercase,quote-safe-variables,deprecate-which"
# A value after a word like "password": quoted text, or text that is no variable, no path and no placeholder.
VALUE = re.compile(
    r"""\b\w*(?:password|passwd|secret|token)\w*["']?[ \t]*(?:=|:(?!'))[ \t]*["']?(?P<value>[^\s"'$/{(<:\[,)]{4,})""",
    re.IGNORECASE,
)


def shellcheck(path: Path) -> subprocess.CompletedProcess[str]:
    command = [tool("shellcheck"), "--norc", f"--enable={OPTIONAL}", str(path)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def secret_values(text: str) -> list[str]:
    """Return what looks like a written-down secret."""
    return [match["value"] for match in VALUE.finditer(text)]


def test_all_scripts_are_known() -> None:
    assert sorted(DOCKER.rglob("*.sh")) == sorted(SCRIPTS)


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.name)
def test_script_is_clean_and_can_be_run(path: Path) -> None:
    done = shellcheck(path)
    assert done.returncode == 0, done.stdout
    assert path.stat().st_mode & stat.S_IXUSR
    assert path.read_text().splitlines()[0] == "#!/bin/sh"


@pytest.mark.parametrize("line", ["rm -rf $1/x", "cd /nowhere", "if [ $1 = a ]; then echo; fi", "echo $UNDEFINED_NAME"])
def test_planted_mistake_is_found(tmp_path: Path, line: str) -> None:
    path = tmp_path / "x.sh"
    path.write_text(f"#!/bin/sh\n{line}\n")
    assert shellcheck(path).returncode != 0


def test_no_secret_is_written_in_any_file() -> None:
    listed = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "docker", ".dockerignore"]
    paths = subprocess.run(listed, cwd=REPO, capture_output=True, text=True, check=True).stdout.splitlines()
    files = [REPO / path for path in paths if (REPO / path).is_file() and not path.endswith((".py", ".md"))]
    assert len(files) >= 7
    assert {path.name: found for path in files if (found := secret_values(path.read_text(encoding="utf-8")))} == {}


@pytest.mark.parametrize(
    "text", ["POSTGRES_PASSWORD: odoo", "admin_passwd = admin", 'API_TOKEN="abcd1234"', "password=hunter2"]
)
def test_written_secret_would_be_found(text: str) -> None:
    assert secret_values(text)


def test_secrets_and_settings_stay_out_of_git() -> None:
    for name in ("docker/secrets/odoo_db_password", "docker/.env"):
        assert subprocess.run(["git", "check-ignore", "-q", name], cwd=REPO, check=False).returncode == 0, name


def test_made_secrets_are_strong_private_and_kept(tmp_path: Path) -> None:
    folder = tmp_path / "secrets"
    made = {}
    for _time in range(2):
        subprocess.run([str(DOCKER / "make-secrets.sh"), str(folder)], check=True, capture_output=True)
        now = {path.name: path.read_text() for path in folder.iterdir()}
        assert now == (made or now)
        made = now
    assert set(made) == {"postgres_password", "odoo_db_password", "odoo_master_password", "odoo_admin_password"}
    assert len(set(made.values())) == 4
    assert [name for name, secret in made.items() if weakness(secret.removesuffix("\n"))] == []
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert {stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()} == {0o644}
