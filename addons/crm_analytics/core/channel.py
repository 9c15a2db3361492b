"""Which sales channel a document belongs to: ordered rules, the first that fits decides.

The rules of a company become one SQL expression, so telling the channel of a million documents costs one pass. A rule
fits if each of its criteria does; a criterion fits if the document has any of the values it lists; a rule without
criteria fits every document. A document that no rule fits has no channel.

Example
-------
>>> rules = [Rule(key=1, channel=7, values={"team": (3, 4)}, shop=True), Rule(key=2, channel=9)]
>>> print(case(rules, frozenset({"shop"}), "c.id", company=1))
CASE WHEN m.team_id IN (3, 4) AND (m.id IN (SELECT move_id FROM pos_session WHERE move_id IS NOT NULL) OR m.id IN \
(SELECT account_move FROM pos_order WHERE account_move IS NOT NULL) OR m.reversed_pos_order_id IS NOT NULL) THEN 7 \
WHEN TRUE THEN 9 END

Without a shop in the ERP no document comes from one:

>>> print(case(rules, frozenset(), "c.id", company=1))
CASE WHEN m.team_id IN (3, 4) AND FALSE THEN 7 WHEN TRUE THEN 9 END
>>> case([], frozenset(), "c.id", company=1)
'NULL::integer'
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

#: Criteria that are columns of the document ``m``.
COLUMNS = {
    "team": "m.team_id",
    "medium": "m.medium_id",
    "source": "m.source_id",
    "campaign": "m.campaign_id",
    "journal": "m.journal_id",
}
#: Criteria of the customer.
TAG, PRICELIST = "tag", "pricelist"
CRITERIA = (*COLUMNS, TAG, PRICELIST)
#: What must be installed for the criteria of its name.
WEB, SHOP = "web", "shop"

SHOP_DOCUMENT = (
    "(m.id IN (SELECT move_id FROM pos_session WHERE move_id IS NOT NULL)"
    " OR m.id IN (SELECT account_move FROM pos_order WHERE account_move IS NOT NULL)"
    " OR m.reversed_pos_order_id IS NOT NULL)"
)
WEB_DOCUMENT = "m.website_id IS NOT NULL"


@dataclass(frozen=True)
class Rule:
    """One rule.

    :param key: id of the rule
    :param channel: id of the channel of documents it fits
    :param values: ids wanted by criterion; a criterion without ids asks nothing
    :param web: only what was ordered on the website
    :param shop: only what was sold in the shop
    """

    key: int
    channel: int
    values: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    web: bool = False
    shop: bool = False


def condition(rule: Rule, has: frozenset[str], customer: str, company: int) -> str:
    """SQL that is true for the documents ``m`` a rule fits.

    :param has: ``web`` and ``shop`` as far as they are installed
    :param customer: SQL of the id of the customer's company
    :param company: id of the company whose price lists count
    :raise ValueError: a criterion that is not one of ``CRITERIA``
    """
    if unknown := set(rule.values) - set(CRITERIA):
        raise ValueError(f"criterion {min(unknown)}: not known")
    terms = [_term(name, rule.values[name], customer, company) for name in CRITERIA if rule.values.get(name)]
    for wanted, name, sql in ((rule.web, WEB, WEB_DOCUMENT), (rule.shop, SHOP, SHOP_DOCUMENT)):
        if wanted:
            terms.append(sql if name in has else "FALSE")
    return " AND ".join(terms) or "TRUE"


def _term(name: str, ids: Sequence[int], customer: str, company: int) -> str:
    wanted = f"({', '.join(str(int(one)) for one in ids)})"
    if name in COLUMNS:
        return f"{COLUMNS[name]} IN {wanted}"
    if name == TAG:
        found = f"SELECT partner_id FROM res_partner_res_partner_category_rel WHERE category_id IN {wanted}"
    else:
        key = "specific_property_product_pricelist"
        found = f"SELECT id FROM res_partner WHERE ({key} ->> '{int(company)}')::integer IN {wanted}"
    return f"{customer} IN ({found})"


def case(rules: Sequence[Rule], has: frozenset[str], customer: str, company: int, by_rule: bool = False) -> str:
    """SQL of the channel of the document ``m``, NULL if no rule fits.

    :param by_rule: give the id of the rule that decides instead of its channel
    """
    if not rules:
        return "NULL::integer"
    whens = (
        f"WHEN {condition(rule, has, customer, company)} THEN {int(rule.key if by_rule else rule.channel)}"
        for rule in rules
    )
    return f"CASE {' '.join(whens)} END"
