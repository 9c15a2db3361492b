"""What must hold in compose.yaml and the Dockerfile. Pure functions: text or data in, problems out."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterable
from typing import Any

SECRET_NAME = re.compile("password|passwd|secret|token|api_?key", re.IGNORECASE)
ROOT = {"", "root", "0"}


def is_job(service: dict[str, Any]) -> bool:
    """Tell a job, which is started by hand and ends, from a service, which runs on."""
    return service.get("restart") == "no" and bool(service.get("profiles"))


def compose_problems(compose: dict[str, Any]) -> list[str]:
    """Return every rule of a server that the file breaks."""
    problems = [problem for name, service in compose["services"].items() for problem in service_problems(name, service)]
    for name, secret in compose.get("secrets", {}).items():
        if set(secret) != {"file"} or not secret["file"].startswith("./secrets/"):
            problems.append(f"secret {name} is not a file in ./secrets")
    if not compose.get("networks", {}).get("back", {}).get("internal"):
        problems.append("network back is not internal")
    return problems


def service_problems(name: str, service: dict[str, Any]) -> list[str]:
    """Return the rules that one service breaks."""
    checks = {
        "has no restart policy": "restart" not in service,
        "has no health check": not is_job(service) and "test" not in service.get("healthcheck", {}),
        "runs as root": str(service.get("user", "")).split(":")[0] in ROOT,
        "is privileged": bool(service.get("privileged") or service.get("cap_add")),
        "keeps capabilities": service.get("cap_drop") != ["ALL"],
        "may gain privileges": "no-new-privileges:true" not in service.get("security_opt", []),
        "has no memory limit": not service.get("deploy", {}).get("resources", {}).get("limits", {}).get("memory"),
        "is on the host's network": "network_mode" in service,
        "has an image without a tag": ":" not in service.get("image", "").replace(":-", ""),
    }
    problems = [f"{name} {problem}" for problem, broken in checks.items() if broken]
    ports = [str(port) for port in service.get("ports", [])]
    problems += [f"{name} publishes {port} beyond loopback" for port in ports if not port.startswith("127.0.0.1:")]
    environment = service.get("environment", {})
    problems += [
        f"{name} has a secret in its environment: {key}"
        for key, value in environment.items()
        if SECRET_NAME.search(key) and not (key.endswith("_FILE") and str(value).startswith("/run/secrets/"))
    ]
    granted = {f"/run/secrets/{secret}" for secret in service.get("secrets", [])}
    used = {value for value in environment.values() if str(value).startswith("/run/secrets/")}
    if granted != used:
        problems.append(f"{name} is given secrets {sorted(granted)} and reads {sorted(used)}")
    return problems


def instructions(dockerfile: str) -> list[tuple[str, str]]:
    """Return the instructions of a Dockerfile: name in capitals, and the rest on one line."""
    joined = re.sub(r"\\\n\s*", "", "\n".join(line for line in dockerfile.splitlines() if not line.startswith("#")))
    pairs = [line.strip().partition(" ") for line in joined.splitlines() if line.strip()]
    return [(name.upper(), rest.strip()) for name, _space, rest in pairs]


def copies(dockerfile: str) -> dict[str, str]:
    """Return what the image is given: source in the repository -> place in the image."""
    found = {}
    for name, rest in instructions(dockerfile):
        if name in ("COPY", "ADD"):
            *sources, target = [word for word in shlex.split(rest) if not word.startswith("--")]
            for source in sources:
                base = source.rsplit("/", 1)[-1]
                found[source] = target + base if target.endswith("/") else target
    return found


def requirement_files(dockerfile: str) -> list[str]:
    """Return the requirement files that pip installs, by their place in the image."""
    commands = " ".join(rest for name, rest in instructions(dockerfile) if name == "RUN")
    return re.findall(r"(?:-r|--requirement)[ =](\S+)", commands)


def image_problems(dockerfile: str) -> list[str]:
    """Return every rule that the Dockerfile breaks and hadolint does not know."""
    steps = instructions(dockerfile)
    users = [rest for name, rest in steps if name == "USER"]
    run = " ".join(rest for name, rest in steps if name == "RUN")
    checks = {
        "ends as root": (users[-1] if users else "").split(":")[0] in ROOT,
        "is not the official Odoo 19": not any(name == "FROM" and rest == "odoo:${ODOO_TAG}" for name, rest in steps)
        or ("ARG", "ODOO_TAG=19.0") not in steps,
        "names an architecture": bool(re.search(r"amd64|arm64|x86_64|aarch64|--platform", dockerfile)),
        "installs packages outside the list": len(re.findall(r"pip3?\b[^&|;]*\binstall\b", run)) != 1
        or bool(re.search(r"apt(-get)? install|npm install", run)),
        "has a secret": any(name in ("ENV", "ARG") and SECRET_NAME.search(rest) for name, rest in steps),
        "puts addons into a volume of the base image": any(
            target.startswith(("/mnt/extra-addons", "/var/lib/odoo")) for target in copies(dockerfile).values()
        ),
    }
    return [problem for problem, broken in checks.items() if broken]


def ignored_sources(dockerignore: str, sources: Iterable[str]) -> list[str]:
    """Return the copied sources that the builder would never get: everything is shut out but what is named."""
    lines = [line for line in dockerignore.splitlines() if line and not line.startswith("#")]
    if lines[:1] != ["*"]:
        return ["the list does not begin with *"]
    allowed = {line[1:] for line in lines if line.startswith("!")}
    return [source for source in sources if source not in allowed]
