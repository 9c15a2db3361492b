"""The image: a clean Dockerfile, and the same requirements and addons as the local stack."""

from __future__ import annotations

import ast
import configparser
import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from docker_rules import copies, ignored_sources, image_problems, requirement_files
from docker_tools import DOCKER, REPO, tool

from stacklib import addons, venv
from stacklib.stack import Stack

DOCKERFILE = (DOCKER / "Dockerfile").read_text(encoding="utf-8")
IGNORE = (REPO / ".dockerignore").read_text(encoding="utf-8")
ADDONS_LIST = REPO / "requirements-addons.txt"


def hadolint(path: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run([tool("hadolint"), "--no-color", str(path)], capture_output=True, text=True, check=False)


def included(path: Path) -> set[Path]:
    """Return a requirements file and all that it includes."""
    found = {path}
    for name in re.findall(r"^(?:-r|--requirement)[ =](\S+)", path.read_text(encoding="utf-8"), re.MULTILINE):
        found |= included(path.parent / name)
    return found


def packages(path: Path) -> set[str]:
    """Return the names of the packages that a requirements file lists itself."""
    lines = path.read_text(encoding="utf-8").splitlines()
    names = [re.match(r"[A-Za-z0-9][A-Za-z0-9._-]*", line) for line in lines if not line.startswith("-")]
    return {re.sub("[-_.]+", "-", name[0]).lower() for name in names if name}


def test_dockerfile_is_clean() -> None:
    done = hadolint(DOCKER / "Dockerfile")
    assert done.returncode == 0, done.stdout
    assert image_problems(DOCKERFILE) == []


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("FROM odoo:${ODOO_TAG}", "FROM odoo", "DL3006"),
        ("USER odoo\nENTRYPOINT", "USER root\nENTRYPOINT", "DL3002"),
        ("pip3 --python /opt/crm/venv/bin/python3 install --no-cache-dir", "pip3 install", "DL3042"),
        ("COPY addons /opt/crm/addons", "ADD addons /opt/crm/addons", "DL3020"),
        ('CMD ["server"]', "CMD server", "DL3025"),
    ],
)
def test_linter_finds_a_planted_mistake(tmp_path: Path, old: str, new: str, code: str) -> None:
    assert old in DOCKERFILE
    broken = tmp_path / "Dockerfile"
    broken.write_text(DOCKERFILE.replace(old, new))
    done = hadolint(broken)
    assert done.returncode != 0
    assert code in done.stdout


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("USER odoo\nENTRYPOINT", "ENTRYPOINT", "ends as root"),
        ("ODOO_TAG=19.0", "ODOO_TAG=18.0", "is not the official Odoo 19"),
        ("FROM odoo:", "FROM --platform=linux/amd64 odoo:", "names an architecture"),
        ("    && sed", "    && pip3 install pandas && sed", "installs packages outside the list"),
        ("ENV PATH", "ENV ADMIN_PASSWORD=x PATH", "has a secret"),
        ("COPY addons /opt/crm/addons", "COPY addons /mnt/extra-addons", "puts addons into a volume of the base image"),
    ],
)
def test_planted_mistake_is_found(old: str, new: str, problem: str) -> None:
    assert old in DOCKERFILE
    assert problem in image_problems(DOCKERFILE.replace(old, new))


def test_image_and_local_stack_install_the_same_requirements() -> None:
    assert requirement_files(DOCKERFILE) == [copies(DOCKERFILE)["requirements-addons.txt"]]
    local = set().union(*(included(REPO / name) for name, _options in venv.REQUIREMENTS))
    assert ADDONS_LIST in local
    # Nothing of the addons' own list is pinned a second time elsewhere, where the two could drift apart.
    assert [path.name for path in local - {ADDONS_LIST} if packages(path) & packages(ADDONS_LIST)] == []


def test_change_of_the_requirements_makes_a_new_local_environment(tmp_path: Path) -> None:
    for path in REPO.glob("requirements*.txt"):
        (tmp_path / path.name).write_bytes(path.read_bytes())
    before = venv.key(tmp_path)
    with (tmp_path / "requirements-addons.txt").open("a") as stream:
        stream.write("colorama\n")
    assert venv.key(tmp_path) != before


def test_every_package_an_addon_asks_for_is_installed_in_both() -> None:
    own = addons.manifests(REPO / "addons")
    asked = {name for manifest in own.values() for name in external(manifest)}
    # Odoo's own requirements are in the official image; requirements.txt repeats them for the local stack.
    assert asked <= packages(ADDONS_LIST) | packages(REPO / "requirements.txt")


def external(manifest: dict[str, object]) -> list[str]:
    """Return the Python packages that a manifest names."""
    named = manifest.get("external_dependencies", {})
    assert isinstance(named, dict)
    return [re.sub("[-_.]+", "-", name).lower() for name in named.get("python", [])]


def test_image_and_local_stack_have_the_same_addons() -> None:
    stack = Stack(REPO, Path("/nonexistent"), Path("/nonexistent/bin/python"), Path("/nonexistent"), {})
    assert stack.addons == REPO / "addons"
    parser = configparser.RawConfigParser()
    parser.read(DOCKER / "odoo.conf.template")
    assert copies(DOCKERFILE)["addons"] == parser["options"]["addons_path"]


def test_modules_of_the_first_phase_exist_in_the_image() -> None:
    compose = yaml.safe_load((DOCKER / "compose.yaml").read_text(encoding="utf-8"))
    text = compose["services"]["init"]["environment"]["ODOO_MODULES"]
    modules = re.fullmatch(r"\$\{ODOO_MODULES:-(.+)\}", text)[1].split(",")
    manifests = addons.manifests(REPO / "addons")
    assert modules
    assert [name for name in modules if name not in manifests] == []


def test_builder_gets_everything_it_copies_and_nothing_secret() -> None:
    sources = copies(DOCKERFILE)
    assert len(sources) >= 5
    assert [source for source in sources if not (REPO / source).exists()] == []
    assert ignored_sources(IGNORE, sources) == []
    allowed = [line[1:] for line in IGNORE.splitlines() if line.startswith("!")]
    assert sorted(allowed) == sorted(sources)


def test_forgotten_source_is_found() -> None:
    assert ignored_sources(IGNORE.replace("!addons\n", ""), copies(DOCKERFILE)) == ["addons"]
    assert ignored_sources("addons\n", ["addons"]) == ["the list does not begin with *"]


def test_guard_is_typed_and_runs_on_the_oldest_python(tmp_path: Path) -> None:
    for path in (DOCKER / "serverguard").glob("*.py"):
        ast.parse(path.read_text(encoding="utf-8"), feature_version=(3, 10))
    settings = ["--config-file", str(REPO / "pyproject.toml"), "--cache-dir", str(tmp_path)]
    command = [sys.executable, "-m", "mypy", "--strict", *settings, "-p", "serverguard"]
    done = subprocess.run(command, cwd=DOCKER, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout
