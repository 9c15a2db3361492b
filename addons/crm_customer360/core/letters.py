"""What the filing of e-mails asks of a message beyond Odoo's own parser."""

from __future__ import annotations

import codecs
import email
import email.policy
import hashlib
import re
from email.message import EmailMessage, MIMEPart
from email.utils import getaddresses

from .forwarded import EMAIL

#: Headers in which mail servers note the address a message was really delivered to; a blind copy names it nowhere else.
ENVELOPE_HEADERS = ("X-Original-To", "Envelope-To", "X-Envelope-To", "X-Forwarded-To", "Bcc")
#: How deep a forward of forwards is opened.
DEEPEST = 3
#: A name in quotes may be anything, an address too.
QUOTED = re.compile(r'"(?:[^"\\]|\\.)*"')
DMARC_FAIL = re.compile(r"\bdmarc\s*=\s*fail\b", re.IGNORECASE)


def envelope_addresses(message: EmailMessage) -> set[str]:
    """Addresses, in lower case, that mail servers say they delivered the message to."""
    values = [str(value) for name in ENVELOPE_HEADERS for value in message.get_all(name, [])]
    return {address.lower() for _name, address in getaddresses(values) if "@" in address}


def doubtful(message: EmailMessage) -> bool:
    """Whether the sender may be another than the message says: it names several, or our mail server found it forged.

    Servers put their verdict on top; one further down was written by others and means nothing. Without any verdict the
    sender is believed, as Odoo's gateway does.
    """
    senders = " ".join(str(value) for name, value in message.raw_items() if name.lower() == "from")
    if len({address.lower() for address in EMAIL.findall(QUOTED.sub(" ", senders))}) > 1:
        return True
    verdicts = message.get_all("Authentication-Results", [])
    return bool(verdicts) and DMARC_FAIL.search(str(verdicts[0])) is not None


def attached_messages(message: EmailMessage, depth: int = 0) -> list[EmailMessage]:
    """E-mails attached to a message as e-mails or ``.eml`` files; of a forward of a forward, the innermost."""
    found: list[EmailMessage] = []
    for part in _parts(message):
        inner = _opened(part)
        if inner is None:
            continue
        deeper = attached_messages(inner, depth + 1) if depth + 1 < DEEPEST else []
        found += deeper or [inner]
    return found


def make_readable(message: EmailMessage) -> None:
    """Let parts in a character set nobody knows be read as UTF-8: the parser would give up on the whole message."""
    for part in message.walk():
        charset = part.get_content_charset()
        if charset is None:
            continue
        try:
            codecs.lookup(charset)
        except (LookupError, ValueError):
            part.set_param("charset", "utf-8")


def content_id(*parts: str) -> str:
    """A Message-Id made of what a message says, the same for each copy of a message that has none.

    >>> content_id("ana@example.com", "Prices") == content_id("ana@example.com", "Prices")
    True
    """
    digest = hashlib.sha256("\0".join(parts).encode("utf-8", "surrogateescape")).hexdigest()
    return f"<{digest[:40]}@filed.crm>"


def as_bytes(message: EmailMessage) -> bytes:
    """The source of a message as it came, not folded anew: what is odd in it stays."""
    return message.as_bytes(policy=email.policy.SMTP.clone(refold_source="none"))


def parsed(source: bytes) -> EmailMessage:
    """The message of a source, as Odoo's gateway parses it."""
    return email.message_from_bytes(source, policy=email.policy.SMTP)


def _parts(message: MIMEPart) -> list[MIMEPart]:
    """Parts of a message in order, without those inside an attached message."""
    if message.get_content_type() == "message/rfc822" or not message.is_multipart():
        return [message]
    return [found for part in message.iter_parts() for found in _parts(part)]


def _opened(part: MIMEPart) -> EmailMessage | None:
    if part.get_content_type() == "message/rfc822":
        inner = part.get_content()
    elif (part.get_filename() or "").lower().endswith(".eml"):
        content = part.get_content()
        inner = parsed(content if isinstance(content, bytes) else content.encode("utf-8", "surrogateescape"))
    else:
        return None
    return inner if isinstance(inner, EmailMessage) and inner.get("From") else None
