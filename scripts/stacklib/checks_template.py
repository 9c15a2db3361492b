"""The databases the tests run in.

How it works
------------
Two databases are kept between runs, each named after a hash of all it was made from:

- ``c360_base_<hash>``: Odoo's own modules and the languages, about a minute to make, new with another Odoo;
- ``c360_template_<hash>``: a copy of it with our addons installed, some seconds, new after any change of
  an addon's code or data. So a test never runs against yesterday's fields or views.

Both get their name only when they are complete. A test works in a copy of its own, which goes when it ends.
"""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from stacklib import addons, demo, files, runs
from stacklib.checks_parse import odoo_problems, odoo_records
from stacklib.checks_run import run_logged
from stacklib.client import Client
from stacklib.errors import StackError
from stacklib.server import serving
from stacklib.stack import Stack

# What the suite reads or extends, installed in every test database; dependencies of our addons are added.
MODULES = (
    "contacts", "calendar", "crm", "sale_management", "sale_crm", "sale_loyalty", "account", "l10n_lt",
    "mass_mailing", "phone_validation",
)  # fmt: skip
# Modules whose records become touchpoints; the contact history is tested with a real flow through each.
SOURCES = (
    "crm_livechat", "crm_mail_plugin", "event_sale", "im_livechat", "loyalty", "mail_plugin", "mass_mailing_crm",
    "mass_mailing_sale", "mass_mailing_sms", "point_of_sale", "portal_rating", "project", "rating", "repair",
    "sale_stock", "sms", "snailmail", "snailmail_account", "stock", "survey", "website", "website_crm",
    "website_livechat", "website_payment", "website_sale",
)  # fmt: skip
# OCA addons; requirements-dev.txt brings them.
OCA = ("crm_claim", "crm_phonecall", "mail_gateway", "mail_tracking")
# The first one becomes the default: English, as in a company that is set up by hand.
LANGUAGES = ("en_US", "lt_LT", "lv_LV")


@dataclass(frozen=True)
class Templates:
    """Names of the two databases that tests copy."""

    base: str
    template: str


def odoo_modules(folder: Path) -> list[str]:
    """Return Odoo's own modules for the tests: the fixed list and what our addons depend on."""
    manifests = addons.manifests(folder)
    wanted = {str(name) for manifest in manifests.values() for name in as_list(manifest.get("depends"))}
    return sorted({*MODULES, *SOURCES, *OCA, *wanted} - set(manifests))


def as_list(value: object) -> list[object]:
    """Return a list from a manifest; a key that is missing means none."""
    return value if isinstance(value, list) else []


def names(stack: Stack) -> Templates:
    """Return the names of the databases for the present state of the tree and of Odoo."""
    release = (stack.odoo_path / "odoo" / "release.py").read_text(encoding="utf-8")
    company = Path(demo.__file__).read_text(encoding="utf-8")
    base = short_hash(release, str(stack.odoo_path), company, *odoo_modules(stack.addons), *LANGUAGES)
    content = [f"{name} {digest}" for name, digest in addons.digests(stack.addons).items()]
    return Templates(f"c360_base_{base}", f"c360_template_{short_hash(base, *content)}")


def short_hash(*parts: str) -> str:
    """Return a short hash over some texts."""
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:12]


def provide(stack: Stack) -> Templates:
    """Make the two databases if they are missing, and drop those of earlier states of the tree.

    :raise StackError: Odoo fails to install a module, or one of our addons logs an error or a warning
    """
    wanted = names(stack)
    own = list(addons.manifests(stack.addons))
    with lock(stack):
        existing = stack.databases()
        if wanted.base not in existing:
            modules = ",".join(odoo_modules(stack.addons))
            options = ["-i", modules, "--load-language", ",".join(LANGUAGES)]
            make(stack, wanted.base, None, options, finish=lambda name: set_up(stack, name))
        if wanted.template not in existing:
            make(stack, wanted.template, wanted.base, ["-i", ",".join(own)], own)
        runs.note(stack.home, wanted.base, wanted.template)
        needed = runs.in_use(stack.home)
        for name in existing:
            if name not in needed and is_outdated(name, wanted):
                stack.drop_database(name)
    return wanted


@contextmanager
def lock(stack: Stack) -> Iterator[None]:
    """Keep other runs from the kept databases: PostgreSQL copies only what nobody is connected to."""
    with files.locked(stack.home / "templates.lock"):
        yield


def is_outdated(name: str, wanted: Templates) -> bool:
    """Tell whether a database is a template of an earlier state, or the copy of a run that is gone."""
    if copy := re.fullmatch(r"c360_test_\w+_(\d+)", name):
        return not runs.is_alive(int(copy[1]))
    return re.fullmatch(r"c360_(base|template)_\w+", name) is not None and name not in (wanted.base, wanted.template)


def make(
    stack: Stack,
    name: str,
    source: str | None,
    install: list[str],
    own: Sequence[str] = (),
    finish: Callable[[str], None] | None = None,
) -> None:
    """Create a database under a working name, install into it, and only then give it its name.

    :param source: database to copy, None for an empty one
    :param install: options of Odoo
    :param own: addons whose warnings make it fail
    :param finish: called with the working name after the installation
    :raise StackError: Odoo fails or logs an error
    """
    working = f"{name}_new"
    stack.drop_database(working)
    stack.create_database(working, source)
    config = stack.config("checks_template")
    command = stack.odoo("-d", working, *install, "--stop-after-init", "--no-http", config=config)
    done = run_logged(stack, f"create {name}", command)
    problems = odoo_problems(odoo_records(done.output), own)
    if done.code != 0 or problems:
        shown = "\n".join(problems[:20]) or done.tail
        raise StackError(f"Installing the modules of {name} failed.", shown, f"The whole log: {done.log}")
    if finish:
        finish(working)
    rename(stack, working, name)


def set_up(stack: Stack, name: str) -> None:
    """Give the company of a test database what every company has that sells: country, currency, chart of accounts."""
    with serving(stack, name) as url:
        demo.set_up_company(Client(url, name, "admin"))


def rename(stack: Stack, old: str, new: str) -> None:
    """Rename a database, its files first: a database is never there without them."""
    store = stack.data_dir / "filestore"
    files.remove(store / new)
    if (store / old).is_dir():
        (store / old).rename(store / new)
    stack.psql(f'ALTER DATABASE "{old}" RENAME TO "{new}"')


@contextmanager
def scratch(stack: Stack, source: str, purpose: str) -> Iterator[str]:
    """Give a copy of a database with its files, dropped at the end.

    :param source: one of the kept databases
    :param purpose: a word that becomes part of the name
    """
    name = f"c360_test_{purpose}_{os.getpid()}"
    stack.drop_database(name)
    with lock(stack):
        stack.create_database(name, source)
    try:
        yield name
    finally:
        stack.drop_database(name)
