"""Where a person stands, from the rows of the consent ledger: the rules, once, as SQL.

How it works
============
Of the rows about one person and purpose, the latest counts on each *level*: the asked channel, and all channels
(``any``). A row says *yes* (given, still valid), *no* (refused, withdrawn) or nothing (expired: what stood before it
on its level is over). Of the two levels

1. a *no* for the channel itself wins, however often all channels were agreed to since: the more specific counts;
2. a *yes* for the channel wins over a *no* to all channels only if it is later: "write me no more" closes every
   channel, and who afterwards asks for e-mail gets e-mail;
3. otherwise what was said about all channels counts.

When nothing is left, the legal basis of the purpose decides (:data:`SILENCE`).

The ledger's date is when the person said it, to the second; two rows of one second count in the order of their ids,
but a *no* to all channels is not undone by a *yes* of the same second.
"""

from __future__ import annotations

CHANNELS = ("any", "email", "sms", "phone", "post", "messenger")
STATES = ("given", "refused", "withdrawn", "expired")
BASES = ("consent", "legitimate_interest", "soft_opt_in", "contract", "legal_obligation")
SOURCES = (
    "form",
    "phone",
    "message",
    "import",
    "preference_page",
    "unsubscribe",
    "blacklist",
    "officer",
)
#: With these nobody is asked: an objection is kept on record and stops nothing.
BINDING = ("contract", "legal_obligation")
#: What counts when nothing is on record: ``True``, ``False``, or ``"customer"`` for who has bought something.
SILENCE: dict[str, bool | str] = {
    "consent": False,
    "legitimate_interest": True,
    "soft_opt_in": "customer",
    "contract": True,
    "legal_obligation": True,
}
#: What an outside row says: yes, no, or nothing.
SAID = (
    "CASE WHEN {row}.state = 'given' AND ({row}.valid_until IS NULL OR {row}.valid_until >= %(today)s) THEN 'given'"
    " WHEN {row}.state IN ('refused', 'withdrawn') THEN 'objected' END"
)
#: Touchpoints that make a contact a customer, as far as soft opt-in goes: a purchase, not a quotation.
BOUGHT = "t.nature = 'transaction' AND (t.channel IN ('shop', 'invoice') OR t.channel = 'order' AND t.event = 'order')"


def standing(scoped: bool) -> str:
    """SQL of ``(partner_id, said)`` for everybody who said something about a purpose that still counts.

    ``said`` is ``given`` or ``objected``. Parameters: ``purpose`` (id), ``channel``, ``company`` (id), ``today``, and
    ``ids`` of persons if ``scoped``. Rows without a company count in every company.
    """
    own = "l.partner_id = ANY(%(ids)s) AND " if scoped else "l.partner_id IS NOT NULL AND "
    return (
        "SELECT v.partner_id, v.said FROM (SELECT s.partner_id,"
        " CASE WHEN s.own = 'objected' THEN 'objected'"
        " WHEN s.own = 'given' AND s.general = 'objected' AND s.general_date >= s.own_date THEN 'objected'"
        " WHEN s.own = 'given' THEN 'given' ELSE s.general END AS said"
        " FROM (SELECT partner_id,"
        " max(said) FILTER (WHERE channel <> 'any') AS own, max(date) FILTER (WHERE channel <> 'any') AS own_date,"
        " max(said) FILTER (WHERE channel = 'any') AS general, max(date) FILTER (WHERE channel = 'any') AS general_date"
        " FROM (SELECT DISTINCT ON (l.partner_id, l.channel) l.partner_id, l.channel, l.date,"
        f" {SAID.format(row='l')} AS said FROM crm_consent l WHERE {own}l.purpose_id = %(purpose)s"
        " AND l.channel IN ('any', %(channel)s) AND (l.company_id IS NULL OR l.company_id = %(company)s)"
        " ORDER BY l.partner_id, l.channel, l.date DESC, l.id DESC) latest GROUP BY partner_id) s) v"
        " WHERE v.said IS NOT NULL"
    )


def allowed(basis: str) -> str:
    """SQL condition: the person ``p`` (a row of ``res_partner``) may be approached; ``s.said`` is their standing.

    >>> allowed("consent")
    "coalesce(s.said = 'given', FALSE)"
    >>> allowed("contract")
    'TRUE'
    """
    if basis in BINDING:
        return "TRUE"
    silence = SILENCE[basis]
    if silence == "customer":
        return f"CASE WHEN s.said IS NULL THEN {bought()} ELSE s.said = 'given' END"
    return f"coalesce(s.said = 'given', {'TRUE' if silence else 'FALSE'})"


def bought() -> str:
    """SQL condition: the person ``p``, or their company, has bought something."""
    return (
        "EXISTS (SELECT FROM crm_touchpoint t WHERE t.commercial_partner_id ="
        f" coalesce(p.commercial_partner_id, p.id) AND {BOUGHT})"
    )


def may(basis: str, said: str | None, has_bought: bool) -> bool:
    """Whether a person may be approached, as :func:`allowed` has it in SQL.

    >>> may("soft_opt_in", None, True), may("contract", "objected", False), may("legitimate_interest", "objected", True)
    (True, True, False)
    """
    if basis in BINDING:
        return True
    if said:
        return said == "given"
    silence = SILENCE[basis]
    return has_bought if silence == "customer" else bool(silence)


def current() -> str:
    """SQL of the ledger's rows that no later one has replaced, for the list of where everybody stands.

    A row without a company replaces those of every company; one of a company replaces for this company only.
    """
    today = {"today": "(now() AT TIME ZONE 'UTC')::date"}
    return (
        "SELECT l.id, l.id AS consent_id, l.partner_id, l.purpose_id, l.channel, l.company_id, l.date, l.valid_until,"
        " l.source, l.legal_basis, l.user_id,"
        f" CASE coalesce({SAID.format(row='l') % today}, '') WHEN 'given' THEN 'given' WHEN 'objected' THEN 'objected'"
        " ELSE 'expired' END AS standing"
        " FROM crm_consent l WHERE l.partner_id IS NOT NULL AND NOT EXISTS (SELECT FROM crm_consent n"
        " WHERE n.partner_id = l.partner_id AND n.purpose_id = l.purpose_id AND n.channel = l.channel"
        " AND (n.company_id IS NULL OR n.company_id = l.company_id) AND (n.date, n.id) > (l.date, l.id))"
    )
