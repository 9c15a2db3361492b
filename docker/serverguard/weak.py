"""Which passwords are refused, and why. Pure: no file, no database, no Odoo.

Examples
--------
>>> weakness("admin")
'it has fewer than 12 characters'
>>> weakness("Admin-Demo-2026")
'it is made of well-known words and digits only'
>>> weakness("mGf7w2Qk9xLr")
''
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

MINIMUM_LENGTH = 12
MINIMUM_DISTINCT = 6

# Longer words first, so that "administrator" does not leave "istrator" behind.
WELL_KNOWN = re.compile(
    "administrator|changeme|database|default|letmein|password|postgres|welcome|example|portal|qwerty|secret|master|admin"
    "|demo|odoo|pass|root|test|user|crm"
)

# The passwords that Odoo's own data and demo data give to their users.
DEMO_PASSWORDS = ("admin", "demo", "portal", "odoo", "password", "")


def weakness(secret: str) -> str:
    """Return why a secret is too weak for a server; empty if it is good enough."""
    if not secret:
        return "it is empty"
    if secret != secret.strip() or not secret.isprintable():
        return "it has spaces at its ends, a line break or a control character"
    if len(secret) < MINIMUM_LENGTH:
        return f"it has fewer than {MINIMUM_LENGTH} characters"
    if len(set(secret)) < MINIMUM_DISTINCT:
        return f"it has fewer than {MINIMUM_DISTINCT} different characters"
    if not re.search("[a-z]", WELL_KNOWN.sub("", secret.lower())):
        return "it is made of well-known words and digits only"
    return ""


@dataclass(frozen=True)
class Account:
    """One user of the database: login, stored hash, and whether Odoo's own data created it."""

    id: int
    login: str
    password_hash: str
    from_data: bool


def candidates(account: Account) -> set[str]:
    """Return the passwords to try; each costs a third of a second, so only what a demo would use."""
    return {account.login, *(DEMO_PASSWORDS if account.from_data else ())}


def with_demo_password(accounts: Iterable[Account], verify: Callable[[str, str], bool]) -> list[Account]:
    """Return the accounts whose password is a demo password or their own login.

    :param verify: (password, hash) -> whether they belong together
    """
    return [
        account
        for account in accounts
        if account.password_hash
        and any(verify(password, account.password_hash) for password in sorted(candidates(account)))
    ]
