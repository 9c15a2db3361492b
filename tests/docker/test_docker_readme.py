"""docker/README.md names services, scripts and variables that exist."""

from __future__ import annotations

import re

import yaml
from docker_tools import DOCKER

README = (DOCKER / "README.md").read_text(encoding="utf-8")
SERVICES = set(yaml.safe_load((DOCKER / "compose.yaml").read_text(encoding="utf-8"))["services"])
NO_SERVICE = {"build", "ps"}


def commands(text: str) -> list[list[str]]:
    """Return the words of each Compose command, without options."""
    found = re.findall(r"docker compose ([^`\n#<>]+)", text)
    return [[word for word in line.split() if not word.startswith("-")] for line in found]


def unknown_services(text: str) -> list[str]:
    """Return the commands whose service compose.yaml does not have."""
    return [
        " ".join(words)
        for words in commands(text)
        if words[0] not in NO_SERVICE and len(words) > 1 and words[1] not in SERVICES
    ]


def test_commands_name_existing_services() -> None:
    assert len(commands(README)) >= 20
    assert unknown_services(README) == []
    assert unknown_services("docker compose run --rm web init") == ["run web init"]


def test_named_files_exist() -> None:
    names = set(re.findall(r"(?:\./|`)([\w./-]+\.(?:sh|yaml|template))", README))
    assert len(names) >= 4
    assert [name for name in names if not (DOCKER / name).exists()] == []


def test_script_in_the_container_is_the_one_mounted() -> None:
    mounted = re.findall(r"/docker-entrypoint-initdb\.d/(\S+)", README)
    assert mounted
    assert {name for name in mounted if not (DOCKER / "db" / name).exists()} == set()
    assert "./db:/docker-entrypoint-initdb.d:ro" in (DOCKER / "compose.yaml").read_text(encoding="utf-8")


def test_named_variables_are_settings() -> None:
    names = set(re.findall(r"\b(?:ODOO|PG)[A-Z_]{3,}\b", README))
    compose = (DOCKER / "compose.yaml").read_text(encoding="utf-8")
    assert len(names) >= 6
    assert [name for name in names if name not in compose] == []
