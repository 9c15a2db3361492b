"""Words of a name that do not tell one customer from another, folded as ``core/fold.py`` does.

Example
=======
>>> telling_words("UAB „Šiaurės statyba“")
('siaures', 'statyba')
>>> telling_words("SIA"), telling_words("Rūta ir partneriai, UAB")
(('sia',), ('ruta', 'partneriai'))
"""

from __future__ import annotations

import functools
import re

from ..fold import words

#: Legal forms of Lithuania, Latvia, Estonia and the countries most traded with, short and in full. Of the Lithuanian
#: form for a sole trader, the accented letters are folded: "IĮ" is "ii", "VšĮ" is "vsi".
LEGAL_WORDS = frozenset(
    re.findall(
        r"\w+",
        """
    uab ab mb ii vsi zub kub tub ub kb pi
    sia as ik zs ps ks kd pk ou fie mtu ltd llc llp plc inc corp co limited incorporated corporation company
    gmbh ag kg ohg oy oyj ab aps bv nv sa sas sarl srl spa sl kft zoo spzoo ooo zao
    uzdaroji akcine bendrove mazoji bendrija individuali imone viesoji istaiga zemes ukio kooperatine
    sabiedriba ierobezotu atbildibu akciju individualais komersants zemnieku saimnieciba
    """,
    )
)
#: Small words and forms of address.
SMALL_WORDS = frozenset(re.findall(r"\w+", "ar ir un and the of ja und ponas ponia p dr mr mrs ms kgs k kungs kundze"))
#: Words that mark a place of business of a larger company.
BRANCH_WORDS = frozenset(
    re.findall(
        r"\w+",
        """
    filialas filiale padalinys skyrius nodala parduotuve veikals vaistine aptieka sandelis noliktava branch store
    shop warehouse dept department degaline
    """,
    )
)
#: By a word of a legal form in full, its abbreviation. The more telling words first: a private company is "uzdaroji
#: akcine bendrove", a public one "akcine bendrove".
_SHORT_FORMS = {
    "uzdaroji": "uab",
    "akcine": "ab",
    "mazoji": "mb",
    "individuali": "ii",
    "viesoji": "vsi",
    "zemes": "zub",
    "ierobezotu": "sia",
    "akciju": "as",
    "individualais": "ik",
    "zemnieku": "zs",
    "limited": "ltd",
    "incorporated": "inc",
    "corporation": "corp",
}
STOP_WORDS = LEGAL_WORDS | SMALL_WORDS


@functools.lru_cache(maxsize=4096)
def telling_words(name: str) -> tuple[str, ...]:
    """Return the words of a name without legal forms and small words; all of them, if nothing else is left."""
    found = words(name)
    return tuple(word for word in found if word not in STOP_WORDS) or found


def legal_form(name: str) -> str:
    """Return the legal form a name states, abbreviated; "" if it states none.

    >>> legal_form("Uždaroji akcinė bendrovė „Alfa“"), legal_form("SIA Alfa"), legal_form("Alfa")
    ('uab', 'sia', '')
    """
    found = [word for word in words(name) if word in LEGAL_WORDS]
    spelt_out = next((_SHORT_FORMS[word] for word in _SHORT_FORMS if word in found), "")
    return spelt_out or (found[0] if found else "")
